"""Kept counts beside cases still to be counted 月度计数的读取: together always what a recount gives (ADR 0031).

Which cells are out of date is read before the cells. A change that comes between the two readings is seen in neither
or in both, as if one had asked a moment earlier or later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import BigIntegerField, F, Q, Sum, Value

from huying.cases.models import CellMark, CountedMonth, FlowCell, MonthCell
from huying.cases.models.cases import CHINA
from huying.cases.queries.counts import KEPT, grouped
from huying.cases.queries.months import month_span, shifted
from huying.cases.queries.visible import BY_UNIT, held_or_in_ranges
from huying.regions import queries as regions
from huying.rules.places import COMMUNITY_WIDTH
from huying.rules.roles import OFFICIAL, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from huying.cases.queries.counts import Groups
    from huying.core.actors import Actor

Cell = TypeVar("Cell", MonthCell, FlowCell)
FEW = 40
"""Up to so many cells of a month are counted one by one; beyond that the whole month is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[Cell]):
    """The cells that are up to date, and which cases must be counted beside them, None where none must."""

    cells: QuerySet[Cell]
    beside: Q | None


def kept(actor: Actor, *, place: str, months: Sequence[date], at: datetime, cells: QuerySet[Cell]) -> Kept[Cell]:
    """Return what is kept of a place's months within an actor's sight: one query, and one when it is read."""
    sight = _sight(actor)
    changed = changed_cells(months) if sight is not None else {}
    whole = {month: places for month, places in changed.items() if len(places) <= FEW}
    clean = cells.filter(
        sight if sight is not None else Q(pk__in=[]),
        regions.in_place(place, on=at.astimezone(CHINA).date()),
        month__in=list(whole),
    )
    beside = list(_spans(month for month in months if month not in whole))
    for month, places in whole.items():
        if places:
            clean = clean.exclude(month=month, place__in=places)
            beside.append(cell_condition(month, places))
    return Kept(cells=clean, beside=_any(beside) if beside else None)


def _spans(months: Iterable[date]) -> Iterator[Q]:
    """Yield the conditions that a case was received in one of some months, one for each run of months."""
    first = last = None
    for month in sorted(months):
        if first is None or last is None:
            first = last = month
        elif month == shifted(last, 1):
            last = month
        else:
            yield _span(first, last)
            first = last = month
    if first is not None and last is not None:
        yield _span(first, last)


def _span(first: date, last: date) -> Q:
    return Q(received_at__gte=month_span(first)[0], received_at__lt=month_span(last)[1])


def _sight(actor: Actor) -> Q | None:
    """Return which cells hold exactly what an actor sees of cases, None where no cells do."""
    if actor.is_system:
        return Q()
    if actor.role in BY_UNIT:
        return Q(holder_unit_id=actor.unit_id)
    if actor.role is Role.CALLER or actor.role not in OFFICIAL:
        return None
    if not all(span.is_of_whole_communities() for span in (*actor.include, *actor.exclude)):
        return None
    return held_or_in_ranges(actor)


def changed_cells(months: Sequence[date]) -> dict[date, set[int]]:
    """Return the communities whose cells are out of date, of each month that is kept: one query."""
    no_place = Value(None, output_field=BigIntegerField())
    known = CountedMonth.objects.filter(pk__in=months).order_by().values_list("pk", no_place)
    marks = CellMark.objects.filter(month__in=months).order_by().values_list("month", "place")
    rows = list(known.union(marks))
    found: dict[date, set[int]] = {month: set() for month, place in rows if place is None}
    for month, place in rows:
        if place is not None and month in found:
            found[month].add(place)
    return found


def span_of(month: date) -> Q:
    """Return the condition that a case was received in a month."""
    return _span(month, month)


def cell_condition(month: date, places: Iterable[int]) -> Q:
    """Return the condition that a case belongs to cells of a month."""
    return span_of(month) & _any([Q(place__gte=low, place__lt=low + COMMUNITY_WIDTH) for low in sorted(places)])


def _any(conditions: Iterable[Q]) -> Q:
    first, *others = conditions
    for each in others:
        first |= each
    return first


def cell_keys(prefix: str) -> Mapping[str, Any]:
    """Return what the cells of a month are grouped by."""
    place = F(f"{prefix}place")
    return {"cell_place": place - place % COMMUNITY_WIDTH, "cell_unit": F(f"{prefix}holder_unit_id")}


def summed(cells: QuerySet[MonthCell], groups: Mapping[str, Any]) -> Groups:
    """Return what cells come to by group: one query."""
    return grouped(cells, groups, {name: Sum(name) for name in KEPT})
