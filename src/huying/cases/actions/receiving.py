"""Receiving 受理: the single door and the bulk door, which write the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.actions.building import Built, Intake, build
from huying.cases.actions.counting import mark
from huying.cases.models import Case, CaseStep, Clock, ProtectedSpan, Reporter
from huying.core import audit, bulk, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from huying.cases.actions.demands import Demand
    from huying.core.actors import Actor

RECEIVED = "case.received"
MESSAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the reporter takes away 回执: the case and, where one is given, the tracking code, shown this once."""

    case: Case
    code: str


def receive(demand: Demand, *, actor: Actor, at: datetime) -> Receipt:
    """Receive one demand: one holder, its clocks, one audit record, one message; in one transaction."""
    policies.REPORT_CASE.check(actor)
    built = build(demand, intake=Intake.open(), actor=actor, at=at)
    with transaction.atomic(savepoint=False):
        built.case.save(force_insert=True)
        built.attach()
        write([built], actor=actor)
        publish_received([built.case])
    return Receipt(case=built.case, code=built.code)


def receive_many(
    wanted: Sequence[Demand], *, actor: Actor, at: datetime, intake: Intake | None = None, batch: int | None = None
) -> list[Built]:
    """Receive many demands in one transaction; each row gets what `receive` gives it."""
    policies.IMPORT_CASES.check(actor)
    shared = intake or Intake.open()
    built = [build(demand, intake=shared, actor=actor, at=at) for demand in wanted]
    with transaction.atomic():
        write_many(built, actor=actor, batch=batch)
        publish_received([each.case for each in built])
    return built


def write_many(built: Sequence[Built], *, actor: Actor, batch: int | None = None) -> None:
    """Write new cases with all their rows; the caller holds the transaction and publishes them once they show."""
    for each in built:
        each.case.batch = batch
    bulk.insert_with_keys(Case, [each.case for each in built])
    for each in built:
        each.attach()
    write(built, actor=actor)


def publish_received(cases: Iterable[Case]) -> None:
    """Have new cases counted, and tell the worker of them, a thousand to a message."""
    shown = [(case.pk, case.received_at, case.place) for case in cases]
    mark((received_at, place) for _pk, received_at, place in shown)
    ids = [pk for pk, _received_at, _place in shown]
    for start in range(0, len(ids), MESSAGE):
        outbox.publish(RECEIVED, ids[start : start + MESSAGE])


def write(built: Sequence[Built], *, actor: Actor) -> None:
    """Write the rows that hang on cases already written."""
    bulk.insert(CaseStep, [row for each in built for row in each.step_rows])
    bulk.insert(Clock, [row for each in built for row in each.clocks])
    bulk.insert(Reporter, [each.reporter for each in built if each.reporter])
    bulk.insert(ProtectedSpan, [row for each in built for row in each.spans])
    audit.write([each.audit_entry(actor) for each in built])
