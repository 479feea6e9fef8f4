"""Orders 督办单: issued to a unit below, received, reported on, accepted or sent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Unit
from huying.cases.queries.limits import day_of
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.supervision import (
    OrderKind,
    OrderState,
    OrderStep,
    check_instruction,
    check_unit,
    clock_of,
    due_again,
)
from huying.rulesets import queries as rulesets
from huying.supervision import policies
from huying.supervision.actions.stepping import ORDER, check_place, said
from huying.supervision.models import Order
from huying.supervision.queries.reading import orderable
from huying.supervision.queries.rules import rules_of, rules_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor
    from huying.supervision.queries.reading import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """What is ordered; an instruction's `demand` is its exact words, by `leader_post` on `instructed_on`."""

    about: Matter
    unit_id: int
    matter: str
    demand: str
    kind: OrderKind = OrderKind.ORDER
    leader_post: str = ""
    instructed_on: date | None = None
    due_on: date | None = None
    is_synthetic: bool = False


def issue(ordered: Ordered, *, actor: Actor, at: datetime) -> Order:
    """Issue an order to a unit below that stands over the place; its clock starts at once."""
    policies.ISSUE_ORDER.check(actor)
    about, today = ordered.about, day_of(at)
    rules = rules_on(today)
    with transaction.atomic():
        issuer = Unit.objects.get(pk=actor.unit_id or 0)
        check_place(about.place, actor=actor)
        unit = _ordered_unit(ordered, issuer=issuer, actor=actor, today=today)
        leader_post = said(ordered.leader_post, ORDER)
        check_instruction(ordered.kind, leader_post=leader_post, instructed_on=ordered.instructed_on, today=today)
        clock = clock_of(
            ordered.kind, at=at, today=today, due_on=ordered.due_on, rules=rules, calendar=rulesets.calendar()
        )
        order = Order(
            place=about.place,
            compound_key=about.compound,
            case=about.case,
            whistle=about.whistle,
            issuer=issuer,
            unit=unit,
            kind=ordered.kind.value,
            list_version=rules.number,
            matter=said(ordered.matter, ORDER, missing="order.matter_missing"),
            demand=said(ordered.demand, ORDER, missing="order.demand_missing"),
            leader_post=leader_post,
            instructed_on=ordered.instructed_on,
            state=OrderState.ISSUED.value,
            issued_at=at,
            issued_by_id=actor.person_id,
            receive_by=clock.receive_by,
            report_by=clock.report_by,
            is_synthetic=ordered.is_synthetic,
        )
        case = about.case.pk if about.case else None
        ORDER.begin(order, OrderStep.ISSUE, actor=actor, at=at, ordered=unit.pk, kind=order.kind, case=case)
        return order


def _ordered_unit(ordered: Ordered, *, issuer: Unit, actor: Actor, today: date) -> Unit:
    """Return the ordered unit, or refuse an enterprise, one that does not stand below, or one elsewhere."""
    unit = Unit.objects.filter(pk=ordered.unit_id).first()
    if unit is None:
        raise RuleBrokenError("order.unit_missing")
    check_unit(issuer=UnitKind(issuer.kind), unit=UnitKind(unit.kind))
    offered = orderable(ordered.about.place, issuer=issuer, actor=actor, on=today)
    if all(each.pk != unit.pk for each in offered):
        raise RuleBrokenError("order.unit_elsewhere")
    return unit


def receive(order_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Order:
    """Receive an order for one's own unit 签收."""
    with ORDER.step(
        OrderStep.RECEIVE, order_id, policy=policies.ANSWER_ORDER, actor=actor, at=at, version=version
    ) as taking:
        _receive(taking.row, at=at)
    return taking.row


def _receive(order: Order, *, at: datetime) -> None:
    if order.received_at is None:
        order.received_at = at
        if at > order.receive_by and order.receipt_late_at is None:
            order.receipt_late_at = order.receive_by


def report(
    order_id: int, *, report: str, evidence: str, actor: Actor, at: datetime, version: int | None = None
) -> Order:
    """Report back what was done and what shows it 回报; a report is a receipt too."""
    with ORDER.step(
        OrderStep.REPORT, order_id, policy=policies.ANSWER_ORDER, actor=actor, at=at, version=version
    ) as taking:
        order = taking.row
        _receive(order, at=at)
        order.reported_at = at
        order.report = said(report, ORDER, missing="order.report_missing")
        order.evidence = said(evidence, ORDER, missing="order.evidence_missing")
        if at > order.report_by and order.late_at is None:
            order.late_at, order.lates = order.report_by, order.lates + 1
            taking.facts["late"] = True
        taking.note = f"{order.report}\n{order.evidence}"
    return taking.row


def send_back(order_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Order:
    """Send a report back with the reason; a new round with a limit of its own begins."""
    with ORDER.step(
        OrderStep.SEND_BACK, order_id, policy=policies.ISSUE_ORDER, actor=actor, at=at, version=version
    ) as taking:
        order = taking.row
        taking.note = said(reason, ORDER, missing="case.reason_missing")
        order.report_by = due_again(at=at, due=order.report_by, rules=rules_of(order), calendar=rulesets.calendar())
        order.reported_at = order.late_at = order.told_at = None
        order.send_backs += 1
    return taking.row


def close(order_id: int, *, closing: str, actor: Actor, at: datetime, version: int | None = None) -> Order:
    """Accept the report and close the order 认可办结."""
    with ORDER.step(
        OrderStep.CLOSE, order_id, policy=policies.ISSUE_ORDER, actor=actor, at=at, version=version
    ) as taking:
        taking.row.closing = taking.note = said(closing, ORDER, missing="order.closing_missing")
        taking.row.closed_at = at
    return taking.row


def withdraw(order_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Order:
    """Withdraw an order that should not have been issued, with the reason."""
    with ORDER.step(
        OrderStep.WITHDRAW, order_id, policy=policies.ISSUE_ORDER, actor=actor, at=at, version=version
    ) as taking:
        taking.row.closing = taking.note = said(reason, ORDER, missing="case.reason_missing")
        taking.row.closed_at = at
    return taking.row
