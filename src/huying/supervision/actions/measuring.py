"""Measures towards enterprises 约谈、责令改正、移送: by a body with the power, served, and with a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Unit
from huying.cases.queries.limits import day_of
from huying.rules.errors import RuleBrokenError
from huying.rules.measures import (
    MeasureKind,
    MeasureState,
    MeasureStep,
    Outcome,
    Service,
    check_outcome,
    check_power,
    check_receiver,
    check_term,
    ground_for,
)
from huying.rules.roles import UnitKind
from huying.supervision import policies
from huying.supervision.actions.stepping import MEASURE, check_place, said
from huying.supervision.models import Measure
from huying.supervision.queries.rules import rules_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.supervision.queries.reading import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What is done towards an enterprise; a rectification order has its article and term, a transfer its receiver."""

    about: Matter
    firm: Unit
    kind: MeasureKind
    words: str
    ground: str = ""
    due_on: date | None = None
    receiver_id: int | None = None
    is_synthetic: bool = False


def make(measured: Measured, *, actor: Actor, at: datetime) -> Measure:
    """Take a measure towards an enterprise; what the body has no power for is refused."""
    policies.TAKE_MEASURE.check(actor)
    about, kind, today = measured.about, measured.kind, day_of(at)
    rules = rules_on(today)
    with transaction.atomic():
        body = Unit.objects.get(pk=actor.unit_id or 0)
        check_place(about.place, actor=actor)
        check_power(kind, body=UnitKind(body.kind), firm=UnitKind(measured.firm.kind), rules=rules)
        ground = ground_for(kind, measured.ground, subject=body.subject, rules=rules)
        check_term(kind, measured.due_on, today=today, rules=rules)
        receiver = _receiver(measured.receiver_id)
        receiver_kind = UnitKind(receiver.kind) if receiver else None
        check_receiver(kind, receiver_kind, is_body=receiver is not None and receiver.pk == body.pk)
        measure = Measure(
            case=about.case,
            place=about.place,
            compound_key=about.compound,
            body=body,
            firm=measured.firm,
            receiver=receiver,
            kind=kind.value,
            ground=ground.code if ground else "",
            list_version=rules.number,
            words=said(measured.words, MEASURE, missing="measure.words_missing"),
            due_on=measured.due_on,
            state=MeasureState.MADE.value,
            made_at=at,
            made_by_id=actor.person_id,
            is_synthetic=measured.is_synthetic,
        )
        facts = {"firm": measured.firm.pk, "kind": kind.value, "ground": measure.ground or None}
        MEASURE.begin(measure, MeasureStep.MAKE, actor=actor, at=at, **facts)
        return measure


def _receiver(receiver_id: int | None) -> Unit | None:
    if receiver_id is None:
        return None
    found = Unit.objects.filter(pk=receiver_id, is_active=True).first()
    if found is None:
        raise RuleBrokenError("measure.receiver_missing")
    return found


def serve(
    measure_id: int, *, service: Service, note: str = "", actor: Actor, at: datetime, version: int | None = None
) -> Measure:
    """Note how it was served 送达."""
    with MEASURE.step(
        MeasureStep.SERVE, measure_id, policy=policies.TAKE_MEASURE, actor=actor, at=at, version=version
    ) as taking:
        taking.row.served_at, taking.row.service = at, service.value
        taking.note = said(note, MEASURE)
        taking.facts["service"] = service.value
    return taking.row


def finish(
    measure_id: int, *, outcome: Outcome, result: str, actor: Actor, at: datetime, version: int | None = None
) -> Measure:
    """Write down what came of it."""
    with MEASURE.step(
        MeasureStep.FINISH, measure_id, policy=policies.TAKE_MEASURE, actor=actor, at=at, version=version
    ) as taking:
        measure = taking.row
        check_outcome(MeasureKind(measure.kind), outcome)
        measure.outcome, measure.ended_at = outcome.value, at
        measure.result = taking.note = said(result, MEASURE, missing="measure.result_missing")
        taking.facts["outcome"] = outcome.value
    return taking.row


def withdraw_measure(
    measure_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Measure:
    """Withdraw a measure, with the reason."""
    with MEASURE.step(
        MeasureStep.WITHDRAW, measure_id, policy=policies.TAKE_MEASURE, actor=actor, at=at, version=version
    ) as taking:
        taking.row.result = taking.note = said(reason, MEASURE, missing="case.reason_missing")
        taking.row.ended_at = at
    return taking.row
