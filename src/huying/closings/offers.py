"""What an actor may do with a closed month now 可办步骤, each with its form and its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.closings import actions, labels, policies
from huying.closings.actions.stepping import fact_of
from huying.closings.forms import FORMS, LookForm, RuleForm, StepForm, WrongForm
from huying.closings.queries import reading
from huying.closings.queries.rules import rules_of
from huying.rules.closings import FLOW, ClosingState, ClosingStep, Fact
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.closings.models import Closing, CountedCase
    from huying.core.actors import Actor

DOORS: dict[ClosingStep, Callable[..., Closing]] = {
    ClosingStep.PUBLISH: actions.publish,
    ClosingStep.RULE: actions.rule,
    ClosingStep.LOOK: actions.look,
    ClosingStep.OBJECT: actions.object_to,
    ClosingStep.CORRECT: actions.correct,
}
OF_MONTH = (ClosingStep.PUBLISH, ClosingStep.RULE, ClosingStep.LOOK)
OF_ROW = (ClosingStep.OBJECT, ClosingStep.CORRECT)


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form and address."""

    step: ClosingStep
    label: str
    url: str
    form: StepForm
    is_open: bool = False

    @property
    def is_one_press(self) -> bool:
        """Tell whether nothing has to be filled in."""
        return self.step is ClosingStep.PUBLISH


def step_of(name: str, *, among: tuple[ClosingStep, ...]) -> ClosingStep:
    """Return the step a form is about, or refuse what is none."""
    for step in among:
        if step.value == name:
            return step
    raise RuleBrokenError("closing.step_unknown")


def offered(closing: Closing, *, actor: Actor, at: datetime) -> list[Offer]:
    """Return what may be done with the month."""
    state = ClosingState(closing.state)
    may = (step for step in OF_MONTH if state in FLOW[step][0] and _may(step, closing, actor, at))
    return [_offer(step, closing, form_of(step, closing)) for step in may]


def _offer(step: ClosingStep, closing: Closing, form: StepForm, row: CountedCase | None = None) -> Offer:
    name, args = "closings:take_step", [closing.number, step.value]
    if row is not None:
        name, args = "closings:row_step", [closing.number, str(row.case_id), step.value]
    return Offer(step=step, label=labels.label(step), url=reverse(name, args=args), form=form)


def with_bad(
    found: list[Offer],
    bad: StepForm | None,
    step: ClosingStep | None,
    closing: Closing,
    *,
    row: CountedCase | None = None,
) -> list[Offer]:
    """Put a refused form back, open, with what was typed; also where the step is offered no more."""
    if bad is None or step is None:
        return found
    refused = _offer(step, closing, bad, row)
    refused.is_open = True
    return [refused, *(each for each in found if each.step is not step)]


def _may(step: ClosingStep, closing: Closing, actor: Actor, at: datetime) -> bool:
    if step is ClosingStep.PUBLISH:
        is_over = at > closing.check_until and not reading.open_objections(closing)
        return is_over and policies.PUBLISH_CLOSING.may(actor, closing)
    if step is ClosingStep.RULE:
        return any(policies.RULE_ON_CLOSING.may(actor, each) for each in reading.open_objections(closing))
    return policies.LOOK_AT_SIGN.may(actor) and any(each.looked_at is None for each in reading.signs_of(closing))


def of_row(closing: Closing, row: CountedCase, *, actor: Actor, at: datetime) -> list[Offer]:
    """Return what may be done with a row of the month."""
    may = {
        ClosingStep.OBJECT: at <= closing.check_until and not row.ground and policies.OBJECT_TO_CLOSING.may(actor, row),
        ClosingStep.CORRECT: policies.PUBLISH_CLOSING.may(actor, closing),
    }
    state = ClosingState(closing.state)
    steps = (step for step in OF_ROW if may[step] and state in FLOW[step][0])
    return [_offer(step, closing, form_of(step, closing, row=row), row) for step in steps]


def form_of(step: ClosingStep, closing: Closing, *, row: CountedCase | None = None, data: Any = None) -> StepForm:
    """Return the form of a step with its present choices."""
    form = FORMS[step](data, initial={"version": closing.version}, prefix=step.value, auto_id=f"{step.value}_%s")
    if isinstance(form, RuleForm):
        form.offer(reading.open_objections(closing))
    elif isinstance(form, LookForm):
        form.offer(each for each in reading.signs_of(closing) if each.looked_at is None)
    elif isinstance(form, WrongForm) and row is not None:
        facts = [(fact, is_now) for fact in Fact if (is_now := fact_of(row, fact)) is not None]
        form.offer(rules_of(closing), facts)
    return form
