"""Milestones and tasks 限时事项: given to a unit with a day, done with what shows it, noted as late once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.leadership import policies
from huying.leadership.actions.stepping import said
from huying.leadership.queries.offered import units_for
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date, datetime
    from enum import Enum

    from django.db.models import QuerySet

    from huying.accounts.models import Unit
    from huying.core.actors import Actor
    from huying.core.lives import Life, Taking
    from huying.leadership.models.promises import Promise

CHUNK = 500


def unit_of(unit_id: int, *, actor: Actor) -> Unit:
    """Return a unit that may be given something, or refuse one out of reach."""
    for unit in units_for(actor):
        if unit.pk == unit_id:
            return unit
    raise RuleBrokenError("leadership.unit_out_of_reach")


def check_ahead(due_on: date, *, at: datetime) -> date:
    """Refuse a day that has passed."""
    if due_on < day_of(at):
        raise RuleBrokenError("leadership.due_past")
    return due_on


def open_one(rows: QuerySet[Any], pk: int) -> Any:
    """Return a milestone or task that is not done, locked, or refuse."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise RuleBrokenError("leadership.promise_unknown")
    if row.done_at is not None:
        raise RuleBrokenError("leadership.done_already")
    return row


def finished(row: Promise, taking: Taking[Any], *, evidence: str) -> None:
    """Note that a milestone or task is done and what shows it: the unit that has it, or the one that keeps it."""
    policies.CARRY_OUT_PROMISE.check(taking.actor, row)
    row.evidence = taking.note = said(evidence, code="leadership.evidence_missing")
    row.done_at = taking.at
    row.save(update_fields=["evidence", "done_at"])
    taking.facts["promise"] = row.pk


def sweep_late(life: Life[Any], step: Enum, rows: QuerySet[Any], *, at: datetime) -> int:
    """Note what passed its day undone; `rows` lead to their parent by the life's name. Asked again it does nothing."""
    late = rows.filter(done_at=None, late_at=None, due_on__lt=day_of(at)).order_by("due_on", "pk")
    keys = late.values_list(f"{life.name}_id", "pk")
    return sum(_late(life, step, rows, *each, at=at) for each in keys.iterator(chunk_size=CHUNK))


def _late(life: Life[Any], step: Enum, rows: QuerySet[Any], parent: int, pk: int, *, at: datetime) -> int:
    try:
        with life.step(step, parent, policy=None, actor=SYSTEM, at=at) as taking:
            row = open_one(rows, pk)
            _check_not_noted(row)
            row.late_at = at
            row.save(update_fields=["late_at"])
            taking.facts["promise"] = row.pk
    except RuleBrokenError:
        return 0  # it was done, moved or noted in this very moment
    return 1


def _check_not_noted(row: Promise) -> None:
    if row.late_at is not None:
        raise RuleBrokenError("leadership.late_already")
