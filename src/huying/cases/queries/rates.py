"""The rates of places and months 三率、投诉占比、按时率, counted from rows; each number opens to its rows.

Every count is one of the conditions a list can be narrowed to, so that a number and the list behind it agree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Switch
from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value, When

from huying.cases.models import CallBack, Case, Clock, HotlineTotal
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import CONTACT_MET, marked, overdue_at
from huying.cases.queries.visible import visible_to
from huying.regions import queries as regions
from huying.rules.case_facts import Mark
from huying.rules.places import range_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from huying.core.actors import Actor

    Key = Callable[[str], Switch]

DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the rates of a place and month are made of."""

    received: int = 0
    property_received: int = 0
    open: int = 0
    overdue: int = 0
    long_term: int = 0
    answered: int = 0
    on_time: int = 0
    contacted: int = 0
    called_back: int = 0
    solved: int = 0
    satisfied: int = 0
    hotline_total: int | None = None


NOTHING = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundCounts:
    """A compound with its property matters of a month."""

    compound: int
    received: int
    open: int
    overdue: int


def month_span(month: date) -> tuple[datetime, datetime]:
    """Return the first instants of a month and of the next, in China."""
    begin = datetime(month.year, month.month, 1, tzinfo=CHINA)
    following = shifted(month, 1)
    return begin, datetime(following.year, following.month, 1, tzinfo=CHINA)


def shifted(month: date, by: int) -> date:
    """Return the first day of the month so many months later."""
    count = month.year * DECEMBER + month.month - 1 + by
    return date(count // DECEMBER, count % DECEMBER + 1, 1)


def received_in(actor: Actor, *, place: str, first: date, last: date, at: datetime) -> QuerySet[Case]:
    """Return the visible cases of a place received from the first month to the last."""
    begin, end = month_span(first)[0], month_span(last)[1]
    condition = regions.in_place(place, on=at.astimezone(CHINA).date())
    return visible_to(actor).filter(condition, received_at__gte=begin, received_at__lt=end)


def by_month(actor: Actor, *, place: str, months: Sequence[date], at: datetime) -> dict[date, Counts]:
    """Return the counts of a place for each of some months that follow each other: four queries."""
    rows = received_in(actor, place=place, first=months[0], last=months[-1], at=at)

    def key(prefix: str) -> Switch:
        ends = (
            When(**{f"{prefix}received_at__lt": month_span(month)[1]}, then=Value(month.isoformat()))
            for month in months
        )
        return Switch(*ends, default=Value(""), output_field=CharField())

    found = _counted(rows, key, at=at)
    totals = _hotline_by_month(place, months)
    return {month: replace(found.get(month.isoformat(), NOTHING), hotline_total=totals.get(month)) for month in months}


def by_place(actor: Actor, *, within: str, places: Sequence[str], month: date, at: datetime) -> dict[str, Counts]:
    """Return the counts of a month for each of the places that lie in a place: four queries."""
    rows = received_in(actor, place=within, first=month, last=month, at=at)
    on = at.astimezone(CHINA).date()

    def key(prefix: str) -> Switch:
        inside = (When(regions.in_place(code, on=on, column=f"{prefix}place"), then=Value(code)) for code in places)
        return Switch(*inside, default=Value(""), output_field=CharField())

    found = _counted(rows, key, at=at)
    totals = dict(HotlineTotal.objects.filter(month=month).values_list("region_key", "total"))
    return {code: replace(found.get(code, NOTHING), hotline_total=_total_within(code, totals)) for code in places}


def _total_within(code: str, totals: Mapping[int, int]) -> int | None:
    span = range_of(code)
    found = [total for key, total in totals.items() if span.holds(key)]
    return sum(found) if found else None


def _counted(rows: QuerySet[Case], key: Key, *, at: datetime) -> dict[str, Counts]:
    found: dict[str, dict[str, int]] = {}
    parts: Iterable[QuerySet[Any]] = (
        rows.order_by().annotate(key=key("")).values("key").annotate(**_of_cases(at)),
        Clock.objects.filter(CONTACT_MET, case__in=rows.order_by())
        .annotate(key=key("case__"))
        .values("key")
        .annotate(contacted=Count("case", distinct=True)),
        CallBack.objects.filter(is_reached=True, case__in=rows.order_by())
        .annotate(key=key("case__"))
        .values("key")
        .annotate(**_of_call_backs()),
    )
    for part in parts:
        for row in part.order_by("key"):
            found.setdefault(row.pop("key"), {}).update(row)
    known = {field.name for field in fields(Counts)}
    return {name: Counts(**{each: row[each] for each in row if each in known}) for name, row in found.items()}


def _of_cases(at: datetime) -> dict[str, Count]:
    return {
        "received": Count("pk"),
        "property_received": Count("pk", filter=Q(is_property=True)),
        "open": Count("pk", filter=marked(Mark.OPEN)),
        "overdue": Count("pk", filter=overdue_at(at)),
        "long_term": Count("pk", filter=Q(is_long_term=True)),
        "answered": Count("pk", filter=marked(Mark.ANSWERED)),
        "on_time": Count("pk", filter=marked(Mark.ON_TIME)),
    }


def _of_call_backs() -> dict[str, Count]:
    return {
        "called_back": Count("case", distinct=True),
        "solved": Count("case", distinct=True, filter=Q(is_solved=True)),
        "satisfied": Count("case", distinct=True, filter=Q(is_satisfied=True)),
    }


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
