"""Which conferences an actor may see 会议可见范围: of the post's ranges, and those its unit hosts or sits in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from huying.conferences.models import Conference, Member, Resolution
from huying.conferences.policies import OVERSEERS, READERS
from huying.regions.queries import in_spans
from huying.rules.conferences import ConferenceState, ResolutionState
from huying.rules.errors import RuleBrokenError
from huying.whistles.policies import DEPARTMENT

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.core.actors import Actor

PAGE = 25
DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceFilter:
    """What the list is narrowed to."""

    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ConferenceSlice:
    """One page of the list with the cursor of the next, empty at the end."""

    rows: list[Conference]
    next_cursor: str


def visible_to(actor: Actor) -> QuerySet[Conference]:
    """Return the conferences an actor may see; who only sits in one sees it once it was called."""
    rows = Conference.objects.all()
    if actor.is_system:
        return rows
    if actor.role not in READERS:
        return rows.none()
    unit = actor.unit_id or 0
    sits = Exists(Member.objects.filter(conference=OuterRef("pk"), unit=unit))
    ours = Q(host=unit) | (Q(sits) & ~Q(state=ConferenceState.PLANNED.value))
    if actor.role not in OVERSEERS or actor.role in DEPARTMENT:
        return rows.filter(ours)
    return rows.filter(in_spans(actor.include, actor.exclude) | ours)


def find(number: str, *, actor: Actor) -> Conference:
    """Return a visible conference by its number, or refuse as not found."""
    digits = number[1:]
    is_number = number[:1] == "J" and digits.isascii() and digits.isdigit() and len(digits) <= DIGITS
    found = visible_to(actor).select_related("host").filter(pk=int(digits)).first() if is_number else None
    if found is None:
        raise RuleBrokenError("conference.not_found")
    return found


def page_of(actor: Actor, wanted: ConferenceFilter, *, cursor: str = "") -> ConferenceSlice:
    """Return one page, the newest first."""
    rows = visible_to(actor)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if cursor:
        rows = rows.filter(pk__lt=key_of(cursor))
    found = list(rows.select_related("host").order_by("-pk")[: PAGE + 1])
    return ConferenceSlice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def key_of(cursor: str) -> int:
    """Return the key a cursor names, or refuse what is none."""
    if not cursor.isascii() or not cursor.isdigit():
        raise RuleBrokenError("list.cursor")
    return min(int(cursor), 2**63 - 1)


@dataclass(frozen=True, slots=True)
class ResolutionSlice:
    """One page of resolutions with the cursor of the next, empty at the end."""

    rows: list[Resolution]
    next_cursor: str


def resolutions_of(
    actor: Actor, *, state: str = "", is_late: bool = False, is_ours: bool = False, cursor: str = ""
) -> ResolutionSlice:
    """Return one page of the resolutions in force an actor may see, the newest first."""
    rows = Resolution.objects.filter(conference__in=visible_to(actor).values("pk"), issued_in__isnull=False)
    if state:
        rows = rows.filter(state=state)
    if is_late:
        rows = rows.filter(state=ResolutionState.OPEN.value, late_at__isnull=False)
    if is_ours:
        rows = rows.filter(lead__unit=actor.unit_id or 0)
    if cursor:
        rows = rows.filter(pk__lt=key_of(cursor))
    found = list(rows.select_related("lead", "conference__host").order_by("-pk")[: PAGE + 1])
    return ResolutionSlice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")
