"""Splitting a case over units 拆分协办 (R4.5): the holder leads, others answer it, and it composes the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.building import clocks_for
from huying.cases.actions.stepping import ANYBODY, needs, opened, stepping
from huying.cases.models import CasePart, Clock
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError
from huying.rules.parts import MOST_PARTS, hours_for
from huying.rules.routing import check_holder

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.accounts.models import Unit
    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor

WORDS_LENGTH = 2000
ASKED = "case.part_asked"


def split(
    ref: CaseRef,
    *,
    unit_id: int,
    task: str,
    due_on: date | None = None,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Ask another unit to do a part of a case and to answer the holder, with a clock of its own."""
    with stepping(Step.SPLIT, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version) as taking:
        words = _words(task, code="part.task_missing")
        unit = _assisting(taking, unit_id)
        part = CasePart(case=taking.case, unit=unit, task=words, asked_at=at, asked_by_id=actor.person_id)
        taking.folder.add(part)
        taking.case.open_parts += 1
        clock = _start(taking, unit, due_on=due_on)
        taking.note = words
        taking.facts |= {"part": part.pk, "unit_asked": unit.pk, "clock": clock.pk}
        taking.folder.publish(ASKED)
        return taking.case


def _words(written: str, *, code: str) -> str:
    words = needs(written, code=code)
    if len(words) > WORDS_LENGTH:
        raise RuleBrokenError("case.too_long", field="note", length=len(words), most=WORDS_LENGTH)
    return words


def _assisting(taking: Taking, unit_id: int) -> Unit:
    """Return the unit that is to assist, or refuse: it works, stands over the place, and is not complained about."""
    case, folder = taking.case, taking.folder
    unit = folder.intake.registers.unit(unit_id)
    if unit is None:
        raise RuleBrokenError("case.unit_unknown", unit=unit_id)
    if unit.pk == case.holder_unit_id:
        raise RuleBrokenError("part.own_unit")
    firm = taking.holders.firm_of(case.compound_key)
    if unit.place not in taking.holders.chain(case.place) and (firm is None or firm.pk != unit.pk):
        raise RuleBrokenError("part.unit_elsewhere", unit=unit.name)
    about = case.about_unit_id
    check_holder(holder=unit.pk, about=about, is_kin=taking.holders.is_kin(unit, about))
    waiting = open_parts(folder)
    if any(part.unit_id == unit.pk for part in waiting):
        raise RuleBrokenError("part.open_already", unit=unit.name)
    if len(waiting) >= MOST_PARTS:
        raise RuleBrokenError("part.too_many", most=MOST_PARTS)
    return unit


def _start(taking: Taking, unit: Unit, *, due_on: date | None) -> Clock:
    case = taking.case
    hours = hours_for(at=taking.at, case_due=case.due_at or taking.at, due_on=due_on)
    (clock,) = clocks_for(
        case,
        (ClockKind.PART,),
        limits=taking.limits,
        intake=taking.folder.intake,
        start=taking.at,
        limit=Limit(hours, LimitUnit.HOURS),
    )
    clock.unit = unit
    taking.folder.add(clock)
    if case.is_paused:
        clocks.recompute(taking.folder)
    return clock


def open_parts(folder: Folder) -> list[CasePart]:
    """Return the parts that wait for their units."""
    return folder.find(CasePart, answered_at=None, ended_at=None) if folder.case.open_parts else []


def _open_part(folder: Folder, unit_id: int | None) -> CasePart:
    found = folder.last(CasePart, unit_id=unit_id or 0, answered_at=None, ended_at=None)
    if found is None:
        raise RuleBrokenError("part.none_open")
    return found


def answer_part(ref: CaseRef, *, text: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Answer the lead for one's own unit; the reporter reads only what the lead issues."""
    with opened(ref, version=version) as folder:
        part = _open_part(folder, actor.unit_id)
        policies.ASSIST_CASE.check(actor, part)
        with stepping(Step.ANSWER_PART, folder, policy=ANYBODY, actor=actor, at=at) as taking:
            part.answer, part.answered_at = _words(text, code="case.answer_missing"), at
            part.answered_by_id = actor.person_id
            folder.save(part)
            taking.case.open_parts -= 1
            wanted = {"kind": ClockKind.PART.value, "unit_id": part.unit_id, "stopped_at": None}
            folder.update(Clock, wanted, stopped_at=at, is_paused=False)
            taking.facts["part"] = part.pk
            return taking.case


def end_part(
    ref: CaseRef, *, unit_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Take back what was asked of a unit; its clock counts neither as met nor as missed."""
    with stepping(
        Step.END_PART, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        part = _open_part(taking.folder, unit_id)
        clocks.end_parts(taking.folder, at=at, reason=reason.strip(), unit_id=part.unit_id)
        taking.facts |= {"part": part.pk, "unit_asked": part.unit_id}
        return taking.case
