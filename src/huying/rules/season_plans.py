"""Season plans 季节预案: versions, the time of year, the check list of each opening.

Source: mission A8 (heating start, storms). A plan is opened and closed by a person; the time of year only reminds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.topics import TOPICS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAP = 2000
"""A leap year, so that 29 February is a day of the year."""


class SeasonState(Enum):
    """Where a version of a plan stands."""

    DRAFTED = "drafted"  # 起草
    RELEASED = "released"  # 已发布
    IN_FORCE = "in_force"  # 已启动
    REPLACED = "replaced"  # 已被新版代替
    DROPPED = "dropped"  # 已作废


class SeasonStep(Enum):
    """What is done with it."""

    DRAFT = "draft"  # 起草
    REVISE = "revise"  # 起草新版
    ADD_TASK = "add_task"  # 增加步骤
    STRIKE_TASK = "strike_task"  # 删除步骤
    RELEASE = "release"  # 发布
    REPLACE = "replace"  # 被新版代替
    REMIND = "remind"  # 时节提醒
    OPEN = "open"  # 启动
    TICK = "tick"  # 完成步骤
    CLOSE = "close"  # 终止响应
    DROP = "drop"  # 作废


_S = SeasonState
_DRAFT = frozenset({_S.DRAFTED})
_RELEASED = frozenset({_S.RELEASED})
_FORCE = frozenset({_S.IN_FORCE})
FLOW: Mapping[SeasonStep, tuple[frozenset[SeasonState], SeasonState | None]] = {
    SeasonStep.ADD_TASK: (_DRAFT, None),
    SeasonStep.STRIKE_TASK: (_DRAFT, None),
    SeasonStep.RELEASE: (_DRAFT, _S.RELEASED),
    SeasonStep.REVISE: (_RELEASED, None),
    SeasonStep.REPLACE: (_RELEASED, _S.REPLACED),
    SeasonStep.REMIND: (_RELEASED, None),
    SeasonStep.OPEN: (_RELEASED, _S.IN_FORCE),
    SeasonStep.TICK: (_FORCE, None),
    SeasonStep.CLOSE: (_FORCE, _S.RELEASED),
    SeasonStep.DROP: (_DRAFT | _RELEASED, _S.DROPPED),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: SeasonStep, state: SeasonState) -> SeasonState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("season.step_not_now", season_step=step, season_state=state)
    return to or state


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A day of every year, as month and day."""

    month: int
    day: int

    @classmethod
    def read(cls, written: str) -> DayOfYear:
        """Read MM-DD, or refuse."""
        month, _dash, day = written.strip().partition("-")
        try:
            found = date(LEAP, int(month), int(day))
        except ValueError:
            raise RuleBrokenError("season.day_unreadable", written=written[:10]) from None
        return cls(found.month, found.day)

    def __str__(self) -> str:
        return f"{self.month:02}-{self.day:02}"

    def in_year(self, year: int) -> date:
        """Return the day in a year; 29 February is 28 in a common year."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return date(year, self.month, self.day - 1)


@dataclass(frozen=True, slots=True)
class Period:
    """The time of year a plan is for, both days included; it may reach over the end of a year."""

    first: DayOfYear
    last: DayOfYear

    def season_of(self, day: date) -> tuple[date, date]:
        """Return the season a day lies in, else the next one to begin."""
        return min(each for each in self._around(day) if each[1] >= day)

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the time of year."""
        return self.season_of(day)[0] <= day

    def _around(self, day: date) -> list[tuple[date, date]]:
        spans = []
        for year in (day.year - 1, day.year, day.year + 1):
            first = self.first.in_year(year)
            last = self.last.in_year(year)
            spans.append((first, last if last >= first else self.last.in_year(year + 1)))
        return spans


def check_period(*, starts: str, ends: str, starts_on: date | None, ends_on: date | None) -> None:
    """Refuse a plan that has neither a time of year nor days, or both, or ends before it begins."""
    has_year, has_days = bool(starts or ends), starts_on is not None or ends_on is not None
    if has_year == has_days:
        raise RuleBrokenError("season.period_one")
    if has_year:
        DayOfYear.read(starts)
        DayOfYear.read(ends)
    elif starts_on is None or ends_on is None or ends_on < starts_on:
        raise RuleBrokenError("season.period_backwards")


def check_topics(codes: Iterable[str]) -> list[str]:
    """Return the topics as kept, or refuse one that is unknown."""
    found = sorted(set(codes))
    if any(code not in TOPICS for code in found):
        raise RuleBrokenError("season.topic_unknown")
    return found


def is_reminded(*, begins_on: date, ends_on: date, today: date, days: int, reminded_on: date | None) -> bool:
    """Tell whether a plan that is not open is due to be reminded of: shortly before its season or in it, once."""
    earliest = begins_on - timedelta(days=days)
    return earliest <= today <= ends_on and (reminded_on is None or reminded_on < earliest)
