"""What an actor may do with a transfer now 可办步骤, each with its form and its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import FLOW, TransferState, TransferStep
from huying.transfers import actions, labels, policies
from huying.transfers.forms import FORMS, StepForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.core.actors import Actor
    from huying.core.policies import Policy
    from huying.transfers.models import Transfer

DOORS: dict[TransferStep, Callable[..., Transfer]] = {
    TransferStep.APPROVE: actions.approve,
    TransferStep.TURN_DOWN: actions.turn_down,
    TransferStep.RECEIPT: actions.receive,
    TransferStep.DECLINE: actions.decline,
    TransferStep.DECISION: actions.decide,
    TransferStep.URGE: actions.urge,
}
ASKS: dict[TransferStep, Policy] = {
    step: policies.APPROVE_TRANSFER
    if step in {TransferStep.APPROVE, TransferStep.TURN_DOWN}
    else policies.KEEP_TRANSFER
    for step in FORMS
}


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form and the address it is sent to."""

    step: TransferStep
    label: str
    form: StepForm
    url: str
    is_open: bool = False

    @property
    def is_one_press(self) -> bool:
        """Tell whether nothing has to be filled in."""
        return self.step is TransferStep.APPROVE


def step_of(name: str) -> TransferStep:
    """Return the step a form is about, or refuse what is none."""
    for step in FORMS:
        if step.value == name:
            return step
    raise RuleBrokenError("transfer.step_unknown")


def offered(transfer: Transfer, *, actor: Actor) -> list[Offer]:
    """Return the steps the actor may take now, in the order of the form list."""
    state = TransferState(transfer.state)
    return [
        Offer(
            step=step,
            label=labels.label(step),
            form=form_of(step, transfer),
            url=reverse("transfers:take_step", args=[transfer.number, step.value]),
        )
        for step in FORMS
        if state in FLOW[step][0] and ASKS[step].may(actor, transfer)
    ]


def form_of(step: TransferStep, transfer: Transfer, *, data: Any = None) -> StepForm:
    """Return the form of a step."""
    return FORMS[step](data, initial={"version": transfer.version}, prefix=step.value, auto_id=f"{step.value}_%s")
