"""Plans and breakthrough tasks 规划与突破项目: aim, measure, milestones with days, result.

Source: mission A1 (Red Property in the city's plan, a breakthrough project of each district's Party secretary). What
is late is noted and stays noted; a milestone may be moved with a reason, never silently.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class PlanKind(Enum):
    """What it is."""

    PLAN = "plan"  # 工作规划
    TASK = "task"  # 重点突破任务
    PROJECT = "project"  # 书记突破项目


class PlanState(Enum):
    """Where it stands."""

    DRAFTED = "drafted"  # 起草
    RUNNING = "running"  # 推进中
    ENDED = "ended"  # 已完成
    DROPPED = "dropped"  # 已终止


class PlanStep(Enum):
    """What is done with it."""

    DRAFT = "draft"  # 起草
    ADD_MILESTONE = "add_milestone"  # 增加节点
    STRIKE_MILESTONE = "strike_milestone"  # 删除节点
    START = "start"  # 启动
    REACH = "reach"  # 完成节点
    MOVE = "move"  # 调整节点时间
    LATE = "late"  # 节点逾期
    REPORT = "report"  # 报告进展
    END = "end"  # 完成
    DROP = "drop"  # 终止


_S = PlanState
_OPEN = frozenset({_S.DRAFTED, _S.RUNNING})
_RUNNING = frozenset({_S.RUNNING})
FLOW: Mapping[PlanStep, tuple[frozenset[PlanState], PlanState | None]] = {
    PlanStep.ADD_MILESTONE: (_OPEN, None),
    PlanStep.STRIKE_MILESTONE: (frozenset({_S.DRAFTED}), None),
    PlanStep.START: (frozenset({_S.DRAFTED}), _S.RUNNING),
    PlanStep.REACH: (_RUNNING, None),
    PlanStep.MOVE: (_RUNNING, None),
    PlanStep.LATE: (_RUNNING, None),
    PlanStep.REPORT: (_RUNNING, None),
    PlanStep.END: (_RUNNING, _S.ENDED),
    PlanStep.DROP: (_OPEN, _S.DROPPED),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: PlanStep, state: PlanState) -> PlanState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("plan.step_not_now", plan_step=step, plan_state=state)
    return to or state


def check_span(*, starts_on: date, ends_on: date) -> None:
    """Refuse a plan that ends before it begins."""
    if ends_on < starts_on:
        raise RuleBrokenError("plan.ends_before_start")


def check_milestone(due_on: date, *, starts_on: date, ends_on: date) -> None:
    """Refuse a milestone outside the time of its plan."""
    if not starts_on <= due_on <= ends_on:
        raise RuleBrokenError("plan.milestone_outside", first=starts_on, last=ends_on)


def check_moved(due_on: date, *, was: date, today: date) -> None:
    """Refuse to move a milestone into the past or onto its own day."""
    if due_on == was or due_on < today:
        raise RuleBrokenError("plan.moved_nowhere")


def check_end(*, milestones: int, open_ones: int) -> None:
    """Refuse to end a plan with milestones that are not reached; one without any was never followed."""
    if not milestones:
        raise RuleBrokenError("plan.no_milestones")
    if open_ones:
        raise RuleBrokenError("plan.milestones_open", count=open_ones)
