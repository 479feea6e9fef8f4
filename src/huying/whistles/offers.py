"""What an actor may do with a whistle now 可办步骤, each with its form and its door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import FLOW, WhistleState, WhistleStep
from huying.whistles import actions, labels, policies
from huying.whistles.forms import (
    FORMS,
    AppraiseForm,
    DecideForm,
    FinishTaskForm,
    RefuseForm,
    StepForm,
    UnitForm,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huying.accounts.models import Unit
    from huying.core.actors import Actor
    from huying.rules.whistles import WhistleList
    from huying.whistles.models import Whistle, WhistleCall, WhistleTask

DOORS: dict[WhistleStep, Callable[..., Whistle]] = {
    WhistleStep.APPROVE: actions.approve,
    WhistleStep.TURN_DOWN: actions.turn_down,
    WhistleStep.PAPER: actions.paper,
    WhistleStep.ACKNOWLEDGE: actions.acknowledge,
    WhistleStep.ARRIVE: actions.arrive,
    WhistleStep.REFUSE: actions.refuse,
    WhistleStep.RULE: actions.rule,
    WhistleStep.DECIDE: actions.decide,
    WhistleStep.FINISH_TASK: actions.finish_task,
    WhistleStep.CLOSE: actions.close,
    WhistleStep.APPRAISE: actions.appraise,
}
ONE_PRESS = frozenset({WhistleStep.APPROVE, WhistleStep.ACKNOWLEDGE})


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step with its form; `presses` are the units for which one press is the whole step."""

    step: WhistleStep
    label: str
    form: StepForm
    is_open: bool = False
    presses: Sequence[Unit] = ()

    @property
    def is_one_press(self) -> bool:
        """Tell whether nothing has to be filled in."""
        return self.step in ONE_PRESS


def step_of(name: str) -> WhistleStep:
    """Return the step a form is about, or refuse what is none."""
    for step in FORMS:
        if step.value == name:
            return step
    raise RuleBrokenError("whistle.step_unknown")


def offered(
    whistle: Whistle, calls: list[WhistleCall], tasks: list[WhistleTask], *, rules: WhistleList, actor: Actor
) -> list[Offer]:
    """Return the steps the actor may take now, in the order of the form list."""
    asks = _asks(whistle, calls, tasks, actor)
    state = WhistleState(whistle.state)
    found = []
    for step in FORMS:
        if state in FLOW[step][0] and asks[step]():
            form = form_of(step, whistle, calls, tasks, rules=rules, actor=actor)
            missing = _missing(calls) if step is WhistleStep.ARRIVE else []
            found.append(Offer(step=step, label=labels.label(step), form=form, presses=missing))
    return found


def _asks(
    whistle: Whistle, calls: list[WhistleCall], tasks: list[WhistleTask], actor: Actor
) -> dict[WhistleStep, Callable[[], bool]]:
    own = next((call for call in calls if call.unit_id == actor.unit_id), None)
    for call in calls:
        call.whistle = whistle

    def hosts() -> bool:
        return policies.HOST_WHISTLE.may(actor, whistle)

    def comes() -> bool:
        return own is not None and policies.ANSWER_WHISTLE.may(actor, own)

    def is_silent() -> bool:
        return own is not None and own.arrived_at is None and own.refused_at is None

    return {
        WhistleStep.APPROVE: lambda: policies.APPROVE_WHISTLE.may(actor, whistle),
        WhistleStep.TURN_DOWN: lambda: policies.APPROVE_WHISTLE.may(actor, whistle),
        WhistleStep.PAPER: lambda: (
            whistle.is_oral and whistle.papered_at is None and policies.APPROVE_WHISTLE.may(actor, whistle)
        ),
        WhistleStep.ACKNOWLEDGE: lambda: comes() and is_silent() and own is not None and own.acknowledged_at is None,
        WhistleStep.REFUSE: lambda: comes() and is_silent(),
        WhistleStep.ARRIVE: lambda: hosts() and bool(_missing(calls)),
        WhistleStep.RULE: lambda: any(policies.RULE_WHISTLE.may(actor, call) for call in _unruled(calls)),
        WhistleStep.DECIDE: hosts,
        WhistleStep.FINISH_TASK: lambda: bool(_open_tasks(whistle, tasks, actor)),
        WhistleStep.CLOSE: lambda: hosts() and all(task.done_at for task in tasks),
        WhistleStep.APPRAISE: lambda: bool(_to_appraise(whistle, calls, actor)),
    }


def _missing(calls: list[WhistleCall]) -> list[Unit]:
    return [call.unit for call in calls if call.arrived_at is None and not call.is_excused]


def _unruled(calls: list[WhistleCall]) -> list[WhistleCall]:
    return [call for call in calls if call.refused_at is not None and call.ruled_at is None]


def _open_tasks(whistle: Whistle, tasks: list[WhistleTask], actor: Actor) -> list[WhistleTask]:
    if actor.role not in policies.HOSTS:
        return []
    is_host = whistle.unit_id == actor.unit_id
    return [task for task in tasks if task.done_at is None and (is_host or task.unit_id == actor.unit_id)]


def _to_appraise(whistle: Whistle, calls: list[WhistleCall], actor: Actor) -> list[Unit]:
    """Return the called units this actor still has to appraise, or its own unit where the host is appraised."""
    if actor.role not in policies.HOSTS:
        return []
    if whistle.unit_id == actor.unit_id:
        return [call.unit for call in calls if call.score_of_unit is None and not call.is_excused]
    return [
        call.unit
        for call in calls
        if call.unit_id == actor.unit_id and call.score_of_host is None and not call.is_excused
    ]


def form_of(
    step: WhistleStep,
    whistle: Whistle,
    calls: list[WhistleCall],
    tasks: list[WhistleTask],
    *,
    rules: WhistleList,
    actor: Actor,
    data: Any = None,
) -> StepForm:
    """Return the form of a step with its present choices."""
    form = FORMS[step](data, initial={"version": whistle.version}, prefix=step.value, auto_id=f"{step.value}_%s")
    if isinstance(form, AppraiseForm):
        form.offer_units(_to_appraise(whistle, calls, actor))
    elif isinstance(form, UnitForm):
        rows = _unruled(calls) if step is WhistleStep.RULE else []
        form.offer_units([call.unit for call in rows] or _missing(calls))
    elif isinstance(form, RefuseForm):
        form.offer_grounds(rules)
    elif isinstance(form, DecideForm):
        form.offer_units([whistle.unit, *(call.unit for call in calls if not call.is_excused)])
    elif isinstance(form, FinishTaskForm):
        form.offer_tasks(_open_tasks(whistle, tasks, actor))
    return form
