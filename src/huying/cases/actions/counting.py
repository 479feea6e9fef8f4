"""Keeping counts 月度计数的更新: doors mark what changed, the worker counts it anew (ADR 0031).

Everything a mark stands for was committed with it. The worker locks the month, reads the marks, counts, and drops
exactly the marks it read: a change that comes meanwhile leaves its own mark, and its cell is counted again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases.models import Case, CellMark, CountedMonth, FlowCell, MonthCell
from huying.cases.queries.counts import counted
from huying.cases.queries.flows import counted_flows, flow_keys
from huying.cases.queries.kept_counts import FEW, cell_condition, cell_keys, span_of
from huying.cases.queries.months import month_of, shifted
from huying.cases.queries.visible import complete
from huying.core import bulk
from huying.rules.places import community_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date, datetime

MOST_MARKS, AT_ONCE = 5000, 500
MONTHS_OF_A_TURN = 4


def mark(cases: Iterable[tuple[datetime, int]]) -> None:
    """Say in the transaction of a change that cases received then and lying there must be counted anew."""
    cells = {(month_of(received_at), community_of(place)) for received_at, place in cases}
    rows = [CellMark(month=month, place=place) for month, place in sorted(cells)]
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        bulk.insert(CellMark, rows)


def count_due() -> int:
    """Count what changed, and some of the months not kept yet; returns how many cells and months were counted."""
    return count_changed() + sum(_keep(month) for month in list(_not_kept())[:MONTHS_OF_A_TURN])


def count_changed() -> int:
    """Count anew the cells of kept months in which a case changed; returns how many."""
    marked = CellMark.objects.filter(month__in=CountedMonth.objects.values("pk"))
    return sum(_count_marked(month) for month in marked.order_by("month").values_list("month", flat=True).distinct())


@transaction.atomic
def _count_marked(month: date) -> int:
    if not CountedMonth.objects.select_for_update().filter(pk=month).exists():
        return 0
    marks = _marks(month)[:MOST_MARKS]
    places = {place for _pk, place in marks}
    _write(month, places if len(places) <= FEW else None)
    _drop(marks)
    return len(places)


@transaction.atomic
def _keep(month: date) -> int:
    """Begin to keep a month; another worker that does so too waits for the row and leaves it."""
    _row, is_new = CountedMonth.objects.get_or_create(pk=month)
    if not is_new:
        return 0
    marks = _marks(month)
    _write(month, None)
    _drop(marks)
    return 1


def _not_kept() -> Iterator[date]:
    """Yield the months from the first case to the last that are not kept, the newest first."""
    received = Case.objects.order_by("received_at").values_list("received_at", flat=True)
    first, last = received.first(), received.last()
    if first is None or last is None:
        return
    known = set(CountedMonth.objects.values_list("pk", flat=True))
    month = month_of(last)
    while month >= month_of(first):
        if month not in known:
            yield month
        month = shifted(month, -1)


def _marks(month: date) -> list[tuple[int, int]]:
    return list(CellMark.objects.filter(month=month).order_by("pk").values_list("pk", "place"))


def _drop(marks: Sequence[tuple[int, int]]) -> None:
    for start in range(0, len(marks), AT_ONCE):
        CellMark.objects.filter(pk__in=[pk for pk, _place in marks[start : start + AT_ONCE]]).delete()


def _write(month: date, places: Collection[int] | None) -> None:
    """Write the cells of a month, of some communities or all, as the cases say now; the month is locked."""
    condition = span_of(month) if places is None else cell_condition(month, places)
    cases = complete(Case.objects.filter(condition))
    found, flows = counted(cases, cell_keys), counted_flows(cases, flow_keys())
    for model in (MonthCell, FlowCell):
        cells = model._base_manager.filter(month=month)
        (cells if places is None else cells.filter(place__in=list(places))).delete()
    rows = [MonthCell(month=month, place=place, holder_unit_id=unit, **what) for (place, unit), what in found.items()]
    bulk.insert(MonthCell, rows)
    bulk.insert(FlowCell, [_flow_cell(month, *of, count=count) for of, count in flows.items()])


def _flow_cell(month: date, place: int, unit: int, *of: Any, count: int) -> FlowCell:
    moved_in, flow, start, to = of
    return FlowCell(
        month=month, place=place, holder_unit_id=unit, moved_in=moved_in, flow=flow, start=start, to=to, count=count
    )
