"""The three headline rates 三率 and the complaint rate, computed from rows; each number opens to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Sum

from huying.cases.models import CallBack, Case, Clock, HotlineTotal
from huying.cases.models.cases import CHINA
from huying.cases.queries.visible import visible_to
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState
from huying.rules.places import range_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.core.actors import Actor


DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the rates of a place and month are made of."""

    received: int
    property_received: int
    contacted_in_time: int
    called_back: int
    solved: int
    satisfied: int
    overdue: int
    open: int
    long_term: int
    hotline_total: int | None


def month_span(month: date) -> tuple[datetime, datetime]:
    """Return the first instants of a month and of the next, in China."""
    begin = datetime(month.year, month.month, 1, tzinfo=CHINA)
    year, following = (month.year + 1, 1) if month.month == DECEMBER else (month.year, month.month + 1)
    return begin, datetime(year, following, 1, tzinfo=CHINA)


def received_in(actor: Actor, *, place: str, month: date) -> QuerySet[Case]:
    """Return the visible cases of a place received in a month."""
    begin, end = month_span(month)
    span = range_of(place)
    return visible_to(actor).filter(
        received_at__gte=begin, received_at__lt=end, place__gte=span.low, place__lt=span.high
    )


def counts(actor: Actor, *, place: str, month: date, at: datetime) -> Counts:
    """Return the counts of a place and month: four queries, whatever the size."""
    rows = received_in(actor, place=place, month=month)
    waiting = ~Q(state__in=[CaseState.CLOSED.value, CaseState.ANSWERED.value])
    base = rows.aggregate(
        received=Count("pk"),
        property_received=Count("pk", filter=Q(is_property=True)),
        overdue=Count("pk", filter=waiting & Q(due_at__lt=at, is_paused=False)),
        open=Count("pk", filter=~Q(state=CaseState.CLOSED.value)),
        long_term=Count("pk", filter=Q(is_long_term=True)),
    )
    contacted = rows.filter(
        Exists(
            Clock.objects.filter(
                case=OuterRef("pk"),
                kind=ClockKind.CONTACT.value,
                is_cancelled=False,
                stopped_at__isnull=False,
                red_at=None,
            )
        )
    ).count()
    last = CallBack.objects.filter(case__in=rows, is_reached=True).aggregate(
        called_back=Count("case", distinct=True),
        solved=Count("case", distinct=True, filter=Q(is_solved=True)),
        satisfied=Count("case", distinct=True, filter=Q(is_satisfied=True)),
    )
    return Counts(**base, contacted_in_time=contacted, **last, hotline_total=hotline_total(place=place, month=month))


def hotline_total(*, place: str, month: date) -> int | None:
    """Return all calls of a place in a month as the hotline centre gave them, or None where it gave none."""
    span = range_of(place)
    rows = HotlineTotal.objects.filter(month=month.replace(day=1), region_key__gte=span.low, region_key__lt=span.high)
    found = rows.aggregate(total=Sum("total"))["total"]
    return int(found) if found is not None else None
