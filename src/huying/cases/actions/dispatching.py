"""Confirming and sending 核定与派单: a person says what a case is about; the list says who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.building import choose
from huying.cases.actions.stepping import needs, stepping
from huying.rules.case_facts import Kind, Nature, Urgency
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.routing import Entry, ResponsibilityList, check_dispatch, check_holder
from huying.rules.topics import NOT_PROPERTY, TOPICS

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import Unit
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor


CHANGED = (
    "topic",
    "is_topic_confirmed",
    "is_property",
    "place",
    "compound_key",
    "kind",
    "nature",
    "urgency",
    "about_unit_id",
    "list_item",
    "list_version",
)
"""What a dispatch may change of a case besides its holder; kept with the step so that it can be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What a clerk confirmed 核定内容; `unit` overrides the list and then needs a reason."""

    topic: str
    place: int
    compound: int | None = None
    kind: Kind | None = None
    nature: Nature | None = None
    urgency: Urgency | None = None
    part: str = ""
    unit: int | None = None
    reason: str = ""


def dispatch(ref: CaseRef, confirmed: Confirmed, *, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Confirm topic and place of a case and send it to the unit the list names; its clocks start on arrival."""
    with stepping(Step.DISPATCH, ref, policy=policies.DISPATCH_CASE, actor=actor, at=at, version=version) as taking:
        before = as_it_was(taking.case)
        _confirm(taking.case, confirmed)
        unit, entry, number = _unit_of(taking, confirmed)
        taking.case.holder_unit, taking.case.holder_person = unit, None
        taking.case.list_item, taking.case.list_version = entry, number
        taking.note = confirmed.reason.strip()
        taking.facts |= {"topic": confirmed.topic, "unit": unit.pk, "list_item": entry, "list_version": number}
        after = as_it_was(taking.case)
        taking.facts["was"] = {name: value for name, value in before.items() if value != after[name]}
        clocks.restart(taking)
        return taking.case


def as_it_was(case: Case) -> dict[str, object]:
    """Return what a dispatch may change of a case."""
    return {name: getattr(case, name) for name in CHANGED}


def _confirm(case: Case, confirmed: Confirmed) -> None:
    if confirmed.topic not in TOPICS:
        raise RuleBrokenError("case.topic_unknown", topic=confirmed.topic, topics=sorted(TOPICS))
    case.topic, case.is_topic_confirmed = confirmed.topic, True
    case.is_property = confirmed.topic != NOT_PROPERTY
    case.place, case.compound_key = confirmed.place, confirmed.compound
    case.kind = (confirmed.kind or Kind(case.kind)).value
    case.nature = (confirmed.nature or Nature(case.nature)).value
    case.urgency = (confirmed.urgency or Urgency(case.urgency)).value


def _unit_of(taking: Taking, confirmed: Confirmed) -> tuple[Unit, str, int]:
    case = taking.case
    duties = taking.duties
    holders = taking.holders
    if case.nature == Nature.COMPLAINT.value and case.about_unit_id is None:
        case.about_unit = holders.firm_of(case.compound_key)
    found, unit = choose(case, duties=duties, holders=holders, part=confirmed.part)
    if confirmed.unit is None or confirmed.unit == unit.pk:
        return unit, found.entry, duties.number
    needs(confirmed.reason, code="case.override_needs_reason")
    chosen = _active_unit(taking, confirmed.unit)
    check_holder(holder=chosen.pk, about=case.about_unit_id, is_kin=holders.is_kin(chosen, case.about_unit_id))
    check_dispatch(entry_of(duties, found.entry), to=UnitKind(chosen.kind))
    return chosen, found.entry, duties.number


def entry_of(duties: ResponsibilityList, code: str) -> Entry | None:
    """Return a line of the list by its code."""
    return next((entry for entry in duties.entries if entry.code == code), None)


def _active_unit(taking: Taking, unit_id: int) -> Unit:
    unit = taking.folder.intake.registers.unit(unit_id)
    if unit is None:
        raise RuleBrokenError("case.unit_unknown", unit=unit_id)
    return unit


def resend(taking: Taking, *, unit_id: int, code: str) -> Unit:
    """Send a case on to another unit within a ruling or an escalation, by the same checks as a dispatch."""
    case = taking.case
    unit = _active_unit(taking, unit_id)
    duties = taking.duties
    is_kin = taking.holders.is_kin(unit, case.about_unit_id)
    check_holder(holder=unit.pk, about=case.about_unit_id, is_kin=is_kin)
    check_dispatch(entry_of(duties, case.list_item), to=UnitKind(unit.kind))
    if unit.pk == case.holder_unit_id and code:
        raise RuleBrokenError(code)
    case.holder_unit, case.holder_person = unit, None
    case.state = CaseState.DISPATCHED.value
    clocks.lapse_requests(taking.folder, at=taking.at)
    clocks.restart(taking)
    return unit
