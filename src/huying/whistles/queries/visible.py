"""Which whistles an actor may see 吹哨可见范围: of the post's ranges, and those its unit blew or was called by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from huying.regions.queries import in_spans
from huying.rules.errors import RuleBrokenError
from huying.whistles.models import Whistle, WhistleCall
from huying.whistles.policies import DEPARTMENT, READERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.core.actors import Actor

PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleFilter:
    """What the list is narrowed to; `called` and `blown` are units."""

    state: str = ""
    called: int | None = None
    blown: int | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class WhistleSlice:
    """One page of the list with the cursor of the next, empty at the end."""

    rows: list[Whistle]
    next_cursor: str


def visible_to(actor: Actor) -> QuerySet[Whistle]:
    """Return the whistles an actor may see."""
    rows = Whistle.objects.all()
    if actor.is_system:
        return rows
    if actor.role not in READERS:
        return rows.none()
    unit = actor.unit_id or 0
    is_called = Exists(WhistleCall.objects.filter(whistle=OuterRef("pk"), unit=unit))
    ours = Q(unit=unit) | Q(is_called)
    if actor.role in DEPARTMENT:
        return rows.filter(ours)
    return rows.filter(in_spans(actor.include, actor.exclude) | ours)


def find(whistle_id: int, *, actor: Actor) -> Whistle:
    """Return a visible whistle, or refuse as not found."""
    rows = visible_to(actor).select_related("unit", "case", "asked_by")
    found = rows.filter(pk=whistle_id).first()
    if found is None:
        raise RuleBrokenError("whistle.not_found")
    return found


def page_of(actor: Actor, wanted: WhistleFilter, *, cursor: str = "") -> WhistleSlice:
    """Return one page, the newest first."""
    rows = visible_to(actor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.blown is not None:
        rows = rows.filter(unit=wanted.blown)
    calls = WhistleCall.objects.filter(whistle=OuterRef("pk"))
    if wanted.called is not None:
        calls = calls.filter(unit=wanted.called)
    if wanted.is_late:
        calls = calls.filter(late_at__isnull=False)
    if wanted.called is not None or wanted.is_late:
        rows = rows.filter(Exists(calls))
    if cursor:
        if not cursor.isascii() or not cursor.isdigit():
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__lt=min(int(cursor), 2**63 - 1))
    found = list(rows.select_related("unit").prefetch_related("calls__unit").order_by("-pk")[: PAGE + 1])
    return WhistleSlice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")
