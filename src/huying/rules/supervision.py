"""Supervision orders 督办单: who may order whom, within what time, and what follows when nothing comes back.

Source: R4.6 and R4.7 (the level above supervises, urges and is told of delay); the times are local, CFG. An order
goes to an administrative unit below: towards an enterprise only the means of law are open (rules/measures.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.case_clocks import Limit, LimitUnit, due_of
from huying.rules.deadlines import end_of
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from huying.rules.workdays import WorkCalendar


class OrderKind(Enum):
    """What an order is."""

    ORDER = "order"  # 督办单
    INSTRUCTION = "instruction"  # 领导批示


class OrderState(Enum):
    """Where an order stands."""

    ISSUED = "issued"  # 待签收
    RECEIVED = "received"  # 办理中
    REPORTED = "reported"  # 已回报
    CLOSED = "closed"  # 已办结
    WITHDRAWN = "withdrawn"  # 已撤回


class OrderStep(Enum):
    """What may be done with an order."""

    ISSUE = "issue"  # 下达
    RECEIVE = "receive"  # 签收
    REPORT = "report"  # 回报
    SEND_BACK = "send_back"  # 退回
    CLOSE = "close"  # 认可办结
    WITHDRAW = "withdraw"  # 撤回
    LATE = "late"  # 逾期
    ESCALATE = "escalate"  # 升级


_S = OrderState
OPEN = frozenset({_S.ISSUED, _S.RECEIVED})
FLOW: Mapping[OrderStep, tuple[frozenset[OrderState], OrderState | None]] = {
    OrderStep.RECEIVE: (frozenset({_S.ISSUED}), _S.RECEIVED),
    OrderStep.REPORT: (OPEN, _S.REPORTED),
    OrderStep.SEND_BACK: (frozenset({_S.REPORTED}), _S.RECEIVED),
    OrderStep.CLOSE: (frozenset({_S.REPORTED}), _S.CLOSED),
    OrderStep.WITHDRAW: (OPEN, _S.WITHDRAWN),
    OrderStep.LATE: (OPEN, None),
    OrderStep.ESCALATE: (OPEN, None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""
ADMINISTRATIVE = frozenset(UnitKind) - {UnitKind.ENTERPRISE, UnitKind.COMMITTEE}
"""Units that can be ordered, marked and criticised at all."""
BELOW: Mapping[UnitKind, frozenset[UnitKind]] = {
    UnitKind.CITY_OFFICE: ADMINISTRATIVE - {UnitKind.CITY_OFFICE},
    UnitKind.DISTRICT_OFFICE: frozenset({UnitKind.STREET, UnitKind.COMMUNITY, UnitKind.DEPARTMENT}),
    UnitKind.STREET: frozenset({UnitKind.COMMUNITY}),
}
"""Whom a unit may order: those on the levels below."""
MOST_POST = 60


def after(step: OrderStep, state: OrderState) -> OrderState:
    """Return the state a step leads to, or refuse with what may be done instead."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("order.step_not_now", order_step=step, order_state=state)
    return to or state


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a unit may be marked 亮牌事由: which marks it allows, and whether a yellow one must stand before."""

    code: str
    zh: str
    en: str
    marks: frozenset[str]
    needs_yellow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An article a measure towards an enterprise rests on 法律依据, and whose subject it is."""

    code: str
    zh: str
    en: str
    article: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRules:
    """A version of the rule set of supervision."""

    number: int
    receive: Mapping[OrderKind, Limit]
    report: Mapping[OrderKind, Limit]
    limits: Mapping[str, Limit]
    most_days: int
    yellow_days: int
    most_term: int
    reasons: Mapping[str, Reason]
    grounds: Mapping[str, Ground]
    powers: Mapping[str, frozenset[UnitKind]]
    remedies: Mapping[str, str]


LIMITS = ("again", "above", "appeal", "ruling")


def read_rules(number: int, body: Mapping[str, Any]) -> SupervisionRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        powers = body["powers"].items()
        return SupervisionRules(
            number=number,
            receive={kind: _limit(body["orders"][kind.value]["receive"]) for kind in OrderKind},
            report={kind: _limit(body["orders"][kind.value]["report"]) for kind in OrderKind},
            limits={name: _limit(body["limits"][name]) for name in LIMITS},
            most_days=int(body["rules"]["most_days"]),
            yellow_days=int(body["rules"]["yellow_days"]),
            most_term=int(body["rules"]["most_term"]),
            reasons={code: _reason(code, row) for code, row in body["reasons"].items()},
            grounds={code: _ground(code, row) for code, row in body["grounds"].items()},
            powers={kind: frozenset(UnitKind(each) for each in kinds) for kind, kinds in powers},
            remedies={name: str(body["remedies"][name]) for name in ("zh", "en")},
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("supervision.rules_unreadable", part=str(error)) from None


def _reason(code: str, row: Mapping[str, Any]) -> Reason:
    return Reason(
        code=code,
        zh=str(row["zh"]),
        en=str(row["en"]),
        marks=frozenset(str(each) for each in row["marks"]),
        needs_yellow=bool(row.get("needs_yellow", False)),
    )


def _ground(code: str, row: Mapping[str, Any]) -> Ground:
    return Ground(
        code=code, zh=str(row["zh"]), en=str(row["en"]), article=str(row["article"]), subject=str(row["subject"])
    )


def _limit(row: Mapping[str, Any]) -> Limit:
    limit = Limit(int(row["amount"]), LimitUnit(row["unit"]))
    if limit.amount < 1:
        raise ValueError(limit.amount)
    return limit


def check_unit(*, issuer: UnitKind, unit: UnitKind) -> None:
    """Refuse an order to an enterprise, a committee, or a unit that does not stand below."""
    if unit not in ADMINISTRATIVE:
        raise RuleBrokenError("order.not_administrative")
    if unit not in BELOW.get(issuer, frozenset()):
        raise RuleBrokenError("order.not_below")


def check_instruction(kind: OrderKind, *, leader_post: str, instructed_on: date | None, today: date) -> None:
    """Refuse an instruction without the post and the day, or of a day to come; an ordinary order has neither."""
    if kind is OrderKind.ORDER:
        if leader_post or instructed_on:
            raise RuleBrokenError("order.no_instruction")
        return
    if not leader_post:
        raise RuleBrokenError("order.post_missing")
    if len(leader_post) > MOST_POST:
        raise RuleBrokenError("order.too_long", length=len(leader_post), most=MOST_POST)
    if instructed_on is None:
        raise RuleBrokenError("order.day_missing")
    if instructed_on > today:
        raise RuleBrokenError("order.instructed_later", last=today)


@dataclass(frozen=True, slots=True)
class OrderClock:
    """By when an order is received, and by when the unit reports back."""

    receive_by: datetime
    report_by: datetime


def clock_of(
    kind: OrderKind,
    *,
    at: datetime,
    today: date,
    due_on: date | None,
    rules: SupervisionRules,
    calendar: WorkCalendar,
) -> OrderClock:
    """Return the clock of an order; a day of its own lies between today and the last day the rule set allows."""
    receive_by = due_of(rules.receive[kind], start=at, calendar=calendar).due
    if due_on is None:
        report_by = due_of(rules.report[kind], start=at, calendar=calendar).due
        return OrderClock(receive_by, report_by)
    check_day(due_on, today=today, most_days=rules.most_days)
    report_by = end_of(due_on)
    return OrderClock(min(receive_by, report_by), report_by)


def check_day(due_on: date, *, today: date, most_days: int) -> None:
    """Refuse a day that is over, or lies too far away."""
    last = today + timedelta(days=most_days)
    if not today <= due_on <= last:
        raise RuleBrokenError("supervision.day_range", first=today, last=last)


def due_again(*, at: datetime, due: datetime, rules: SupervisionRules, calendar: WorkCalendar) -> datetime:
    """Return by when a report that was sent back comes anew; never earlier than the first time."""
    return max(due, due_of(rules.limits["again"], start=at, calendar=calendar).due)


def is_told_above(*, due: datetime, at: datetime, rules: SupervisionRules, calendar: WorkCalendar) -> bool:
    """Tell whether an order is late for so long that the level above its issuer is told."""
    return at > due_of(rules.limits["above"], start=due, calendar=calendar).due
