"""Clocks as facts 时限: started on arrival, stopped when what they wait for is done, moved only by lawful pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.actions.building import clocks_for, due_among
from huying.cases.models import Clock, Pause
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit, with_pauses

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.stepping import Taking
    from huying.cases.models import Case
    from huying.rules.workdays import WorkCalendar

ALL = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.FINISH)


def stop(case: Case, *kinds: ClockKind, at: datetime) -> None:
    """Stop the running clocks of these kinds: what they waited for was done."""
    Clock.objects.filter(case=case, kind__in=[kind.value for kind in kinds], stopped_at=None).update(
        stopped_at=at, is_paused=False
    )


def cancel(case: Case, *, at: datetime) -> None:
    """Stop all running clocks since the case left the unit; they are not counted as met or missed."""
    Clock.objects.filter(case=case, stopped_at=None).update(stopped_at=at, is_cancelled=True, is_paused=False)


def start(taking: Taking, *kinds: ClockKind, row: str | None = None) -> None:
    """Start clocks at the instant of the step; a finish clock sets the due instant that lists show."""
    case = taking.case
    clocks = clocks_for(case, kinds, limits=taking.limits, calendar=taking.calendar, start=taking.at, row=row)
    Clock.objects.bulk_create(clocks)
    if ClockKind.FINISH in kinds:
        case.due_at = due_among(clocks)


def restart(taking: Taking) -> None:
    """Cancel what runs and start the three clocks of a unit the case now arrives at."""
    cancel(taking.case, at=taking.at)
    taking.case.arrived_at = taking.at
    start(taking, *ALL)


def running(case: Case, kind: ClockKind) -> Clock | None:
    """Return the clock of a kind that still runs or is paused."""
    return Clock.objects.filter(case=case, kind=kind.value, stopped_at=None).order_by("-id").first()


def recompute(case: Case, *, calendar: WorkCalendar) -> None:
    """Work out anew the due instants of what runs, after a pause began or ended or more time was granted."""
    pauses = list(Pause.objects.filter(case=case).order_by("from_at").values_list("from_at", "until_at"))
    for clock in Clock.objects.filter(case=case, stopped_at=None):
        limit = Limit(amount=clock.amount, unit=LimitUnit(clock.limit_unit))
        relevant = [(begin, end) for begin, end in pauses if end is None or end > clock.started_at]
        clock.is_paused = any(end is None for _begin, end in relevant)
        due = with_pauses(limit, start=clock.started_at, pauses=relevant, calendar=calendar)
        clock.due_at, clock.is_provisional = due.due, due.provisional
        clock.steps = [[step.code, step.facts] for step in due.steps]
        clock.save(update_fields=["is_paused", "due_at", "is_provisional", "steps"])
        if clock.kind == ClockKind.FINISH.value:
            case.due_at = clock.due_at
