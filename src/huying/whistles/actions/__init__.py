"""What may be done with whistles, each through its one door."""

from huying.whistles.actions.blowing import Asked, approve, ask, paper, turn_down
from huying.whistles.actions.reporting import acknowledge, arrive, refuse, rule
from huying.whistles.actions.settling import Task, appraise, close, decide, finish_task

__all__ = [
    "Asked",
    "Task",
    "acknowledge",
    "appraise",
    "approve",
    "arrive",
    "ask",
    "close",
    "decide",
    "finish_task",
    "paper",
    "refuse",
    "rule",
    "turn_down",
]
