"""Clocks as facts 时限: started on arrival, stopped when what they wait for is done, moved only by lawful pauses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases.actions.building import clocks_for, due_among
from huying.cases.models import CasePart, Clock, Extension, OutsideOrder, Pause, Standing
from huying.cases.queries import reckoning
from huying.cases.queries.limits import day_of
from huying.rules.case_clocks import ClockKind, LimitUnit, due_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import Taking
    from huying.cases.queries.limits import Limits
    from huying.rules.case_clocks import Limit

ALL = (ClockKind.SIGN, ClockKind.CONTACT, ClockKind.FINISH)
HOLDERS = tuple(kind.value for kind in ClockKind if kind is not ClockKind.PART)


def stop(folder: Folder, *kinds: ClockKind, at: datetime) -> None:
    """Stop the running clocks of these kinds: what they waited for was done."""
    wanted = {"kind": tuple(kind.value for kind in kinds), "stopped_at": None}
    folder.update(Clock, wanted, stopped_at=at, is_paused=False)


def cancel(folder: Folder, *, at: datetime) -> None:
    """Stop the running clocks of a holder since the case left it; they are not counted as met or missed."""
    wanted = {"kind": HOLDERS, "stopped_at": None}
    folder.update(Clock, wanted, stopped_at=at, is_cancelled=True, is_paused=False)


def end_parts(folder: Folder, *, at: datetime, reason: str = "", unit_id: int | None = None) -> None:
    """End the open parts of assisting units, or of one; their clocks count neither as met nor as missed."""
    case = folder.case
    if not case.open_parts:
        return
    case.open_parts = 0 if unit_id is None else case.open_parts - 1
    one = {} if unit_id is None else {"unit_id": unit_id}
    folder.update(CasePart, {"answered_at": None, "ended_at": None} | one, ended_at=at, end_reason=reason)
    wanted = {"kind": ClockKind.PART.value, "stopped_at": None} | one
    folder.update(Clock, wanted, stopped_at=at, is_cancelled=True, is_paused=False)


def day_after(taking: Taking, limit: Limit) -> date:
    """Return the day on which a limit ends that starts now."""
    return day_of(due_of(limit, start=taking.at, calendar=taking.calendar).due)


def start(taking: Taking, *kinds: ClockKind, limit: Limit | None = None, since: datetime | None = None) -> None:
    """Start clocks at the instant of the step; a finish clock sets the due instant that lists show.

    A limit given goes before that of the rule set: the day of a milestone is agreed case by case.
    """
    case, begin = taking.case, since or taking.at
    clocks = clocks_for(case, kinds, limits=taking.limits, intake=taking.folder.intake, start=begin, limit=limit)
    outside = outside_limit(taking.folder)
    for clock in clocks:
        if clock.kind == ClockKind.FINISH.value and outside is not None:
            bound(clock, outside, limits=taking.limits)
    taking.folder.add(*clocks)
    if ClockKind.FINISH in kinds:
        case.due_at = due_among(clocks)


def restart(taking: Taking, *, since: datetime | None = None) -> None:
    """Cancel what runs and start the three clocks of a unit the case now arrives at."""
    cancel(taking.folder, at=taking.at)
    taking.case.arrived_at = since or taking.at
    start(taking, *ALL, since=since)


def outside_limit(folder: Folder) -> datetime | None:
    """Return the limit of the outside order a case mirrors, in its present round."""
    if not folder.case.source:
        return None
    order = folder.last(OutsideOrder, round=folder.case.round)
    return order.limit_at if order else None


def bound(clock: Clock, limit_at: datetime, *, limits: Limits) -> None:
    """Let a clock end a margin before the outside limit, where that comes before our own."""
    inner = reckoning.bounded(clock.due_at, started_at=clock.started_at, limit_at=limit_at, limits=limits)
    if inner < clock.due_at:
        clock.due_at = inner
        clock.steps = [*clock.steps, reckoning.outside_step(limit_at)]


def lengthen(folder: Folder, days: int) -> None:
    """Add working days to the running finish clock and work out anew when what runs is due."""
    recompute(folder, longer=days)


def _longer(clock: Clock, days: int) -> None:
    """Add working days to a clock; marks already told are told anew when they come."""
    if clock.limit_unit in {LimitUnit.WORKING_DAYS.value, LimitUnit.NATURAL_DAYS.value}:
        clock.amount += days
    else:
        clock.amount, clock.limit_unit = days, LimitUnit.WORKING_DAYS.value
    clock.reminded_at = clock.yellow_at = clock.red_at = None


def lapse_extension(folder: Folder, *, at: datetime) -> None:
    """Let a request for more time lapse that nobody needs any more."""
    folder.update(Extension, {"decided_at": None}, is_granted=False, decided_at=at)


def lapse_requests(folder: Folder, *, at: datetime) -> None:
    """Let every request of a unit lapse that the case leaves: for more time, and for long-term standing."""
    lapse_extension(folder, at=at)
    end_parts(folder, at=at)
    folder.update(Standing, {"ended_at": None}, ended_at=at)


def running(folder: Folder, kind: ClockKind) -> Clock | None:
    """Return the clock of a kind that still runs or is paused."""
    return folder.last(Clock, kind=kind.value, stopped_at=None)


def end_pause(folder: Folder, *, at: datetime) -> None:
    """End the pause that is open, if one is; a pause lasts a second at least."""
    for pause in folder.find(Pause, until_at=None):
        pause.until_at = max(at, pause.from_at + timedelta(seconds=1))
        folder.save(pause, "until_at")


def let_run(folder: Folder, *, at: datetime) -> None:
    """End the pause of a case and let its clocks run on."""
    end_pause(folder, at=at)
    folder.case.is_paused = False
    recompute(folder)


RECKONED = ("is_paused", "due_at", "is_provisional", "steps", "reminded_at", "yellow_at", "red_at")


def recompute(folder: Folder, *, longer: int = 0) -> None:
    """Work out anew the due instants of what runs, after a pause began or ended or more time was granted."""
    case, calendar = folder.case, folder.intake.calendar
    outside, limits = outside_limit(folder), folder.intake.on(day_of(case.received_at))[0]
    pauses, running_now = folder.find(Pause), folder.find(Clock, stopped_at=None)
    finish = [clock for clock in running_now if clock.kind == ClockKind.FINISH.value]
    if longer:
        if not finish:
            raise RuleBrokenError("case.no_clock")
        _longer(finish[-1], longer)
    for clock in running_now:
        found = reckoning.reckoned(clock, pauses=pauses, limit_at=outside, limits=limits, calendar=calendar)
        if clock.red_at is not None and clock.red_at < found.due_at:
            clock.reminded_at = clock.yellow_at = clock.red_at = None
        clock.is_paused, clock.due_at = found.is_paused, found.due_at
        clock.is_provisional, clock.steps = found.is_provisional, found.steps
    folder.save_all(running_now, *RECKONED, *(("amount", "limit_unit") if longer else ()))
    if finish:
        case.due_at = finish[-1].due_at
