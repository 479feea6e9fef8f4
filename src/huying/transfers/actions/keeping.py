"""What came back 回执与决定, asking again, and what becomes late by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.actors import SYSTEM
from huying.core.outbox import publish
from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import Outcome, TransferStep, check_day, result_due
from huying.rulesets import queries as rulesets
from huying.transfers import policies
from huying.transfers.actions.stepping import MOST_NUMBER, TRANSFER, said
from huying.transfers.models import WAITED_FOR, Transfer
from huying.transfers.queries.rules import rules_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

CHUNK = 500
LATE = "transfer.late"


def receive(
    transfer_id: int,
    *,
    received_at: datetime,
    receipt_number: str = "",
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Transfer:
    """Note the receipt; the time for the decision runs from it."""
    with TRANSFER.step(
        TransferStep.RECEIPT, transfer_id, policy=policies.KEEP_TRANSFER, actor=actor, at=at, version=version
    ) as taking:
        row = taking.row
        check_day(received_at, not_before=row.sent_at or at, now=at)
        body = rules_of(row).body(row.body)
        row.received_at = received_at
        row.receipt_number = said(receipt_number, case=row.case, most=MOST_NUMBER)
        row.result_due_at = result_due(body, start=received_at, calendar=rulesets.calendar())
        if row.result_due_at >= at:
            row.result_late_at = None
    return taking.row


def decline(transfer_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Transfer:
    """Note that the body does not take it, and why; the case is ours to go on with."""
    with TRANSFER.step(
        TransferStep.DECLINE, transfer_id, policy=policies.KEEP_TRANSFER, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, case=taking.row.case, code="case.reason_missing")
        taking.row.decided_at = at
    return taking.row


def decide(
    transfer_id: int,
    *,
    outcome: Outcome,
    decision: str,
    decided_at: datetime,
    decision_number: str = "",
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Transfer:
    """Note the decision of the body; the transfer leaves our list."""
    with TRANSFER.step(
        TransferStep.DECISION, transfer_id, policy=policies.KEEP_TRANSFER, actor=actor, at=at, version=version
    ) as taking:
        row = taking.row
        check_day(decided_at, not_before=row.received_at or row.sent_at or at, now=at)
        row.outcome, row.decided_at = outcome.value, decided_at
        row.decision = said(decision, case=row.case, code="transfer.decision_missing")
        row.decision_number = said(decision_number, case=row.case, most=MOST_NUMBER)
        taking.facts["outcome"] = outcome.value
    return taking.row


def urge(transfer_id: int, *, note: str, actor: Actor, at: datetime, version: int | None = None) -> Transfer:
    """Note that the body was asked again."""
    with TRANSFER.step(
        TransferStep.URGE, transfer_id, policy=policies.KEEP_TRANSFER, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(note, case=taking.row.case, code="transfer.note_missing")
        taking.row.urged += 1
    return taking.row


def sweep(*, at: datetime) -> int:
    """Mark what is late now, each clock once; returns on how many it acted. Asked again it does nothing more."""
    waiting = Transfer.objects.filter(receipt_due_at__lt=at, receipt_late_at=None, state=WAITED_FOR[0])
    done = sum(_late(pk, "receipt", at=at) for pk in _keys(waiting))
    deciding = Transfer.objects.filter(result_due_at__lt=at, result_late_at=None, state__in=WAITED_FOR)
    return done + sum(_late(pk, "result", at=at) for pk in _keys(deciding))


def _keys(rows: QuerySet[Transfer]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def _check_missing(row: Transfer, clock: str, *, at: datetime) -> None:
    is_there = clock == "receipt" and row.received_at is not None
    if is_there or getattr(row, f"{clock}_late_at") is not None or getattr(row, f"{clock}_due_at") >= at:
        raise RuleBrokenError("transfer.late_already")


def _late(transfer_id: int, clock: str, *, at: datetime) -> int:
    name, due = f"{clock}_late_at", f"{clock}_due_at"
    try:
        with TRANSFER.step(TransferStep.LATE, transfer_id, policy=None, actor=SYSTEM, at=at) as taking:
            row = taking.row
            _check_missing(row, clock, at=at)
            setattr(row, name, getattr(row, due))
            taking.facts["clock"] = clock
            publish(LATE, [transfer_id])
    except RuleBrokenError:
        return 0  # it came in this very moment
    return 1
