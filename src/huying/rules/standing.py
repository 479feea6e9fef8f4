"""How a deadline stands for somebody who plans the day 时限状态: overdue, today, this week, later.

A week ends on Sunday, a day at midnight, both in China. Working days left are counted like limits: today is not
counted, the day of the deadline is (R4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.deadlines import CHINA

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar

SUNDAY, MOST_DAYS = 6, 400
_DAY = timedelta(days=1)
AT_RISK_WITHIN, AT_RISK_RETURNS, SECOND_REWORK = timedelta(days=1), 2, 2
"""A case is at risk that is due within a day or was sent back twice; the third return goes up by itself."""


class DueWindow(Enum):
    """When something is due."""

    OVERDUE = "overdue"  # 已超期
    TODAY = "today"  # 今日到期
    WEEK = "week"  # 本周到期
    LATER = "later"  # 以后到期


class Due(Enum):
    """When a waiting case is due, as lists group and filter it."""

    OVERDUE = DueWindow.OVERDUE.value
    TODAY = DueWindow.TODAY.value
    WEEK = DueWindow.WEEK.value
    LATER = DueWindow.LATER.value
    PAUSED = "paused"  # 计时暂停
    SOON = "soon"  # 一日内到期


class Risk(Enum):
    """Why a street looks at a case before it is too late 风险."""

    OVERDUE = "overdue"  # 已超期
    SOON = "soon"  # 一日内到期
    RETURNED = "returned"  # 退单两次以上
    REWORKED = "reworked"  # 重办两次以上
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a deadline stands: its window, the time to it or past it, and the working days left."""

    window: DueWindow
    span: timedelta
    working_days: int
    is_tomorrow: bool


def edges(at: datetime) -> tuple[datetime, datetime]:
    """Return the instants at which today and this week end."""
    local = at.astimezone(CHINA)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    return midnight, midnight + (SUNDAY - local.weekday()) * _DAY


def window_of(due: datetime, *, at: datetime) -> DueWindow:
    """Return the window a deadline falls into; each deadline falls into exactly one."""
    day_end, week_end = edges(at)
    if due < at:
        return DueWindow.OVERDUE
    if due < day_end:
        return DueWindow.TODAY
    return DueWindow.WEEK if due < week_end else DueWindow.LATER


def standing_of(due: datetime, *, at: datetime, calendar: WorkCalendar) -> Standing:
    """Return how a deadline stands at an instant."""
    today, last = at.astimezone(CHINA).date(), due.astimezone(CHINA).date()
    ahead = min(max((last - today).days, 0), MOST_DAYS)
    return Standing(
        window=window_of(due, at=at),
        span=abs(due - at),
        working_days=sum(calendar.is_working(today + n * _DAY) for n in range(1, ahead + 1)),
        is_tomorrow=last == today + _DAY,
    )
