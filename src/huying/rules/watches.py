"""Watches of the duty rota 值班班次: taken over, written down, handed on without a gap.

Source: mission A8. A watch is a shift of first order. Who took it over stays on until somebody takes over the next:
so nobody is off between two. How early one may take over and when it is late are CFG.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from huying.rules.seasons import SeasonRules


class WatchState(Enum):
    """Where a watch stands."""

    WAITING = "waiting"  # 待接班
    TAKEN = "taken"  # 在班
    HANDED = "handed"  # 已交班


class WatchStep(Enum):
    """What is done with it."""

    EXPECT = "expect"  # 应接班
    TAKE = "take"  # 接班
    WRITE = "write"  # 记值班日志
    CORRECT = "correct"  # 更正
    HAND_ON = "hand_on"  # 交班
    LATE = "late"  # 逾时未接班


_S = WatchState
FLOW: Mapping[WatchStep, tuple[frozenset[WatchState], WatchState | None]] = {
    WatchStep.TAKE: (frozenset({_S.WAITING}), _S.TAKEN),
    WatchStep.WRITE: (frozenset({_S.TAKEN}), None),
    WatchStep.CORRECT: (frozenset({_S.TAKEN, _S.HANDED}), None),
    WatchStep.HAND_ON: (frozenset({_S.TAKEN}), _S.HANDED),
    WatchStep.LATE: (frozenset({_S.WAITING}), None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: WatchStep, state: WatchState) -> WatchState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("watch.step_not_now", watch_step=step, watch_state=state)
    return to or state


def check_taking(*, starts_at: datetime, ends_at: datetime, at: datetime, rules: SeasonRules) -> None:
    """Refuse to take over before the time, or after the watch is over."""
    if at < starts_at - rules.early:
        raise RuleBrokenError("watch.too_early", first=starts_at - rules.early)
    if at >= ends_at:
        raise RuleBrokenError("watch.over")


def is_late(*, starts_at: datetime, at: datetime, rules: SeasonRules) -> bool:
    """Tell whether a watch that nobody took over is late."""
    return at > starts_at + rules.late


def check_entry(*, words: tuple[str, str, str]) -> None:
    """Refuse an entry that says nothing of what is open, what was done, or what to watch."""
    if not any(words):
        raise RuleBrokenError("watch.entry_empty")
