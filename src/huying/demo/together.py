"""What units of the synthetic city did together in its last weeks 演示联动: through the doors everybody uses.

Whistles from asked to closed, conferences from planned to issued, supervision orders, and one problem of many
voices; each is marked as synthetic or stands on cases that are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from huying.accounts.models import Unit
from huying.cases.actions.demands import Demand
from huying.cases.actions.merging import merge
from huying.cases.actions.receiving import receive
from huying.cases.models import Case
from huying.cases.models.cases import CHINA
from huying.cases.queries.limits import day_of
from huying.conferences import actions as conferences
from huying.conferences.actions import Draft, Matter, Seat
from huying.core.actors import RESIDENT
from huying.demo.cast import Cast
from huying.demo.words import phone, read
from huying.rules import problems
from huying.rules.case_facts import Channel, Kind, Nature
from huying.rules.case_flow import AT_HOLDER, CaseState
from huying.rules.conferences import Basis, ConferenceKind, ResolutionKind, Stance, TopicClass
from huying.rules.roles import Role, UnitKind
from huying.rules.topics import name_of
from huying.rules.whistles import Cause
from huying.supervision import actions as supervision
from huying.supervision.actions import Ordered
from huying.supervision.queries import reading as orders
from huying.whistles import actions as whistles
from huying.whistles.actions import Asked, Task
from huying.whistles.actions.sweeping import sweep as whistles_late
from huying.whistles.queries.callable import callable_units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from huying.conferences.models import Conference
    from huying.core.actors import Actor
    from huying.whistles.models import Whistle

STREETS, ORDERS, PROBLEMS, VOICES = 8, 3, 4, 6
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLERKS = frozenset({Role.DISTRICT_CLERK, Role.CITY_CLERK})
OPEN = [state.value for state in AT_HOLDER | {CaseState.TRIAGE}]


@dataclass(frozen=True, slots=True)
class Together:
    """The streets with most to do, and who acts for whom."""

    cast: Cast
    streets: Sequence[Unit]
    rng: Random
    until: datetime

    @classmethod
    def open(cls, until: datetime, rng: Random) -> Together:
        """Find the streets with most open cases whose people are known."""
        cast = Cast(day_of(until))
        rows = Unit.objects.filter(kind=UnitKind.STREET.value, is_active=True)
        waiting = rows.annotate(waiting=Count("cases", filter=Q(cases__state__in=OPEN))).order_by("-waiting", "pk")
        streets = [unit for unit in waiting if cast.leaders.get(unit.pk) and cast.staff.get(unit.pk)][:STREETS]
        return cls(cast, streets, rng, until)

    def morning(self, back: int) -> datetime:
        """Return nine in the morning so many days before the city ends."""
        day = (self.until - back * DAY).astimezone(CHINA).date()
        return datetime.combine(day, time(9), CHINA)

    def leader(self, unit: Unit) -> Actor:
        """Return a leader of a unit."""
        return self.cast.leaders[unit.pk][0]

    def clerk(self, unit: Unit) -> Actor:
        """Return somebody of a unit who works on cases."""
        return self.rng.choice(self.cast.staff[unit.pk])

    def called_by(self, street: Unit) -> list[Unit]:
        """Return the departments over a street whose people are known."""
        offered = callable_units(street.place, caller=street, on=day_of(self.until))
        return [unit for unit in offered if self.cast.staff.get(unit.pk)]


def act(until: datetime, rng: Random) -> dict[str, int]:
    """Let the last weeks of the city have been; returns how much there was of each."""
    told = Together.open(until, rng)
    found = {
        "whistles": sum(_whistle(told, number, street) for number, street in enumerate(told.streets)),
        "conferences": sum(_conference(told, number, street) for number, street in enumerate(told.streets[:5])),
        "orders": sum(_order(told, number, street) for number, street in enumerate(told.streets[:ORDERS])),
        "problems": _problems(told),
    }
    for sweep in (whistles_late, conferences.sweep, supervision.sweep):
        sweep(at=until)
    return found


# -- whistles


def _whistle(told: Together, number: int, street: Unit) -> int:
    """Blow one; the further down the list, the less has happened to it."""
    words = read("together")["whistles"][number % 5]
    departments = told.called_by(street)[:2]
    if not departments:
        return 0
    at = told.morning(18 - 2 * number)
    asked = Asked(
        place=street.place,
        called=[unit.pk for unit in departments],
        cause=Cause.JOINT_ENFORCEMENT,
        item=words["item"],
        matter=words["matter"],
        tries=words["tries"],
        is_synthetic=True,
    )
    is_waiting = number == STREETS - 1
    whistle = whistles.ask(asked, actor=told.clerk(street) if is_waiting else told.leader(street), at=at)
    if not is_waiting:
        _answered(told, whistle, street, departments, words, how_far=STREETS - number, at=at)
    return 1


def _answered(
    told: Together,
    whistle: Whistle,
    street: Unit,
    departments: list[Unit],
    words: dict[str, str],
    *,
    how_far: int,
    at: datetime,
) -> None:
    host = told.clerk(street)
    for unit in departments:
        whistles.acknowledge(whistle.pk, actor=told.clerk(unit), at=at + HOUR / 2)
    if how_far <= 2:
        return
    there = departments if how_far % 2 == 0 else departments[:1]
    for unit in there:
        whistles.arrive(whistle.pk, unit_id=unit.pk, actor=host, at=at + HOUR)
    if how_far <= 3:
        return
    task = Task(unit_id=there[0].pk, words=words["task"], due_on=day_of(at + 5 * DAY))
    whistles.decide(whistle.pk, finding=words["finding"], tasks=[task], actor=host, at=at + 5 * HOUR)
    if how_far <= 5:
        return
    row = whistle.tasks.get()
    done = told.clerk(there[0])
    whistles.finish_task(whistle.pk, task_id=row.pk, evidence=words["result"], actor=done, at=at + 4 * DAY)
    whistles.close(whistle.pk, result=words["result"], actor=host, at=at + 5 * DAY)


# -- conferences


def _conference(told: Together, number: int, street: Unit) -> int:
    """Hold one in the past weeks; the last two are still ahead."""
    is_ahead = number >= 3
    starts = told.morning(-4 - number) if is_ahead else told.morning(20 - 5 * number)
    at = told.until if is_ahead else starts - 3 * DAY
    by = told.clerk(street)
    words = read("together")
    conference = conferences.plan(
        kind=ConferenceKind.STREET,
        title=f"{starts:%m}月物业管理联席会议",
        room=told.rng.choice(words["rooms"]),
        starts_at=starts,
        actor=by,
        at=at,
        is_synthetic=True,
    )
    for topic in (words["topics"][number % 4], words["topics"][(number + 1) % 4]):
        matter = Matter(topic=TopicClass(topic["topic"]), words=topic["words"])
        conferences.add_item(conference.pk, matter=matter, actor=by, at=at)
    units = [street, *told.called_by(street)[:3]]
    seats = [*(Seat(unit.pk) for unit in units), Seat(None, "业主代表", is_observer=True)]
    conferences.invite(conference.pk, seats=seats, actor=by, at=at)
    if number != 4:
        conferences.call(conference.pk, actor=by, at=at)
    if not is_ahead:
        _held(told, conference, street, units, how_far=3 - number)
    return 1


def _held(told: Together, conference: Conference, street: Unit, units: list[Unit], *, how_far: int) -> None:
    by, starts = told.clerk(street), conference.starts_at
    there = [row.pk for row in conference.members.all()]
    conferences.attend(conference.pk, members=there, actor=by, at=starts)
    conferences.hold(conference.pk, actor=by, at=starts)
    lead = conference.members.filter(unit__in=units[1:]).order_by("pk").first() or conference.members.order_by("pk")[0]
    said = {topic["words"]: topic for topic in read("together")["topics"]}
    for item in conference.items.filter(words__in=said).order_by("pk"):
        topic = said[item.words]
        conferences.sum_up(conference.pk, item_id=item.pk, summary=topic["summary"], actor=by, at=starts + HOUR)
        draft = Draft(
            item_id=item.pk,
            kind=ResolutionKind.TASK,
            words=topic["task"],
            lead_id=lead.pk,
            due_on=day_of(starts + 10 * DAY),
            basis=Basis.CONSENT,
            is_public=True,
        )
        conferences.resolve(conference.pk, draft=draft, actor=by, at=starts + HOUR)
    asked = [row.pk for row in conference.members.filter(unit__in=units[1:])]
    if how_far == 1 or not asked:
        return
    conferences.circulate(conference.pk, asked=asked, copies=[], actor=by, at=starts + 2 * HOUR)
    for unit in units[1:]:
        commenting = told.clerk(unit)
        conferences.comment(conference.pk, stance=Stance.AGREED, actor=commenting, at=starts + DAY)
    conferences.issue(conference.pk, actor=told.leader(street), at=starts + DAY + HOUR)
    if how_far == 3:
        done = conference.resolutions.order_by("pk")[0]
        given: dict[str, Any] = {"resolution_id": done.pk, "evidence": "已完成并公示"}
        conferences.finish(conference.pk, **given, actor=by, at=starts + 6 * DAY)


# -- orders and problems


def _order(told: Together, number: int, street: Unit) -> int:
    """Let the district order something of a street; the first is closed, the last was not reported on."""
    above = Unit.objects.filter(kind=UnitKind.DISTRICT_OFFICE.value, pk__in=list(told.cast.staff))
    actor = next((each for unit in above for each in told.cast.staff[unit.pk] if each.covers(street.place)), None)
    if actor is None:
        return 0
    words, at = read("together")["orders"][number], told.morning(12 - 3 * number)
    ordered = Ordered(
        about=orders.Matter(place=street.place, compound=None),
        unit_id=street.pk,
        matter=words["matter"],
        demand=words["demand"],
        is_synthetic=True,
    )
    order = supervision.issue(ordered, actor=actor, at=at)
    if number == ORDERS - 1:
        return 1
    by = told.clerk(street)
    supervision.receive(order.pk, actor=by, at=at + 2 * HOUR)
    together = read("together")
    supervision.report(order.pk, report=together["report"], evidence=together["evidence"], actor=by, at=at + DAY)
    if number == 0:
        supervision.close(order.pk, closing="属实，同意销号", actor=actor, at=at + 2 * DAY)
    return 1


def _problems(told: Together) -> int:
    """Let others tell what somebody told already, and a clerk of the district bring them together."""
    rows = Case.objects.filter(
        state__in=[state.value for state in problems.MAY_LEAD], compound_key__isnull=False, problem=None
    )
    leads = rows.exclude(topic="").order_by("-received_at", "pk")[: PROBLEMS * 3]
    found = 0
    for place, lead in enumerate(leads):
        found += _told_by_many(told, lead, voices=VOICES - place % PROBLEMS)
        if found == PROBLEMS:
            break
    return found


def _told_by_many(told: Together, lead: Case, *, voices: int) -> int:
    everybody = (each for staff in told.cast.staff.values() for each in staff)
    clerk = next((each for each in everybody if each.role in CLERKS and each.covers(lead.place)), None)
    if clerk is None:
        return 0
    for number in range(voices):
        template = told.rng.choice(read("together")["voices"])
        demand = Demand(
            channel=Channel.WEB,
            text=template.format(topic=name_of(lead.topic, "zh-hans")),
            kind=Kind(lead.kind),
            nature=Nature(lead.nature),
            place=lead.place,
            compound=lead.compound_key,
            phone=phone(told.rng),
            is_synthetic=True,
        )
        at = told.until - (voices - number) * HOUR
        joining = receive(demand, actor=RESIDENT, at=at).case
        merge(joining.pk, into=lead.pk, actor=clerk, at=told.until)
    return 1
