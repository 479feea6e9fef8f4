"""What becomes late by itself 逾期与升级: receipt, report, the level above the issuer, and terms of enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.rules.deadlines import end_of
from huying.rules.errors import RuleBrokenError
from huying.rules.measures import MeasureState, MeasureStep
from huying.rules.supervision import OrderState, OrderStep, is_told_above
from huying.rulesets import queries as rulesets
from huying.supervision.actions.stepping import MEASURE, ORDER
from huying.supervision.models import Measure, Order
from huying.supervision.models.orders import OPEN
from huying.supervision.queries.rules import rules_of

if TYPE_CHECKING:
    from datetime import datetime

CHUNK = 500


def sweep(*, at: datetime) -> int:
    """Mark what is late now; returns on how many it acted. Asked again it does nothing more."""
    orders = Order.objects.filter(state__in=OPEN)
    unread = orders.filter(state=OrderState.ISSUED.value, receive_by__lt=at, receipt_late_at=None)
    late = orders.filter(report_by__lt=at, late_at=None)
    untold = orders.filter(report_by__lt=at, told_at=None).exclude(late_at=None)
    done = sum(_unread(pk, at=at) for pk in _keys(unread))
    done += sum(_late(pk, at=at) for pk in _keys(late))
    done += sum(_told(pk, at=at) for pk in _keys(untold))
    terms = Measure.objects.filter(state=MeasureState.SERVED.value, due_on__lt=day_of(at), late_at=None)
    return done + sum(_term(pk, at=at) for pk in terms.order_by("pk").values_list("pk", flat=True))


def _keys(rows: object) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))  # type: ignore[attr-defined]


def _unread(pk: int, *, at: datetime) -> int:
    try:
        with ORDER.step(OrderStep.LATE, pk, policy=None, actor=SYSTEM, at=at) as taking:
            order = taking.row
            _check(order.received_at is None and order.receipt_late_at is None)
            order.receipt_late_at = order.receive_by
            taking.facts["receipt"] = True
    except RuleBrokenError:
        return 0  # it was received in this very moment
    return 1


def _late(pk: int, *, at: datetime) -> int:
    try:
        with ORDER.step(OrderStep.LATE, pk, policy=None, actor=SYSTEM, at=at) as taking:
            order = taking.row
            _check(order.late_at is None)
            order.late_at, order.lates = order.report_by, order.lates + 1
    except RuleBrokenError:
        return 0  # it was reported in this very moment
    return 1


def _told(pk: int, *, at: datetime) -> int:
    order = Order.objects.get(pk=pk)
    if not is_told_above(due=order.report_by, at=at, rules=rules_of(order), calendar=rulesets.calendar()):
        return 0
    try:
        with ORDER.step(OrderStep.ESCALATE, pk, policy=None, actor=SYSTEM, at=at) as taking:
            _check(taking.row.told_at is None)
            taking.row.told_at = at
            taking.facts["above"] = Holders(on=day_of(at)).above(taking.row.issuer, place=taking.row.place).pk
    except RuleBrokenError:
        return 0  # it was reported in this very moment
    return 1


def _term(pk: int, *, at: datetime) -> int:
    try:
        with MEASURE.step(MeasureStep.LATE, pk, policy=None, actor=SYSTEM, at=at) as taking:
            measure = taking.row
            _check(measure.late_at is None and measure.due_on is not None)
            if measure.due_on is not None:
                measure.late_at = end_of(measure.due_on)
    except RuleBrokenError:
        return 0  # its result was written down in this very moment
    return 1


def _check(is_still: bool) -> None:  # noqa: FBT001
    if not is_still:
        raise RuleBrokenError("order.not_late")
