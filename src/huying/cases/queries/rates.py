"""The rates of places and months 三率、投诉占比、按时率, counted from rows; each number opens to its rows.

Every count is one of the conditions a list can be narrowed to, so that a number and the list behind it agree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Switch
from django.db.models import CharField, Count, DateField, F, Sum, Value, When

from huying.cases.models import HotlineTotal, MonthCell
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import marked, overdue_at
from huying.cases.queries.counts import NOTHING, Counts, counted, grouped
from huying.cases.queries.kept_counts import kept, summed
from huying.cases.queries.months import month_span
from huying.cases.queries.visible import visible_to
from huying.regions import queries as regions
from huying.rules.case_facts import Mark
from huying.rules.places import range_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from huying.cases.models import Case
    from huying.cases.queries.counts import Keys
    from huying.cases.queries.kept_counts import Kept
    from huying.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundCounts:
    """A compound with its property matters of a month."""

    compound: int
    received: int
    open: int
    overdue: int


def received_in(actor: Actor, *, place: str, first: date, last: date, at: datetime) -> QuerySet[Case]:
    """Return the visible cases of a place received from the first month to the last."""
    begin, end = month_span(first)[0], month_span(last)[1]
    condition = regions.in_place(place, on=at.astimezone(CHINA).date())
    return visible_to(actor).filter(condition, received_at__gte=begin, received_at__lt=end)


def by_month(actor: Actor, *, place: str, months: Sequence[date], at: datetime) -> dict[date, Counts]:
    """Return the counts of a place for each of some months that follow each other: at most seven queries."""
    rows = received_in(actor, place=place, first=months[0], last=months[-1], at=at)

    def keys(prefix: str) -> dict[str, Any]:
        ends = (When(**{f"{prefix}received_at__lt": month_span(month)[1]}, then=Value(month)) for month in months)
        return {"key": Switch(*ends, output_field=DateField())}

    known = kept(actor, place=place, months=months, at=at, cells=MonthCell.objects.all())
    found = _counts(rows, keys, known=known, of_cells=F("month"), at=at)
    totals = _hotline_by_month(place, months)
    return {month: replace(found.get(month, NOTHING), hotline_total=totals.get(month)) for month in months}


def by_place(actor: Actor, *, within: str, places: Sequence[str], month: date, at: datetime) -> dict[str, Counts]:
    """Return the counts of a month for each of the places that lie in a place: at most seven queries."""
    rows = received_in(actor, place=within, first=month, last=month, at=at)
    on = at.astimezone(CHINA).date()

    def keys(prefix: str) -> dict[str, Any]:
        inside = (When(regions.in_place(code, on=on, column=f"{prefix}place"), then=Value(code)) for code in places)
        return {"key": Switch(*inside, default=Value(""), output_field=CharField())}

    known = kept(actor, place=within, months=[month], at=at, cells=MonthCell.objects.all())
    found = _counts(rows, keys, known=known, of_cells=keys("")["key"], at=at)
    totals = dict(HotlineTotal.objects.filter(month=month).values_list("region_key", "total"))
    return {code: replace(found.get(code, NOTHING), hotline_total=_total_within(code, totals)) for code in places}


def _total_within(code: str, totals: Mapping[int, int]) -> int | None:
    span = range_of(code)
    found = [total for key, total in totals.items() if span.holds(key)]
    return sum(found) if found else None


def _counts(
    rows: QuerySet[Case], keys: Keys, *, known: Kept[MonthCell], of_cells: Any, at: datetime
) -> dict[Any, Counts]:
    """Return the counts by key: what is kept, what must be counted beside it, and what is overdue at the instant."""
    parts = [summed(known.cells, {"key": of_cells})]
    if known.beside is not None:
        parts.append(counted(rows.filter(known.beside), keys))
    parts.append(grouped(rows.filter(overdue_at(at)), keys(""), {"overdue": Count("pk")}))
    found: dict[Any, Counter[str]] = {}
    for part in parts:
        for (key,), numbers in part.items():
            found.setdefault(key, Counter()).update(numbers)
    return {key: Counts(**numbers) for key, numbers in found.items()}


def _hotline_by_month(place: str, months: Sequence[date]) -> dict[date, int]:
    span = range_of(place)
    rows = HotlineTotal.objects.filter(
        month__gte=months[0], month__lte=months[-1], region_key__gte=span.low, region_key__lt=span.high
    )
    return dict(rows.order_by("month").values_list("month").annotate(whole=Sum("total")))


def worst_compounds(actor: Actor, *, place: str, month: date, at: datetime, most: int) -> list[CompoundCounts]:
    """Return the compounds with the most property matters of a month, the worst first."""
    rows = received_in(actor, place=place, first=month, last=month, at=at)
    found = (
        rows.filter(is_property=True, compound_key__isnull=False)
        .order_by()
        .values("compound_key")
        .annotate(
            received=Count("pk"),
            open=Count("pk", filter=marked(Mark.OPEN)),
            overdue=Count("pk", filter=overdue_at(at)),
        )
        .order_by("-received", "-overdue", F("compound_key"))
    )
    return [
        CompoundCounts(
            compound=row["compound_key"] or 0, received=row["received"], open=row["open"], overdue=row["overdue"]
        )
        for row in found[:most]
    ]
