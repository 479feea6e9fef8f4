"""What an actor may do now 可办步骤 with an order, a mark or a measure, each with its form and its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.rules import marks, measures, supervision
from huying.rules.errors import RuleBrokenError
from huying.rules.marks import MarkStep
from huying.rules.measures import MeasureStep
from huying.rules.supervision import OrderStep
from huying.supervision import actions, labels, policies
from huying.supervision.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from enum import Enum

    from huying.core.actors import Actor
    from huying.core.policies import Policy
    from huying.supervision.forms import StepForm

DOORS: dict[Enum, tuple[Callable[..., Any], Policy]] = {
    OrderStep.RECEIVE: (actions.receive, policies.ANSWER_ORDER),
    OrderStep.REPORT: (actions.report, policies.ANSWER_ORDER),
    OrderStep.CLOSE: (actions.close, policies.ISSUE_ORDER),
    OrderStep.SEND_BACK: (actions.send_back, policies.ISSUE_ORDER),
    OrderStep.WITHDRAW: (actions.withdraw, policies.ISSUE_ORDER),
    MarkStep.RECEIVE: (actions.receive_mark, policies.ANSWER_MARK),
    MarkStep.APPEAL: (actions.appeal, policies.ANSWER_MARK),
    MarkStep.UPHOLD: (actions.uphold, policies.RULE_MARK),
    MarkStep.LIFT: (actions.lift, policies.RULE_MARK),
    MarkStep.WITHDRAW: (actions.withdraw_mark, policies.GIVE_MARK),
    MeasureStep.SERVE: (actions.serve, policies.TAKE_MEASURE),
    MeasureStep.FINISH: (actions.finish, policies.TAKE_MEASURE),
    MeasureStep.WITHDRAW: (actions.withdraw_measure, policies.TAKE_MEASURE),
}
FLOWS: dict[str, tuple[dict[Any, Any], type[Enum]]] = {
    "order": (dict(supervision.FLOW), supervision.OrderState),
    "mark": (dict(marks.FLOW), marks.MarkState),
    "measure": (dict(measures.FLOW), measures.MeasureState),
}
ONE_PRESS = frozenset({OrderStep.RECEIVE, MarkStep.RECEIVE})


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form."""

    step: Enum
    label: str
    form: StepForm
    is_open: bool = False

    @property
    def is_one_press(self) -> bool:
        """Tell whether nothing has to be filled in."""
        return self.step in ONE_PRESS


def step_of(life: str, name: str) -> Enum:
    """Return the step a form is about, or refuse what is none."""
    for step in FORMS[life]:
        if step.value == name:
            found: Enum = step
            return found
    raise RuleBrokenError("supervision.step_unknown")


def offered(life: str, row: Any, *, actor: Actor, at: datetime) -> list[Offer]:
    """Return the steps the actor may take now, in the order of the form list."""
    flow, states = FLOWS[life]
    return [
        Offer(step=step, label=labels.label(step), form=form_of(life, step, row))
        for step in FORMS[life]
        if states(row.state) in flow[step][0] and DOORS[step][1].may(actor, row) and not _is_over(step, row, at=at)
    ]


def _is_over(step: Enum, row: Any, *, at: datetime) -> bool:
    """Tell whether a step is pointless now: received already, or the time to appeal is over."""
    if step is MarkStep.RECEIVE:
        return row.received_at is not None
    return bool(step is MarkStep.APPEAL and at > row.appeal_by)


def form_of(life: str, step: Enum, row: Any, *, data: Any = None) -> StepForm:
    """Return the form of a step."""
    name = str(step.value)
    form = FORMS[life][step](data, initial={"version": row.version}, prefix=name, auto_id=f"{name}_%s")
    form.offer(row.kind)
    return form
