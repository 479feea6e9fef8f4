"""What a period counts 计入范围: the cases received in it, and those whose reporter was reached in it.

Response is of what was received; solved and satisfied are of the last call-back of each case in the period. Streams.
"""

from __future__ import annotations

from datetime import datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery

from huying.cases.models import CallBack, Case, Clock, OutsideOrder
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import CONTACT_MET
from huying.closings.models import Closing, CountedCase
from huying.regions import queries as regions
from huying.rules.case_facts import CallBackBy
from huying.rules.places import PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

CHUNK = 1000
OURS = (CallBackBy.REPORTER.value, CallBackBy.CALLER.value)


def instant(day: date) -> datetime:
    """Return the first instant of a day in China."""
    return datetime.combine(day, time(), tzinfo=CHINA)


def call_backs_in(closing: Closing) -> QuerySet[CallBack]:
    """Return the ratings of a period by reporters and independent callers; the centre's own stand beside them."""
    return CallBack.objects.filter(
        is_reached=True,
        is_solved__isnull=False,
        by__in=OURS,
        at__gte=instant(closing.begins_on),
        at__lt=instant(closing.ends_before),
    )


def cases_of(closing: Closing) -> QuerySet[Case]:
    """Return the cases a period counts, with what they say."""
    begin, end = instant(closing.begins_on), instant(closing.ends_before)
    received = Q(received_at__gte=begin, received_at__lt=end)
    last = call_backs_in(closing).filter(case=OuterRef("pk")).order_by("-pk")
    centre = OutsideOrder.objects.filter(case=OuterRef("pk")).order_by("-round")
    rows = Case.objects.filter(
        regions.in_place(str(closing.place // 10**12), on=closing.begins_on),
        received | Q(pk__in=call_backs_in(closing).values("case_id")),
    )
    return rows.annotate(
        contacted=Exists(Clock.objects.filter(CONTACT_MET, case=OuterRef("pk"))),
        solved=Subquery(last.values("is_solved")[:1]),
        satisfied=Subquery(last.values("is_satisfied")[:1]),
        centre_solved=Subquery(centre.values("call_back_solved")[:1]),
        centre_satisfied=Subquery(centre.values("call_back_satisfied")[:1]),
    ).order_by("pk")


def gathered(closing: Closing) -> Iterator[list[CountedCase]]:
    """Yield the rows of a period, some at a time, in order of their cases."""
    begin, end = instant(closing.begins_on), instant(closing.ends_before)
    places = _Places(closing.begins_on)
    values = cases_of(closing).values(
        *("pk", "place", "received_at", "answered_at", "due_at", "holder_unit_id", "about_unit_id"),
        *("contacted", "solved", "satisfied", "centre_solved", "centre_satisfied"),
    )
    stream = values.iterator(chunk_size=CHUNK)
    while some := list(islice(stream, CHUNK)):
        yield [_counted(closing, row, places, is_received=begin <= row["received_at"] < end) for row in some]


def _counted(closing: Closing, row: Mapping[str, Any], places: _Places, *, is_received: bool) -> CountedCase:
    district, street = places.of(row["place"])
    answered, due = row["answered_at"], row["due_at"]
    is_answered = is_received and answered is not None
    return CountedCase(
        closing=closing,
        case_id=row["pk"],
        district=district,
        street=street,
        unit_id=row["holder_unit_id"],
        about_id=row["about_unit_id"],
        is_contacted=row["contacted"] if is_received else None,
        is_on_time=(due is not None and answered <= due) if is_answered else None,
        is_solved=row["solved"],
        is_satisfied=None if row["solved"] is None else bool(row["satisfied"]),
        centre_solved=row["centre_solved"],
        centre_satisfied=row["centre_satisfied"],
    )


class _Places:
    """The district that governs a place on a day, and the street it lies in; nought where there is none."""

    def __init__(self, on: date) -> None:
        self.book = regions.place_book()
        self.governed = regions.governed(on=on)
        self.known: dict[int, tuple[int, int]] = {}

    def of(self, place: int) -> tuple[int, int]:
        """Return the keys of district and street."""
        found = self.known.get(place)
        if found is None:
            chain = self.book.above(place)
            governor = next((self.governed[each.key] for each in reversed(chain) if each.key in self.governed), place)
            found = self._level(governor, PlaceLevel.DISTRICT), self._level(place, PlaceLevel.STREET)
            self.known[place] = found
        return found

    def _level(self, place: int, level: PlaceLevel) -> int:
        return next((each.key for each in self.book.above(place) if each.level is level), 0)
