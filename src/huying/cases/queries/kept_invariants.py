"""What must always hold of kept counts 月度计数不变式: they are what a recount gives, or marked to be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, CountedMonth, FlowCell, MonthCell
from huying.cases.queries.counts import KEPT, counted
from huying.cases.queries.flows import counted_flows, flow_keys
from huying.cases.queries.kept_counts import cell_keys, changed_cells, span_of, summed
from huying.cases.queries.visible import complete
from huying.core.invariants import Invariant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

FLOW_KEYS = ("place", "holder_unit_id", "moved_in", "flow", "start", "to")


def _wrong() -> Iterator[str]:
    for month in CountedMonth.objects.order_by("month").values_list("pk", flat=True):
        for place, unit in _wrong_in(month):
            yield f"{month:%Y-%m} {place} {unit}"


@transaction.atomic
def _wrong_in(month: date) -> list[tuple[Any, ...]]:
    """Return the cells of a month that are wrong; its lock keeps the worker from dropping marks meanwhile."""
    list(CountedMonth.objects.select_for_update().filter(pk=month))
    cells = {"cell_place": F("place"), "cell_unit": F("holder_unit_id")}
    kept = summed(MonthCell.objects.filter(month=month), cells)
    cases = complete(Case.objects.filter(span_of(month)))
    found, flows = counted(cases, cell_keys), counted_flows(cases, flow_keys())
    rows = FlowCell.objects.filter(month=month).order_by("pk")
    kept_flows = {tuple(of): count for *of, count in rows.values_list(*FLOW_KEYS, "count")}
    changed = changed_cells([month])[month]
    nothing = dict.fromkeys(KEPT, 0)
    wrong = {key for key in kept.keys() | found.keys() if kept.get(key) != nothing | found.get(key, {})}
    wrong |= {key[:2] for key in kept_flows.keys() | flows.keys() if kept_flows.get(key) != flows.get(key)}
    return sorted(key for key in wrong if key[0] not in changed)


def invariants() -> tuple[Invariant, ...]:
    """Return the rules about kept counts."""
    return (
        Invariant(
            name="counts.kept",
            meaning=_("kept counts are what a recount of the cases gives, or are marked to be counted"),
            breaches=_wrong,
        ),
    )
