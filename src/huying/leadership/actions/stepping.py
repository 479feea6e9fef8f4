"""The four lives of leadership and the words they keep 组织领导流程."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.accounts.queries import unit_of
from huying.core import lives
from huying.core.lives import Life
from huying.leadership.models import (
    Group,
    GroupStepTaken,
    MajorProblem,
    MajorStepTaken,
    Plan,
    PlanStepTaken,
    Visit,
    VisitStepTaken,
)
from huying.rules import groups, majors, plans, visits

if TYPE_CHECKING:
    from huying.accounts.models import Unit
    from huying.core.actors import Actor

PLAN = Life(
    name="plan",
    model=Plan,
    timeline=PlanStepTaken,
    state=plans.PlanState,
    steps=plans.PlanStep,
    after=plans.after,
    related=("unit", "lead__unit"),
)
GROUP = Life(
    name="group",
    model=Group,
    timeline=GroupStepTaken,
    state=groups.GroupState,
    steps=groups.GroupStep,
    after=groups.after,
    related=("unit",),
)
MAJOR = Life(
    name="major",
    model=MajorProblem,
    timeline=MajorStepTaken,
    state=majors.MajorState,
    steps=majors.MajorStep,
    after=majors.after,
    related=("unit",),
)
VISIT = Life(
    name="visit",
    model=Visit,
    timeline=VisitStepTaken,
    state=visits.VisitState,
    steps=visits.VisitStep,
    after=visits.after,
    related=("unit", "visitor__unit", "compound"),
)
MOST_TITLE = 80


def said(written: str, *, code: str = "", most: int = lives.MOST_WORDS) -> str:
    """Return words as leadership keeps them: about matters, without telephone or identity numbers."""
    return lives.said(written, name="leadership", missing=code, most=most)


def own_unit(actor: Actor) -> Unit:
    """Return the unit of who acts, or refuse who acts for none."""
    return unit_of(actor, missing="leadership.no_unit")
