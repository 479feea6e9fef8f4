"""Visits of leaders to compounds 把脉问诊: findings become cases or tasks and are followed to the end.

Source: mission A3. A visit is closed only when nothing it found is open: a case when it is closed, a task when done.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping


class VisitState(Enum):
    """Where it stands."""

    PLANNED = "planned"  # 已安排
    MADE = "made"  # 已走访，问题跟踪中
    CLOSED = "closed"  # 问题全部办结
    CANCELLED = "cancelled"  # 已取消


class VisitStep(Enum):
    """What is done with it."""

    PLAN = "plan"  # 安排走访
    MAKE = "make"  # 到小区
    FIND_CASE = "find_case"  # 发现问题，立诉求
    FIND_TASK = "find_task"  # 发现问题，交任务
    FINISH = "finish"  # 任务办结
    LATE = "late"  # 任务逾期
    CLOSE = "close"  # 问题全部办结
    POSTPONE = "postpone"  # 改期
    CANCEL = "cancel"  # 取消


_PLANNED, _MADE = frozenset({VisitState.PLANNED}), frozenset({VisitState.MADE})
FLOW: Mapping[VisitStep, tuple[frozenset[VisitState], VisitState | None]] = {
    VisitStep.MAKE: (_PLANNED, VisitState.MADE),
    VisitStep.FIND_CASE: (_MADE, None),
    VisitStep.FIND_TASK: (_MADE, None),
    VisitStep.FINISH: (_MADE, None),
    VisitStep.LATE: (_MADE, None),
    VisitStep.CLOSE: (_MADE, VisitState.CLOSED),
    VisitStep.POSTPONE: (_PLANNED, None),
    VisitStep.CANCEL: (_PLANNED, VisitState.CANCELLED),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: VisitStep, state: VisitState) -> VisitState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("visit.step_not_now", visit_step=step, visit_state=state)
    return to or state


def check_close(*, open_ones: int) -> None:
    """Refuse to close a visit while something it found is open."""
    if open_ones:
        raise RuleBrokenError("visit.findings_open", count=open_ones)
