"""The clocks of a case 办理时限: kinds, limits, due instants, pauses and colours.

Source: R4.3 (limits run from arrival at the unit, the day itself excluded), R11.6 (pauses only for listed reasons).
A pause moves the due instant by the time that did not count: by whole working days for limits of working days,
by the time itself for limits of hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules.deadlines import CHINA, DueAt, end_of, hours, natural_days, working_days, working_hours
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.rules.workdays import WorkCalendar


class ClockKind(Enum):
    """What a clock waits for."""

    SIGN = "sign"  # 签收
    CONTACT = "contact"  # 首次联系
    FINISH = "finish"  # 办结
    CALL_BACK = "call_back"  # 回访
    PART = "part"  # 协办


class LimitUnit(Enum):
    """In what a limit is counted."""

    MINUTES = "minutes"  # 分钟
    HOURS = "hours"  # 小时
    WORKING_HOURS = "working_hours"  # 工作时
    WORKING_DAYS = "working_days"  # 工作日
    NATURAL_DAYS = "natural_days"  # 自然日


class Colour(Enum):
    """How a clock stands 亮灯."""

    GREEN = "green"  # 正常
    YELLOW = "yellow"  # 临期
    RED = "red"  # 超期


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit."""

    amount: int
    unit: LimitUnit


def due_of(limit: Limit, *, start: datetime, calendar: WorkCalendar) -> DueAt:
    """Return the instant a limit ends that starts at an instant; limits by days end with their last day."""
    if limit.unit is LimitUnit.MINUTES:
        return hours(start, timedelta(minutes=limit.amount))
    if limit.unit is LimitUnit.HOURS:
        return hours(start, timedelta(hours=limit.amount))
    if limit.unit is LimitUnit.WORKING_HOURS:
        return working_hours(start, timedelta(hours=limit.amount), calendar=calendar)
    day = start.astimezone(CHINA).date()
    count = working_days if limit.unit is LimitUnit.WORKING_DAYS else natural_days
    due = count(day, limit.amount, calendar=calendar)
    return DueAt(due=end_of(due.due), provisional=due.provisional, steps=due.steps)


def with_pauses(
    limit: Limit,
    *,
    start: datetime,
    pauses: Sequence[tuple[datetime, datetime | None]],
    calendar: WorkCalendar,
) -> DueAt:
    """Return the due instant when ended pauses do not count; a pause still open leaves it where it stood."""
    found = due_of(limit, start=start, calendar=calendar)
    due, steps = found.due, list(found.steps)
    for begin, end in pauses:
        if end is None:
            steps.append(Step("paused", {"at": _minute(begin)}))
            continue
        due = _moved(due, begin=max(begin, start), end=end, unit=limit.unit, calendar=calendar)
        steps.append(Step("pause", {"from": _minute(begin), "to": _minute(end), "at": _minute(due)}))
    provisional = found.provisional or calendar.is_provisional(due.astimezone(CHINA).date())
    return DueAt(due=due, provisional=provisional, steps=tuple(steps))


def _moved(due: datetime, *, begin: datetime, end: datetime, unit: LimitUnit, calendar: WorkCalendar) -> datetime:
    if unit in {LimitUnit.MINUTES, LimitUnit.HOURS}:
        return due + (end - begin)
    if unit is LimitUnit.WORKING_HOURS:
        return working_hours(due, office_time(begin, end, calendar=calendar), calendar=calendar).due
    first, last = begin.astimezone(CHINA).date(), end.astimezone(CHINA).date()
    day = due.astimezone(CHINA).date()
    if unit is LimitUnit.NATURAL_DAYS:
        return end_of(calendar.next_working(day + (last - first)))
    lost = sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    return end_of(calendar.add_working_days(day, lost)) if lost else due


def office_time(begin: datetime, end: datetime, *, calendar: WorkCalendar) -> timedelta:
    """Return how much office time lies between two instants."""
    total, cursor = timedelta(), begin
    while cursor < end:
        step = min(timedelta(minutes=30), end - cursor)
        reached = working_hours(cursor, timedelta(minutes=1), calendar=calendar).due - timedelta(minutes=1)
        if reached >= end:
            break
        if reached > cursor:
            cursor = reached
            continue
        total, cursor = total + step, cursor + step
    return total


def colour(*, due: datetime, start: datetime, at: datetime, yellow_share: Fraction) -> Colour:
    """Return how a clock stands at an instant."""
    if at > due:
        return Colour.RED
    whole = max(due - start, timedelta(seconds=1))
    return (
        Colour.YELLOW
        if Fraction(int((at - start).total_seconds()), int(whole.total_seconds())) >= yellow_share
        else Colour.GREEN
    )


def _minute(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="minutes")
