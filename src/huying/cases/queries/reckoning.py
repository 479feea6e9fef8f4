"""What the facts of a clock say its due instant is 时限复算: asked when something moved it, and by the doctor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.cases.models.cases import CHINA
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit, with_pauses

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from huying.cases.models import Clock, Pause
    from huying.cases.queries.limits import Limits
    from huying.rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """When a clock is due, whether that is provisional, and by which steps."""

    due_at: datetime
    is_provisional: bool
    is_paused: bool
    steps: list[Any]


def reckoned(
    clock: Clock,
    *,
    pauses: Iterable[Pause],
    limit_at: datetime | None,
    limits: Limits,
    calendar: WorkCalendar,
) -> Reckoned:
    """Work a clock out from its start, its limit, the case's pauses and the limit of the outside order."""
    spans = [(pause.from_at, pause.until_at) for pause in sorted(pauses, key=lambda row: row.from_at)]
    relevant = [(begin, end) for begin, end in spans if end is None or end > clock.started_at]
    limit = Limit(amount=clock.amount, unit=LimitUnit(clock.limit_unit))
    due = with_pauses(limit, start=clock.started_at, pauses=relevant, calendar=calendar)
    steps = [[step.code, step.facts] for step in due.steps]
    due_at = due.due
    if clock.kind == ClockKind.FINISH.value and limit_at is not None:
        inner = bounded(due_at, started_at=clock.started_at, limit_at=limit_at, limits=limits)
        if inner < due_at:
            due_at, steps = inner, [*steps, outside_step(limit_at)]
    return Reckoned(
        due_at=due_at,
        is_provisional=due.provisional,
        is_paused=any(end is None for _begin, end in relevant),
        steps=steps,
    )


def bounded(due_at: datetime, *, started_at: datetime, limit_at: datetime, limits: Limits) -> datetime:
    """Return the earlier of a due instant and a margin before the outside limit, never before the start."""
    inner = max(limit_at - timedelta(hours=int(limits.setting("outside_margin_hours"))), started_at)
    return min(due_at, inner)


def outside_step(limit_at: datetime) -> list[Any]:
    """Return how the outside limit is told among the steps of a clock."""
    return ["outside_limit", {"at": limit_at.astimezone(CHINA).isoformat(timespec="minutes")}]
