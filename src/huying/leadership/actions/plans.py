"""Doors of plans 规划动作."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.queries.limits import day_of
from huying.leadership import policies
from huying.leadership.actions.promises import check_ahead, finished, open_one, sweep_late, unit_of
from huying.leadership.actions.stepping import MOST_TITLE, PLAN, own_unit, said
from huying.leadership.models import Plan, PlanMilestone
from huying.leadership.queries.offered import lead_posts
from huying.rules.errors import RuleBrokenError
from huying.rules.plans import PlanKind, PlanState, PlanStep, check_end, check_milestone, check_moved, check_span

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """What a plan says of itself; `lead` is the post that answers for it."""

    kind: PlanKind
    title: str
    aim: str
    measure: str
    lead: int
    starts_on: date
    ends_on: date
    parent: Plan | None = None
    is_synthetic: bool = False


def draft(new: NewPlan, *, actor: Actor, at: datetime) -> Plan:
    """Draft a plan of one's own unit, with the post that answers for it."""
    policies.KEEP_PLAN.check(actor)
    unit = own_unit(actor)
    check_span(starts_on=new.starts_on, ends_on=new.ends_on)
    post = next((each for each in lead_posts(actor) if each.pk == new.lead), None)
    if post is None:
        raise RuleBrokenError("leadership.post_out_of_reach")
    plan = Plan(
        kind=new.kind.value,
        unit=unit,
        lead=post,
        parent=new.parent,
        place=unit.place,
        title=said(new.title, code="leadership.title_missing", most=MOST_TITLE),
        aim=said(new.aim, code="plan.aim_missing"),
        measure=said(new.measure, code="plan.measure_missing"),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        state=PlanState.DRAFTED.value,
        is_synthetic=new.is_synthetic,
    )
    with transaction.atomic():
        PLAN.begin(plan, PlanStep.DRAFT, actor=actor, at=at, kind=new.kind.value)
    return plan


def add_milestone(
    plan_id: int, *, words: str, unit: int, due_on: date, actor: Actor, at: datetime, version: int | None = None
) -> Plan:
    """Add a milestone in the time of the plan, with the unit that reaches it."""
    with PLAN.step(
        PlanStep.ADD_MILESTONE, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version
    ) as taking:
        plan = taking.row
        check_milestone(due_on, starts_on=plan.starts_on, ends_on=plan.ends_on)
        milestone = PlanMilestone(
            plan=plan,
            unit=unit_of(unit, actor=actor),
            words=said(words, code="leadership.words_missing"),
            due_on=check_ahead(due_on, at=at),
        )
        milestone.save(force_insert=True)
        taking.note = milestone.words
        taking.facts |= {"promise": milestone.pk, "unit": milestone.unit_id, "due_on": due_on.isoformat()}
    return taking.row


def strike_milestone(plan_id: int, *, promise_id: int, actor: Actor, at: datetime, version: int | None = None) -> Plan:
    """Take a milestone out while the plan is a draft."""
    with PLAN.step(
        PlanStep.STRIKE_MILESTONE, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version
    ) as taking:
        row = open_one(PlanMilestone.objects.filter(plan=taking.row), promise_id)
        taking.note = row.words
        taking.facts["promise"] = row.pk
        row.delete()
    return taking.row


def start(plan_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Plan:
    """Start a plan that has milestones."""
    with PLAN.step(PlanStep.START, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version) as taking:
        if not PlanMilestone.objects.filter(plan=taking.row).exists():
            raise RuleBrokenError("plan.no_milestones")
    return taking.row


def reach(
    plan_id: int, *, promise_id: int, evidence: str, actor: Actor, at: datetime, version: int | None = None
) -> Plan:
    """Say that a milestone is reached, and what shows it."""
    with PLAN.step(PlanStep.REACH, plan_id, policy=None, actor=actor, at=at, version=version) as taking:
        row = open_one(PlanMilestone.objects.filter(plan=taking.row).select_related("plan"), promise_id)
        finished(row, taking, evidence=evidence)
    return taking.row


def move(
    plan_id: int,
    *,
    promise_id: int,
    due_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Plan:
    """Move a milestone with a reason; its first day and a noted lateness stay."""
    with PLAN.step(PlanStep.MOVE, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version) as taking:
        plan = taking.row
        row = open_one(PlanMilestone.objects.filter(plan=plan), promise_id)
        check_moved(due_on, was=row.due_on, today=day_of(at))
        check_milestone(due_on, starts_on=plan.starts_on, ends_on=plan.ends_on)
        taking.note = said(reason, code="leadership.reason_missing")
        taking.facts |= {"promise": row.pk, "was": row.due_on.isoformat(), "due_on": due_on.isoformat()}
        row.was_due_on = row.was_due_on or row.due_on
        row.due_on = due_on
        row.save(update_fields=["was_due_on", "due_on"])
    return taking.row


def report(plan_id: int, *, words: str, actor: Actor, at: datetime, version: int | None = None) -> Plan:
    """Write down how the plan goes."""
    with PLAN.step(PlanStep.REPORT, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version) as taking:
        taking.note = said(words, code="leadership.words_missing")
    return taking.row


def end(plan_id: int, *, result: str, actor: Actor, at: datetime, version: int | None = None) -> Plan:
    """End a plan whose milestones are reached, with its result."""
    with PLAN.step(PlanStep.END, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version) as taking:
        rows = PlanMilestone.objects.filter(plan=taking.row)
        check_end(milestones=rows.count(), open_ones=rows.filter(done_at=None).count())
        taking.row.result = taking.note = said(result, code="plan.result_missing")
        taking.row.ended_at = at
    return taking.row


def drop(plan_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Plan:
    """Give a plan up, with the reason."""
    with PLAN.step(PlanStep.DROP, plan_id, policy=policies.KEEP_PLAN, actor=actor, at=at, version=version) as taking:
        taking.row.result = taking.note = said(reason, code="leadership.reason_missing")
        taking.row.ended_at = at
    return taking.row


def sweep(*, at: datetime) -> int:
    """Note the milestones of running plans that passed their day."""
    rows = PlanMilestone.objects.filter(plan__state=PlanState.RUNNING.value)
    return sweep_late(PLAN, PlanStep.LATE, rows, at=at)
