"""What the worker and the pages read of events 事件查询."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from huying.cases.models import Case
from huying.cases.queries.limits import day_of
from huying.cases.queries.visible import complete, visible_to
from huying.regions import queries as regions
from huying.regions.book import enclosing_keys
from huying.rules.seasons import SeasonKind
from huying.rules.surges import LinkState, Voice, people_of
from huying.seasons.models import Surge, SurgeCase, SurgeUpdate
from huying.seasons.queries.rules import rules_on

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta

    from huying.core.actors import Actor
    from huying.rules.places import PlaceLevel
    from huying.rules.seasons import KindRules
    from huying.seasons.models import SeasonPlan

MOST_CANDIDATES = 5000
"""More than that within a window is read in the next turns."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A case that may belong to an event: when it was told, and the keyed hash of the telephone, empty without one."""

    case: int
    told_at: datetime
    index: str


def kind_rules(plan: SeasonPlan, *, on: date) -> KindRules:
    """Return what the kind of a plan asks on a day."""
    return rules_on(on).kinds[SeasonKind(plan.kind)]


def heard_of(plan: SeasonPlan, *, at: datetime, window: timedelta, area: PlaceLevel) -> dict[int, list[Heard]]:
    """Return, by area, the cases of a plan's topics told within the window that no event of it knows yet; one query."""
    place = regions.place_book().get(plan.place)
    if place is None or not plan.topics:
        return {}
    known = SurgeCase.objects.filter(case=OuterRef("pk"))
    rows = complete(
        Case.objects.filter(
            regions.in_place(place.code, on=day_of(at)),
            ~Exists(known.filter(Q(surge__season=plan) | Q(state=LinkState.JOINED.value))),
            topic__in=plan.topics,
            received_at__gt=at - window,
            received_at__lte=at,
            is_history=False,
        )
    )
    found: defaultdict[int, list[Heard]] = defaultdict(list)
    facts = rows.order_by("received_at", "pk").values_list("pk", "place", "received_at", "reporter__phone_index")
    for pk, key, told_at, index in facts[:MOST_CANDIDATES]:
        where = area_of(key, level=area)
        if where is not None:
            found[where].append(Heard(pk, told_at, index or ""))
    return found


def area_of(key: int, *, level: PlaceLevel) -> int | None:
    """Return the area of a level a place lies in, None where the place is wider than that."""
    book = regions.place_book()
    return next((each for each in enclosing_keys(key) if book.level(each) is level), None)


def voices_of(heard: Iterable[Heard]) -> list[Voice]:
    """Return who told as numbers, 0 for somebody unknown."""
    numbers: dict[str, int] = {}
    return [
        Voice(each.case, each.told_at, numbers.setdefault(each.index, len(numbers) + 1) if each.index else 0)
        for each in heard
    ]


def people_known(surge: Surge) -> dict[str, int]:
    """Return the numbers of the people of an event by the keyed hash of their telephone."""
    rows = SurgeCase.objects.filter(surge=surge, person__gt=0).exclude(case__reporter__phone_index="")
    return dict(rows.filter(case__reporter__isnull=False).values_list("case__reporter__phone_index", "person"))


def people_counted(surge: Surge) -> int:
    """Count the people of an event from its cases; of what was not declared those that are proposed."""
    is_declared = surge.declared_at is not None
    state = LinkState.JOINED if is_declared else LinkState.PROPOSED
    rows = SurgeCase.objects.filter(surge=surge, state=state.value).values_list("case_id", "proposed_at", "person")
    return people_of(Voice(*row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurgeSeen:
    """An event with what was told of it, its cases and those that may belong to it."""

    surge: Surge
    updates: list[SurgeUpdate]
    proposed: list[SurgeCase]
    joined: list[SurgeCase]
    left_out: int
    seen: set[int]


MOST_SHOWN = 200


def read(surge: Surge, *, actor: Actor) -> SurgeSeen:
    """Return an event as its page shows it; five queries."""
    links = SurgeCase.objects.filter(surge=surge).select_related("case__holder_unit").order_by("pk")
    proposed = list(links.filter(state=LinkState.PROPOSED.value)[:MOST_SHOWN])
    joined = list(links.filter(state=LinkState.JOINED.value)[:MOST_SHOWN])
    keys = {link.case_id for link in (*proposed, *joined)}
    return SurgeSeen(
        surge=surge,
        updates=list(SurgeUpdate.objects.filter(surge=surge).select_related("unit").order_by("-pk")),
        proposed=proposed,
        joined=joined,
        left_out=links.filter(state=LinkState.LEFT_OUT.value).count(),
        seen=set(visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set(),
    )
