"""Writing and sending the letter 拟函、批准: a clerk writes, the unit's leader sends, with number and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from huying.accounts.models import Unit
from huying.cases.queries.limits import day_of
from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import TransferState, TransferStep, check_evidence, receipt_due, result_due
from huying.rulesets import queries as rulesets
from huying.transfers import policies
from huying.transfers.actions.stepping import TRANSFER, said
from huying.transfers.models import Transfer
from huying.transfers.queries.offered import evidence_of
from huying.transfers.queries.rules import rules_of, rules_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor

MOST_ADDRESSEE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is transferred, to whom, why and with what; `evidence` are keys of what may be enclosed."""

    body: str
    addressee: str
    matter: str
    ground: str
    evidence: Sequence[str]


def ask(case: Case, asked: Asked, *, actor: Actor, at: datetime) -> Transfer:
    """Write a letter; one of the unit's leader goes out with the asking."""
    policies.ASK_TRANSFER.check(actor, case)
    rules = rules_on(day_of(at))
    body = rules.body(asked.body)
    offered = {each.key: each for each in evidence_of(case)}
    keys = list(dict.fromkeys(asked.evidence))
    if any(key not in offered for key in keys):
        raise RuleBrokenError("transfer.evidence_unknown")
    check_evidence(len(keys), rules=rules)
    with transaction.atomic():
        transfer = Transfer(
            case=case,
            place=case.place,
            unit=Unit.objects.get(pk=actor.unit_id or 0),
            body=body.code,
            addressee=said(asked.addressee, case=case, code="transfer.addressee_missing", most=MOST_ADDRESSEE),
            rules_version=rules.number,
            matter=said(asked.matter, case=case, code="transfer.matter_missing"),
            ground=said(asked.ground, case=case, code="transfer.ground_missing"),
            evidence=[offered[key].kept() for key in keys],
            state=TransferState.WAITING.value,
            asked_at=at,
            asked_by_id=actor.person_id,
            is_synthetic=case.is_synthetic,
        )
        if policies.APPROVE_TRANSFER.may(actor, transfer):
            _send(transfer, at=at)
        transfer.save(force_insert=True)
        facts = {"case": case.pk, "body": body.code, "evidence": len(keys), **_numbered(transfer)}
        return TRANSFER.begin(transfer, TransferStep.ASK, actor=actor, at=at, **facts)


def _send(transfer: Transfer, *, at: datetime) -> None:
    body, calendar = rules_of(transfer).body(transfer.body), rulesets.calendar()
    transfer.state, transfer.sent_at = TransferState.SENT.value, at
    transfer.year, transfer.sequence = _next_number(transfer.unit_id, at=at)
    transfer.receipt_due_at = receipt_due(body, sent=at, calendar=calendar)
    transfer.result_due_at = result_due(body, start=at, calendar=calendar)


def _numbered(transfer: Transfer) -> dict[str, int]:
    if transfer.year is None or transfer.sequence is None:
        return {}
    return {"year": transfer.year, "sequence": transfer.sequence}


def _next_number(unit_id: int, *, at: datetime) -> tuple[int, int]:
    """Return year and the next number of the unit in it; the unit's row is locked, so that no number stands twice."""
    Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    year = day_of(at).year
    last = Transfer.objects.filter(unit=unit_id, year=year).aggregate(last=Max("sequence"))["last"]
    return year, (last or 0) + 1


def approve(transfer_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Transfer:
    """Approve and send: the letter gets its number, and both clocks run."""
    with TRANSFER.step(
        TransferStep.APPROVE, transfer_id, policy=policies.APPROVE_TRANSFER, actor=actor, at=at, version=version
    ) as taking:
        _send(taking.row, at=at)
        taking.facts |= _numbered(taking.row)
    return taking.row


def turn_down(transfer_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Transfer:
    """Do not approve; the reason goes back to who wrote it."""
    with TRANSFER.step(
        TransferStep.TURN_DOWN, transfer_id, policy=policies.APPROVE_TRANSFER, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, case=taking.row.case, code="case.reason_missing")
    return taking.row
