"""Settling a whistle 会商、销号与互评: findings and tasks, the end with its result, and the two appraisals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.queries.limits import day_of
from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import WhistleStep, check_appraisal
from huying.whistles import policies
from huying.whistles.actions.stepping import WHISTLE, call_of, said
from huying.whistles.models import WhistleCall, WhistleTask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.whistles.models import Whistle

MOST_TASKS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a unit is to do by which day."""

    unit_id: int
    words: str
    due_on: date


def decide(
    whistle_id: int,
    *,
    finding: str,
    tasks: Sequence[Task],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Whistle:
    """Write down what was found and decided together: each task has a unit that was there and a day."""
    with WHISTLE.step(
        WhistleStep.DECIDE, whistle_id, policy=policies.HOST_WHISTLE, actor=actor, at=at, version=version
    ) as taking:
        whistle = taking.row
        if not tasks:
            raise RuleBrokenError("whistle.no_task")
        if len(tasks) > MOST_TASKS:
            raise RuleBrokenError("whistle.too_many_tasks", most=MOST_TASKS)
        calls = list(WhistleCall.objects.filter(whistle=whistle))
        if not any(call.arrived_at for call in calls):
            raise RuleBrokenError("whistle.nobody_there")
        bound = {whistle.unit_id} | {call.unit_id for call in calls if not call.is_excused}
        rows = [_task(whistle, task, bound=bound, today=day_of(at)) for task in tasks]
        whistle.finding, whistle.decided_at = said(finding, code="whistle.finding_missing"), at
        WhistleTask.objects.bulk_create(rows)
        taking.facts["tasks"] = len(rows)
    return taking.row


def _task(whistle: Whistle, task: Task, *, bound: set[int], today: date) -> WhistleTask:
    if task.unit_id not in bound:
        raise RuleBrokenError("whistle.task_unit")
    if task.due_on < today:
        raise RuleBrokenError("whistle.task_past", first=today)
    words = said(task.words, code="whistle.task_words")
    return WhistleTask(whistle=whistle, unit_id=task.unit_id, words=words, due_on=task.due_on)


def finish_task(
    whistle_id: int, *, task_id: int, evidence: str, actor: Actor, at: datetime, version: int | None = None
) -> Whistle:
    """Say that a task is done, and by what it shows: its unit, or the host."""
    with WHISTLE.step(WhistleStep.FINISH_TASK, whistle_id, policy=None, actor=actor, at=at, version=version) as taking:
        task = WhistleTask.objects.select_for_update(of=("self",)).filter(whistle=taking.row, pk=task_id).first()
        if task is None:
            raise RuleBrokenError("whistle.task_unknown")
        if actor.unit_id not in {task.unit_id, taking.row.unit_id}:
            policies.HOST_WHISTLE.check(actor, taking.row)
        policies.BLOW_WHISTLE.check(actor)
        if task.done_at is not None:
            raise RuleBrokenError("whistle.task_done")
        task.done_at, task.evidence = at, said(evidence, code="whistle.evidence_missing")
        task.save(update_fields=["done_at", "evidence"])
        taking.note = task.evidence
        taking.facts["task"] = task.pk
    return taking.row


def close(whistle_id: int, *, result: str, actor: Actor, at: datetime, version: int | None = None) -> Whistle:
    """Close a whistle 销号 once every task is done; an oral one only after its paper."""
    with WHISTLE.step(
        WhistleStep.CLOSE, whistle_id, policy=policies.HOST_WHISTLE, actor=actor, at=at, version=version
    ) as taking:
        whistle = taking.row
        open_tasks = WhistleTask.objects.filter(whistle=whistle, done_at=None).count()
        if open_tasks:
            raise RuleBrokenError("whistle.tasks_open", count=open_tasks)
        if whistle.is_oral and whistle.papered_at is None:
            raise RuleBrokenError("whistle.paper_first")
        if WhistleCall.objects.filter(whistle=whistle, refused_at__isnull=False, ruled_at=None).exists():
            raise RuleBrokenError("whistle.ruling_first")
        whistle.result, whistle.closed_at = said(result, code="whistle.result_missing"), at
    return taking.row


def appraise(
    whistle_id: int, *, unit_id: int, score: int, actor: Actor, at: datetime, version: int | None = None
) -> Whistle:
    """Give 1 to 5: the host to a called unit, or a called unit (its own key) to the host; once each."""
    with WHISTLE.step(WhistleStep.APPRAISE, whistle_id, policy=None, actor=actor, at=at, version=version) as taking:
        call = call_of(taking, unit_id)
        by_host = actor.unit_id == taking.row.unit_id
        if by_host:
            policies.HOST_WHISTLE.check(actor, taking.row)
        else:
            policies.ANSWER_WHISTLE.check(actor, call)
        name = "score_of_unit" if by_host else "score_of_host"
        given = getattr(call, name) is not None
        check_appraisal(score, is_excused=bool(call.is_excused), is_given=given)
        setattr(call, name, score)
        call.save(update_fields=[name])
        taking.facts |= {"by_host": by_host, "score": score}
    return taking.row
