"""What the pages of closed months read 结算查询: months in sight, rows behind a number, what hangs on a month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.closings.models import Closing, Correction, CountedCase, Objection, Sign, StepTaken
from huying.closings.policies import READERS
from huying.closings.queries.figures import COLUMNS, CONDITIONS
from huying.regions import queries as regions
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, range_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.core.actors import Actor
    from huying.rules.closings import Subject

PAGE, MONTHS, MOST = 50, 24, 100
NUMBER = re.compile(r"(\d{4})-([1-9]\d{3}-(?:0[1-9]|1[0-2]))", re.ASCII)


@dataclass(frozen=True, slots=True)
class RowSlice:
    """One page of the rows behind a number with the cursor of the next, empty at the end."""

    rows: list[CountedCase]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class MonthSlice:
    """One page of months with the cursor of the next, empty at the end."""

    rows: list[Closing]
    next_cursor: str


def visible_to(actor: Actor) -> QuerySet[Closing]:
    """Return the closed months of the cities in which a post has ranges."""
    if actor.is_system:
        return Closing.objects.all()
    if actor.role not in READERS:
        return Closing.objects.none()
    cities = regions.place_book().of_level(PlaceLevel.CITY)
    spans = {each.key: range_of(each.code) for each in cities}
    seen = [
        key
        for key, span in spans.items()
        if any(span.covers(range_) or range_.covers(span) for range_ in actor.include)
    ]
    return Closing.objects.filter(place__in=seen)


def months_of(actor: Actor, *, cursor: str = "") -> MonthSlice:
    """Return one page of months, the newest first."""
    rows = visible_to(actor)
    if cursor:
        rows = rows.filter(pk__lt=key_of(cursor))
    found = list(rows.order_by("-pk")[: MONTHS + 1])
    return MonthSlice(found[:MONTHS], str(found[MONTHS - 1].pk) if len(found) > MONTHS else "")


def key_of(cursor: str) -> int:
    """Return the key a cursor names, or refuse what is none."""
    if not cursor.isascii() or not cursor.isdigit():
        raise RuleBrokenError("list.cursor")
    return min(int(cursor), 2**63 - 1)


def find(number: str, *, actor: Actor) -> Closing:
    """Return a closed month by city and month (3710-2026-10), or refuse as not found."""
    shape = NUMBER.fullmatch(number)
    found = None
    if shape is not None:
        code, month = shape.groups()
        rows = visible_to(actor).select_related("published_by")
        found = rows.filter(place=int(code) * 10**12, month=f"{month}-01").first()
    if found is None:
        raise RuleBrokenError("closing.not_found")
    return found


def rows_behind(
    closing: Closing, *, part: str, subject: Subject | None = None, key: int = 0, cursor: str = ""
) -> RowSlice:
    """Return one page of the rows a number counts."""
    if part and part not in CONDITIONS:
        raise RuleBrokenError("closing.part_unknown")
    rows = CountedCase.objects.filter(closing=closing)
    if part:
        rows = rows.filter(CONDITIONS[part])
    if subject is not None:
        rows = rows.filter(**{COLUMNS[subject]: key})
    if cursor:
        rows = rows.filter(case__gt=key_of(cursor))
    found = list(rows.select_related("case", "unit").order_by("case_id")[: PAGE + 1])
    return RowSlice(found[:PAGE], str(found[PAGE - 1].case_id) if len(found) > PAGE else "")


def row(closing: Closing, case_id: int) -> CountedCase:
    """Return what a month counts of a case, or refuse one it does not count."""
    found = CountedCase.objects.filter(closing=closing, case=case_id).select_related("case", "unit", "about").first()
    if found is None:
        raise RuleBrokenError("closing.row_unknown")
    return found


def objections_of(closing: Closing) -> list[Objection]:
    """Return the objections of a month, those without ruling first; at most a hundred."""
    rows = Objection.objects.filter(closing=closing).select_related("counted__case", "unit", "asked_by")
    return list(rows.order_by("is_upheld", "pk")[:MOST])


def open_objections(closing: Closing) -> list[Objection]:
    """Return the objections that wait for a ruling."""
    rows = Objection.objects.filter(closing=closing, ruled_at=None).select_related("counted__case", "unit")
    return list(rows.order_by("pk")[:MOST])


def corrections_of(closing: Closing) -> list[Correction]:
    """Return what was corrected after publication."""
    return list(
        Correction.objects.filter(closing=closing).select_related("counted__case", "counted__unit").order_by("number")
    )


def signs_of(closing: Closing) -> list[Sign]:
    """Return the signs of a month, those nobody looked at first; at most a hundred."""
    rows = Sign.objects.filter(closing=closing).select_related("unit").prefetch_related("cases")
    return list(rows.order_by("-looked_at", "pk")[:MOST])


def steps_of(closing: Closing) -> list[StepTaken]:
    """Return the timeline."""
    return list(StepTaken.objects.filter(closing=closing).select_related("unit", "person").order_by("pk"))
