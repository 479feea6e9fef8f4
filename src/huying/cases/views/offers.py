"""What may be done with a case now 可办步骤: by the flow table and the policies, each step with its form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from huying.accounts import queries as accounts
from huying.accounts.models import Unit
from huying.cases import labels, policies
from huying.cases.actions import answering, standing
from huying.cases.forms.steps import (
    FORMS,
    AssignForm,
    EndPartForm,
    IssueForm,
    MilestoneForm,
    RecuseForm,
    RuleReturnForm,
    SplitForm,
    StandForm,
    StepForm,
)
from huying.cases.models import Answer, Case, CasePart, Extension, Milestone, Recusal, SendBack, Standing
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.cases.queries.recusals import withdrew
from huying.rules.case_flow import CaseState, Step, may_follow
from huying.rules.problems import COMMON

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

OFFERED = tuple(FORMS)
SEVERAL = 2
STANDING = (Step.ASK_STANDING, Step.STAND_LONG_TERM, Step.REFUSE_STANDING, Step.MILESTONE)
"""The steps of long-term standing, which its own page offers too."""
MAIN = frozenset(
    {
        *(Step.SIGN, Step.CHECK, Step.ISSUE, Step.RULE_RETURN, Step.DECIDE_EXTENSION, Step.CALL_BACK, Step.RESUME),
        *(Step.APPROVE_LATE, Step.REFUSE_STANDING, Step.MILESTONE),
    }
)
"""Steps that bring a case on its way; they stand first and open."""


@dataclass(slots=True, kw_only=True)
class Offer:
    """A step that may be taken now, with its form; one of the main way stands open."""

    step: str
    label: str
    form: StepForm
    is_main: bool
    is_open: bool = False

    @property
    def is_bare(self) -> bool:
        """Tell whether there is nothing to fill in, so that a button is enough."""
        return not self.form.visible_fields()


def _asks(actor: Actor, case: Case) -> dict[Step, Callable[[], bool]]:
    """Return which policy opens which step for the actor."""

    def holds() -> bool:
        return policies.HANDLE_CASE.may(actor, case)

    def above() -> bool:
        return policies.END_CASE.may(actor, case)

    @cache
    def request() -> Standing | None:
        return Standing.objects.filter(case=case, ended_at=None).first()

    return {
        Step.CHECK: lambda: policies.CHECK_ANSWER.may(actor, case),
        Step.RULE_RETURN: lambda: _open_for(actor, SendBack.objects.filter(case=case, ruled_at=None)),
        Step.DECIDE_EXTENSION: lambda: _open_for(actor, Extension.objects.filter(case=case, decided_at=None)),
        Step.SPLIT: holds,
        Step.ANSWER_PART: lambda: case.open_parts > 0 and _open_parts(case).filter(unit=actor.unit_id or 0).exists(),
        Step.END_PART: lambda: holds() and case.open_parts > 0,
        Step.CALL_BACK: lambda: policies.CALL_BACK.may(actor, case),
        Step.REWORK: lambda: case.state == CaseState.ANSWERED.value and policies.SUPERVISE_CASE.may(actor, case),
        Step.APPROVE_LATE: lambda: policies.CHECK_ANSWER.may(actor, case) and _approves_late(actor, case),
        Step.ASK_STANDING: lambda: holds() and request() is None,
        Step.STAND_LONG_TERM: lambda: above() and not standing.is_own(case, unit_id=actor.unit_id),
        Step.REFUSE_STANDING: lambda: above() and request() is not None,
        Step.MILESTONE: holds,
        Step.CLOSE: above,
        Step.REOPEN: above,
        Step.DECLINE: lambda: policies.DISPATCH_CASE.may(actor, case),
        Step.RECUSE: lambda: actor.person_id is not None and (holds() or policies.CHECK_ANSWER.may(actor, case)),
        Step.REFUSE_RECUSAL: lambda: (
            policies.CHECK_ANSWER.may(actor, case) and Recusal.objects.filter(case=case, decided_at=None).exists()
        ),
        Step.RELEASE_BRIEF: lambda: policies.RELEASE_BRIEF.may(actor, case),
        Step.URGE: lambda: policies.SUPERVISE_CASE.may(actor, case) and case.holder_unit_id != actor.unit_id,
        Step.PAUSE: lambda: not case.is_paused and holds(),
        Step.RESUME: lambda: case.is_paused and holds(),
    } | dict.fromkeys(
        (Step.SIGN, Step.ASSIGN, Step.CONTACT, Step.ACT, Step.DRAFT, Step.ISSUE, Step.SEND_BACK, Step.EXTEND), holds
    )


def _open_for(actor: Actor, rows: Any) -> bool:
    row = rows.first()
    return row is not None and policies.RULE_RETURN.may(actor, row)


def _open_parts(case: Case) -> QuerySet[CasePart]:
    return CasePart.objects.filter(case=case, answered_at=None, ended_at=None)


def _approves_late(actor: Actor, case: Case) -> bool:
    answer = Answer.objects.filter(case=case, is_issued_before_approval=True).order_by("-pk").first()
    return answer is not None and answering.waits_for_approval(answer) and not answering.is_own(answer, actor)


def offered(case: Case, *, actor: Actor, at: datetime, of: tuple[Step, ...] = OFFERED) -> list[Offer]:
    """Return the steps the actor may take now, those of the main way first."""
    if withdrew(case, actor.person_id):
        return []
    now_possible, asks = may_follow(CaseState(case.state)), _asks(actor, case)
    if case.follows_id is not None:
        now_possible -= COMMON
    steps = [step for step in of if step in now_possible and asks[step]()]
    main = MAIN | ({Step.STAND_LONG_TERM} if Step.REFUSE_STANDING in steps else set())
    found = [
        Offer(
            step=step.value,
            label=labels.label(step),
            form=form_of(step, case, actor=actor, at=at),
            is_main=step in main,
        )
        for step in steps
        if step is not Step.ISSUE or case.state == CaseState.CHECKING.value
    ]
    return sorted(found, key=lambda offer: not offer.is_main)


def form_of(step: Step, case: Case, *, actor: Actor, at: datetime, data: Any = None, files: Any = None) -> StepForm:
    """Return the form of a step, with what it offers to choose from."""
    initial: dict[str, Any] = {"version": case.version}
    if step is Step.RELEASE_BRIEF:
        initial["brief"] = case.brief
    form = FORMS[step](data, files, initial=initial, prefix=step.value, auto_id=f"{step.value}_%s")
    if isinstance(form, AssignForm):
        form.offer(accounts.people_in(case.holder_unit_id, on=day_of(at)))
    if isinstance(form, RecuseForm):
        only = None if policies.CHECK_ANSWER.may(actor, case) else actor.person_id
        form.offer(accounts.people_in(case.holder_unit_id, on=day_of(at)), only=only)
    _offer_parts(form, case, at=at)
    if isinstance(form, RuleReturnForm):
        form.offer(near_units(case, at=at))
    if isinstance(form, StandForm):
        form.offer(is_asked=Standing.objects.filter(case=case, ended_at=None).exists())
    if isinstance(form, MilestoneForm):
        planned = Milestone.objects.filter(case=case, standing__ended_at=None, done_at=None)
        form.offer(is_last=planned.count() < SEVERAL)
    return form


def _offer_parts(form: StepForm, case: Case, *, at: datetime) -> None:
    """Fill in what the forms about assisting units offer."""
    if isinstance(form, SplitForm):
        form.offer(unit for unit in near_units(case, at=at) if unit.pk != case.holder_unit_id)
    if isinstance(form, IssueForm):
        form.offer(has_parts=case.open_parts > 0)
    if isinstance(form, EndPartForm):
        form.offer(part.unit for part in _open_parts(case).select_related("unit"))


def near_units(case: Case, *, at: datetime) -> list[Unit]:
    """Return the units that may take a case: those of the places above it, and the firm that serves it."""
    holders = Holders(on=day_of(at))
    units = list(Unit.objects.filter(place__in=holders.chain(case.place), is_active=True).order_by("-place", "name"))
    units = [unit for unit in units if unit.kind not in {"enterprise", "committee"}]
    firm = holders.firm_of(case.compound_key)
    return [unit for unit in [*units, *([firm] if firm else [])] if unit.pk != case.about_unit_id]
