"""Holidays on duty 节假日值班: runs of days off, gaps of the rota within one, and the daily report 每日一报.

Source: R11.7-R11.9 (which days are off, from the yearly notice), mission A8. Lengths and hours are CFG.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.deadlines import CHINA, end_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from huying.rules.seasons import HolidayRules
    from huying.rules.workdays import WorkCalendar

_DAY = timedelta(days=1)


class RosterState(Enum):
    """Where the roster of a run stands."""

    OPEN = "open"  # 进行中
    OVER = "over"  # 已结束


class RosterStep(Enum):
    """What is done with it."""

    MAKE = "make"  # 生成
    TELL_GAPS = "tell_gaps"  # 缺班提示
    REPORT = "report"  # 每日一报
    MISS = "miss"  # 逾时未报
    END = "end"  # 结束


_OPEN = frozenset({RosterState.OPEN})
FLOW: Mapping[RosterStep, tuple[frozenset[RosterState], RosterState | None]] = {
    RosterStep.TELL_GAPS: (_OPEN, None),
    RosterStep.REPORT: (_OPEN, None),
    RosterStep.MISS: (_OPEN, None),
    RosterStep.END: (_OPEN, RosterState.OVER),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: RosterStep, state: RosterState) -> RosterState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("roster.step_not_now", roster_step=step, roster_state=state)
    return to or state


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of days off 假期, both days included; `name` is that of the holiday, empty for days off alone."""

    first_on: date
    last_on: date
    name: str

    @property
    def days(self) -> list[date]:
        """Return its days."""
        return [self.first_on + number * _DAY for number in range((self.last_on - self.first_on).days + 1)]


def run_at(day: date, *, calendar: WorkCalendar, rules: HolidayRules) -> Run | None:
    """Return the run of days off a day lies in, None on a working day or in a run too short to count."""
    if calendar.is_working(day):
        return None
    first = calendar.previous_working(day) + _DAY
    last = calendar.next_working(day) - _DAY
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    name = next((name for each in days if (name := calendar.name_of(each))), "")
    if not name and len(days) < rules.least_days:
        return None
    return Run(first_on=first, last_on=last, name=name)


def runs_between(first: date, last: date, *, calendar: WorkCalendar, rules: HolidayRules) -> list[Run]:
    """Return the runs that have a day within a span, both days included."""
    found: list[Run] = []
    day = first
    while day <= last:
        run = run_at(day, calendar=calendar, rules=rules)
        if run is not None:
            found.append(run)
            day = run.last_on
        day += _DAY
    return found


def begin_of(day: date) -> datetime:
    """Return the first instant of a day."""
    return datetime.combine(day, time(0), CHINA)


@dataclass(frozen=True, slots=True)
class Gap:
    """A time nobody is on duty 空班."""

    starts_at: datetime
    ends_at: datetime


def gaps(spans: Iterable[tuple[datetime, datetime]], *, starts_at: datetime, ends_at: datetime) -> list[Gap]:
    """Return the times within a span that no shift covers, in their order."""
    found: list[Gap] = []
    reached = starts_at
    for begins, ends in sorted(spans):
        if ends <= reached:
            continue
        if begins >= ends_at:
            break
        if begins > reached:
            found.append(Gap(reached, begins))
        reached = ends
    if reached < ends_at:
        found.append(Gap(reached, ends_at))
    return found


def are_gaps_due(*, first_on: date, today: date, rules: HolidayRules) -> bool:
    """Tell whether gaps are told now: shortly before the run begins, never after."""
    return first_on - rules.gap_days * _DAY <= today < first_on


def report_due(day: date, *, rules: HolidayRules) -> datetime:
    """Return by when the report of a day is due."""
    return datetime.combine(day, time(rules.report_hour), CHINA)


def check_day(day: date, *, first_on: date, last_on: date, today: date) -> None:
    """Refuse the report of a day outside the run, or of one that is still ahead."""
    if not first_on <= day <= last_on:
        raise RuleBrokenError("roster.day_outside")
    if day > today:
        raise RuleBrokenError("roster.day_ahead")


def counted_from(day: date, *, last_until: datetime | None) -> datetime:
    """Return from when a report counts: where the one before stopped, the beginning of its day without one."""
    return begin_of(day) if last_until is None else last_until


def check_words(words: str, *, figures: Iterable[int]) -> None:
    """Refuse a report of something without a sentence; one of zeros may say nothing."""
    if not words and any(figures):
        raise RuleBrokenError("roster.words_missing")


def is_over(last_on: date, *, at: datetime) -> bool:
    """Tell whether a run is over for so long that its last report was due and missed."""
    return at > end_of(last_on) + _DAY
