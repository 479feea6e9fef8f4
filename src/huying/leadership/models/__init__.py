"""Rows of leadership 组织领导."""

from huying.leadership.models.groups import Group, GroupSeat, GroupSession, GroupStepTaken, GroupTask
from huying.leadership.models.majors import MajorProblem, MajorStepTaken, Study
from huying.leadership.models.plans import Plan, PlanMilestone, PlanStepTaken
from huying.leadership.models.visits import Visit, VisitCase, VisitStepTaken, VisitTask

__all__ = [
    "Group",
    "GroupSeat",
    "GroupSession",
    "GroupStepTaken",
    "GroupTask",
    "MajorProblem",
    "MajorStepTaken",
    "Plan",
    "PlanMilestone",
    "PlanStepTaken",
    "Study",
    "Visit",
    "VisitCase",
    "VisitStepTaken",
    "VisitTask",
]
