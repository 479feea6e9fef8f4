"""Surges 突发集中诉求: many people tell the same kind of thing in one area at once; a person makes it one event.

Source: mission A8 (a surge merges into one event with one notice to all), R4.10 (each person still gets an answer).
Counted are distinct people, not messages; all unknown ones are one (rules/problems.py). Threshold and window are CFG.
Nothing is merged by a machine: a proposal is declared or turned down by a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.problems import heat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta


class SurgeState(Enum):
    """Where an event stands."""

    PROPOSED = "proposed"  # 待研判
    RUNNING = "running"  # 处置中
    ENDED = "ended"  # 已结束
    TURNED_DOWN = "turned_down"  # 研判不成立


class SurgeStep(Enum):
    """What is done with it."""

    PROPOSE = "propose"  # 系统提示
    DECLARE = "declare"  # 立为事件
    TURN_DOWN = "turn_down"  # 不成立
    JOIN = "join"  # 并入诉求
    LEAVE_OUT = "leave_out"  # 不属于本事件
    UPDATE = "update"  # 发布进展
    HAND_ON = "hand_on"  # 变更牵头单位
    END = "end"  # 结束事件


class LinkState(Enum):
    """Where a case stands towards an event."""

    PROPOSED = "proposed"  # 疑似
    JOINED = "joined"  # 已并入
    LEFT_OUT = "left_out"  # 不属于


_S = SurgeState
_RUNNING = frozenset({_S.RUNNING})
FLOW: Mapping[SurgeStep, tuple[frozenset[SurgeState], SurgeState | None]] = {
    SurgeStep.DECLARE: (frozenset({_S.PROPOSED}), _S.RUNNING),
    SurgeStep.TURN_DOWN: (frozenset({_S.PROPOSED}), _S.TURNED_DOWN),
    SurgeStep.JOIN: (_RUNNING, None),
    SurgeStep.LEAVE_OUT: (_RUNNING, None),
    SurgeStep.UPDATE: (_RUNNING, None),
    SurgeStep.HAND_ON: (_RUNNING, None),
    SurgeStep.END: (_RUNNING, _S.ENDED),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""
LIVE = frozenset({_S.PROPOSED, _S.RUNNING})


def after(step: SurgeStep, state: SurgeState) -> SurgeState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("surge.step_not_now", surge_step=step, surge_state=state)
    return to or state


@dataclass(frozen=True, slots=True)
class Voice:
    """A case that was told: when, and by whom as a number; 0 is somebody unknown."""

    case: int
    told_at: datetime
    person: int


def people_of(voices: Iterable[Voice]) -> int:
    """Return how many distinct people told; all unknown ones are one."""
    return heat(voice.person for voice in voices).people


def within(voices: Iterable[Voice], *, at: datetime, window: timedelta) -> list[Voice]:
    """Return the voices of the window that ends now; its first instant is outside."""
    return [voice for voice in voices if at - window < voice.told_at <= at]


def is_surge(voices: Iterable[Voice], *, at: datetime, window: timedelta, people: int) -> bool:
    """Tell whether enough people told within the window for an event to be proposed; the threshold itself is enough."""
    return people_of(within(voices, at=at, window=window)) >= people


def check_chosen(chosen: Iterable[int], *, proposed: Iterable[int]) -> list[int]:
    """Return the chosen cases, or refuse none at all or one that was not proposed."""
    wanted = sorted(set(chosen))
    if not wanted:
        raise RuleBrokenError("surge.nothing_chosen")
    if not set(wanted) <= set(proposed):
        raise RuleBrokenError("surge.not_proposed")
    return wanted
