"""What the reporter of a case reads of the event it belongs to 事件公开信息: units and numbers, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.rules.surges import LinkState
from huying.seasons.models import Surge, SurgeCase, SurgeUpdate

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """An event as all its reporters read it; `others` is how many other people told it, at least."""

    title: str
    holder: str
    declared_at: datetime | None
    ended_at: datetime | None
    others: int
    updates: list[SurgeUpdate]


def event_of(case_id: int) -> PublicEvent | None:
    """Return the event a case belongs to, None where it belongs to none; two queries at most."""
    surge = (
        Surge.objects.filter(links__case=case_id, links__state=LinkState.JOINED.value).select_related("unit").first()
    )
    if surge is None or surge.unit is None:
        return None
    return PublicEvent(
        title=surge.title,
        holder=surge.unit.name,
        declared_at=surge.declared_at,
        ended_at=surge.ended_at,
        others=max(surge.people - 1, 0),
        updates=list(SurgeUpdate.objects.filter(surge=surge).select_related("unit").order_by("-pk")),
    )


def first_cases_of(surge_id: int) -> dict[int, int]:
    """Return the first case in an event of each person known by a telephone, by the number of the person."""
    rows = SurgeCase.objects.filter(surge=surge_id, state=LinkState.JOINED.value, person__gt=0).order_by("-pk")
    return dict(rows.values_list("person", "case_id"))
