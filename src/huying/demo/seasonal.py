"""The winter of the synthetic city 演示季节: a watch handed over, a heating plan in force, an event, holiday rosters.

Through the doors everybody uses; what is made is marked as synthetic, or stands on units and cases that are.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.accounts import actions as accounts
from huying.accounts.models import Person, Unit
from huying.cases.actions.demands import Demand
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.receiving import receive
from huying.cases.queries.limits import day_of
from huying.core.actors import RESIDENT, SYSTEM
from huying.demo.cast import Cast
from huying.demo.words import phone, read
from huying.rules.case_facts import Channel, Kind, Nature
from huying.rules.roles import Role, UnitKind
from huying.rules.seasons import SeasonKind
from huying.seasons.actions import planning, reporting, surging, watching
from huying.seasons.actions.planning import NewSeason
from huying.seasons.actions.watching import Entry
from huying.seasons.models import Surge

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from huying.core.actors import Actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPEN_FOR = 46 * DAY
"""Heating began in the middle of November, and the city ends with December."""
PEOPLE, LATER, TOPIC = 11, 2, "WPH"


def act(until: datetime, rng: Random) -> None:
    """Let the last night of the city have been."""
    cast = Cast(day_of(until))
    offices = Unit.objects.filter(kind=UnitKind.DISTRICT_OFFICE.value, is_active=True).order_by("pk")
    district, clerks = next((unit, found) for unit in offices if len(found := _clerks(cast, unit)) > 1)
    _watches(district, clerks, until=until)
    street = _street_below(clerks[0], cast)
    _plan(street, clerks[0], cast, until=until)
    _event(street, clerks[0], cast, until=until, rng=rng)
    reporting.sweep(at=until - DAY)
    reporting.sweep(at=until)


def _clerks(cast: Cast, unit: Unit) -> list[Actor]:
    return [actor for actor in cast.staff.get(unit.pk, []) if actor.role is Role.DISTRICT_CLERK]


def _street_below(clerk: Actor, cast: Cast) -> Unit:
    rows = Unit.objects.filter(kind=UnitKind.STREET.value, is_active=True).order_by("pk")
    return next(unit for unit in rows if clerk.covers(unit.place) and cast.staff.get(unit.pk))


def _watches(district: Unit, clerks: list[Actor], *, until: datetime) -> None:
    """Let one clerk be on watch in the night, write the log, and another take over in the morning."""
    words, night, morning = read("seasonal"), until - 14 * HOUR, until - HOUR
    for actor, starts_at, ends_at in ((clerks[0], night, morning), (clerks[1], morning, until + 7 * HOUR)):
        accounts.set_duty_shift(
            unit=district,
            person=Person.objects.get(pk=actor.person_id or 0),
            starts_at=starts_at,
            ends_at=ends_at,
            actor=SYSTEM,
            at=night,
        )
    watch = watching.take_over(actor=clerks[0], at=night)
    for number, entry in enumerate(words["entries"], start=1):
        watching.write(watch.pk, entry=Entry(**entry), actor=clerks[0], at=night + number * 3 * HOUR)
    watching.take_over(actor=clerks[1], at=morning)


def _plan(street: Unit, clerk: Actor, cast: Cast, *, until: datetime) -> None:
    """Draft the heating plan of the district, release it and put it in force."""
    words, at = read("seasonal")["plan"], until - OPEN_FOR
    plan = planning.draft(
        NewSeason(
            kind=SeasonKind.HEATING,
            title=words["title"],
            triggers=words["triggers"],
            instructions=words["instructions"],
            topics=(TOPIC,),
            starts=words["starts"],
            ends=words["ends"],
            is_synthetic=True,
        ),
        actor=clerk,
        at=at,
    )
    for task in words["tasks"]:
        planning.add_task(plan.pk, words=task, unit=street.pk, post=None, actor=clerk, at=at)
    planning.release(plan.pk, actor=clerk, at=at)
    planning.put_in_force(plan.pk, reason=words["reason"], actor=clerk, at=at)
    first = plan.tasks.order_by("pk")[0]
    by = cast.staff[street.pk][0]
    planning.tick(plan.pk, task_id=first.pk, words=words["done"], actor=by, at=at + DAY)


def _event(street: Unit, clerk: Actor, cast: Cast, *, until: datetime, rng: Random) -> None:
    """Let many tell that it is cold, the clerk declare one event, and two more tell it afterwards."""
    words, began = read("seasonal")["event"], until - 5 * HOUR
    for number in range(PEOPLE):
        _tell(street, clerk, at=began + number * HOUR / 10, rng=rng)
    surging.sweep(at=began + 2 * HOUR)
    surge = Surge.objects.get(place=street.place)
    surging.declare(
        surge.pk,
        title=words["title"],
        unit=street.pk,
        words=words["first"],
        chosen=list(surge.links.values_list("case_id", flat=True)),
        actor=clerk,
        at=began + 2 * HOUR,
    )
    surging.update(surge.pk, words=words["update"], actor=cast.staff[street.pk][0], at=began + 3 * HOUR)
    for _person in range(LATER):
        _tell(street, clerk, at=began + 4 * HOUR, rng=rng)
    surging.sweep(at=until)


def _tell(street: Unit, clerk: Actor, *, at: datetime, rng: Random) -> None:
    demand = Demand(
        channel=Channel.WEB,
        text=rng.choice(read("seasonal")["voices"]),
        kind=Kind.HELP,
        nature=Nature.SERVICE,
        place=street.place,
        phone=phone(rng),
        is_synthetic=True,
    )
    case = receive(demand, actor=RESIDENT, at=at).case
    dispatch(case.pk, Confirmed(topic=TOPIC, place=street.place, compound=None), actor=clerk, at=at)
