"""Handling inside a unit 承办: sign, assign, contact, act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.carrying import carry
from huying.cases.actions.stepping import is_recused, needs, stepping
from huying.cases.models import CaseStep
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import check_handler, is_unreachable

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor


def sign(ref: CaseRef, *, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Take a case in for the unit; any clerk on duty may; the finish clock does not move."""
    with stepping(Step.SIGN, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version) as taking:
        clocks.stop(taking.folder, ClockKind.SIGN, at=at)
        if taking.case.holder_person_id is None:
            taking.case.holder_person_id = actor.person_id
        carry(taking, lambda each: sign(each, actor=actor, at=at))
        return taking.case


def deem_signed(ref: CaseRef, *, at: datetime) -> Case:
    """Count a case as signed at the limit nobody met 视为签收; the missed clock stays marked."""
    with stepping(Step.DEEM_SIGNED, ref, policy=policies.HANDLE_CASE, actor=SYSTEM, at=at) as taking:
        return taking.case


def assign(
    ref: CaseRef, *, person_id: int, actor: Actor, at: datetime, version: int | None = None, note: str = ""
) -> Case:
    """Name the person of the unit who works on the case; for somebody away it is the deputy in the unit."""
    with stepping(
        Step.ASSIGN, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        unit = taking.case.holder_unit
        registers = taking.folder.intake.registers
        deputy = registers.deputy(person_id, at)
        person = registers.member(unit.pk, deputy or person_id, day_of(at))
        if person is not None and deputy:
            taking.facts["for"] = person_id
        if person is None:
            raise RuleBrokenError("case.person_not_in_unit", person=person_id, unit=unit.name)
        check_handler(has_direct_interest=is_recused(taking.folder, person.pk))
        taking.case.holder_person = person
        taking.facts["person"] = person.pk
        carry(taking, lambda each: assign(each, person_id=person_id, actor=actor, at=at))
        return taking.case


def contact(
    ref: CaseRef, *, note: str, actor: Actor, at: datetime, version: int | None = None, is_reached: bool = True
) -> Case:
    """Note that the reporter was contacted; a contact that reached stops the clock of first contact.

    So do as many tries on as many days as the rule set asks, each noted as it was made: the reporter is out of reach.
    """
    with stepping(
        Step.CONTACT, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        taking.facts["reached"] = is_reached
        if is_reached:
            clocks.stop(taking.folder, ClockKind.CONTACT, at=at)
        else:
            needs(note, code="case.note_missing")
            _try_noted(taking)
        return taking.case


def _try_noted(taking: Taking) -> None:
    clock = clocks.running(taking.folder, ClockKind.CONTACT)
    if clock is None:
        return
    noted = taking.folder.find(CaseStep, step=Step.CONTACT.value)
    tries = [day_of(row.at) for row in noted if row.at >= clock.started_at and row.facts.get("reached") is False]
    least, days = (int(taking.limits.setting(name)) for name in ("contact_tries", "contact_days"))
    taking.facts["tries"] = len(tries) + 1
    if is_unreachable([*tries, day_of(taking.at)], least=least, days=days):
        taking.facts["unreachable"] = True
        clocks.stop(taking.folder, ClockKind.CONTACT, at=taking.at)


def act(ref: CaseRef, *, note: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Note what was done on the spot; photographs are added to this step."""
    with stepping(Step.ACT, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note) as taking:
        needs(note, code="case.note_missing")
        carry(taking, lambda each: act(each, note=note, actor=actor, at=at))
        return taking.case
