"""Doors of visits 把脉问诊动作: planned, made, and what was found followed to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.actions.demands import Demand
from huying.cases.actions.receiving import receive
from huying.cases.queries.limits import day_of
from huying.estates.queries import visible_to as visible_compounds
from huying.leadership import policies
from huying.leadership.actions.promises import check_ahead, finished, open_one, sweep_late, unit_of
from huying.leadership.actions.stepping import VISIT, own_unit, said
from huying.leadership.models import Visit, VisitCase, VisitTask
from huying.leadership.queries.offered import lead_posts
from huying.rules.case_facts import Channel, Kind, Nature
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.visits import VisitState, VisitStep, check_close

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor


def plan(
    *,
    compound: int,
    visitor: int,
    planned_on: date,
    aim: str,
    actor: Actor,
    at: datetime,
    is_synthetic: bool = False,
) -> Visit:
    """Plan a visit of a leader's post to a compound in one's ranges."""
    policies.KEEP_VISIT.check(actor)
    unit = own_unit(actor)
    there = visible_compounds(actor).filter(pk=compound).first()
    if there is None:
        raise RuleBrokenError("visit.compound_unknown")
    post = next((each for each in lead_posts(actor) if each.pk == visitor), None)
    if post is None:
        raise RuleBrokenError("leadership.post_out_of_reach")
    visit = Visit(
        unit=unit,
        visitor=post,
        compound=there,
        place=there.pk,
        aim=said(aim, code="visit.aim_missing"),
        planned_on=check_ahead(planned_on, at=at),
        state=VisitState.PLANNED.value,
        is_synthetic=is_synthetic,
    )
    with transaction.atomic():
        VISIT.begin(visit, VisitStep.PLAN, actor=actor, at=at, compound=there.pk, planned_on=planned_on.isoformat())
    return visit


def postpone(
    visit_id: int, *, planned_on: date, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Visit:
    """Move a visit to another day."""
    with VISIT.step(
        VisitStep.POSTPONE, visit_id, policy=policies.KEEP_VISIT, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
        taking.facts["was"] = taking.row.planned_on.isoformat()
        taking.row.planned_on = check_ahead(planned_on, at=at)
    return taking.row


def make(visit_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Visit:
    """Note that the leader is in the compound; from now on findings can be written down."""
    with VISIT.step(
        VisitStep.MAKE, visit_id, policy=policies.KEEP_VISIT, actor=actor, at=at, version=version
    ) as taking:
        taking.row.made_on = day_of(at)
    return taking.row


def find_case(
    visit_id: int,
    *,
    words: str,
    topic: str = "",
    address: str = "",
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Visit:
    """Write down a finding that becomes a case: received by the one door of cases, with its holder and clocks."""
    with VISIT.step(
        VisitStep.FIND_CASE, visit_id, policy=policies.KEEP_VISIT, actor=actor, at=at, version=version
    ) as taking:
        visit = taking.row
        demand = Demand(
            channel=Channel.VISIT,
            text=said(words, code="leadership.words_missing"),
            kind=Kind.HELP,
            nature=Nature.COMPLAINT,
            place=visit.place,
            compound=visit.place,
            topic=topic,
            address=said(address),
            is_synthetic=visit.is_synthetic,
        )
        receipt = receive(demand, actor=actor, at=at)
        VisitCase(visit=visit, case=receipt.case).save(force_insert=True)
        taking.note = receipt.case.number
        taking.facts["case"] = receipt.case.pk
    return taking.row


def find_task(
    visit_id: int,
    *,
    words: str,
    unit: int,
    due_on: date,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Visit:
    """Write down a finding that becomes a task of a unit with its day."""
    with VISIT.step(
        VisitStep.FIND_TASK, visit_id, policy=policies.KEEP_VISIT, actor=actor, at=at, version=version
    ) as taking:
        task = VisitTask(
            visit=taking.row,
            unit=unit_of(unit, actor=actor),
            words=said(words, code="leadership.words_missing"),
            due_on=check_ahead(due_on, at=at),
        )
        task.save(force_insert=True)
        taking.note = task.words
        taking.facts |= {"promise": task.pk, "unit": task.unit_id, "due_on": due_on.isoformat()}
    return taking.row


def finish(
    visit_id: int, *, promise_id: int, evidence: str, actor: Actor, at: datetime, version: int | None = None
) -> Visit:
    """Say that a task is done, and what shows it."""
    with VISIT.step(VisitStep.FINISH, visit_id, policy=None, actor=actor, at=at, version=version) as taking:
        row = open_one(VisitTask.objects.filter(visit=taking.row).select_related("visit"), promise_id)
        finished(row, taking, evidence=evidence)
    return taking.row


def close(visit_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Visit:
    """Close a visit: every case it found is closed and every task done."""
    with VISIT.step(
        VisitStep.CLOSE, visit_id, policy=policies.KEEP_VISIT, actor=actor, at=at, version=version
    ) as taking:
        visit = taking.row
        open_cases = VisitCase.objects.filter(visit=visit).exclude(case__state=CaseState.CLOSED.value).count()
        check_close(open_ones=open_cases + VisitTask.objects.filter(visit=visit, done_at=None).count())
        visit.closed_at = at
    return taking.row


def cancel(visit_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Visit:
    """Call a visit off, with the reason."""
    with VISIT.step(
        VisitStep.CANCEL, visit_id, policy=policies.KEEP_VISIT, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
    return taking.row


def sweep(*, at: datetime) -> int:
    """Note the tasks of visits that passed their day."""
    return sweep_late(VISIT, VisitStep.LATE, VisitTask.objects.all(), at=at)
