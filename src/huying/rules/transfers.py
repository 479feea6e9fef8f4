"""Transfers to bodies outside 移送: the letter, the receipt that is waited for, and the decision that ends it.

Source: R4.1 (matters in court, police, discipline or petition are out of the hotline's range: tell the right channel),
R6.3 (who has no power to penalise transfers). The limits are those of the receiving body's own rules, CFG, doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.case_clocks import Limit, LimitUnit, due_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from huying.rules.workdays import WorkCalendar


class TransferState(Enum):
    """Where a transfer stands."""

    WAITING = "waiting"  # 待批准
    TURNED_DOWN = "turned_down"  # 未批准
    SENT = "sent"  # 已移送
    RECEIVED = "received"  # 已签收
    DECLINED = "declined"  # 不予接收
    DECIDED = "decided"  # 已有决定


class TransferStep(Enum):
    """What may be done with a transfer."""

    ASK = "ask"  # 拟移送
    APPROVE = "approve"  # 批准并移送
    TURN_DOWN = "turn_down"  # 不批准
    RECEIPT = "receipt"  # 登记回执
    DECLINE = "decline"  # 登记不予接收
    DECISION = "decision"  # 登记决定
    URGE = "urge"  # 发函催问
    LATE = "late"  # 逾期


class Outcome(Enum):
    """What the receiving body decided 处理决定."""

    FILED = "filed"  # 立案或受理，由其办理
    NOT_FILED = "not_filed"  # 不予立案或不予受理
    SETTLED = "settled"  # 已作出处理决定


class EvidenceKind(Enum):
    """What may be enclosed 证据材料."""

    PHOTO = "photo"  # 照片
    ANSWER = "answer"  # 答复书


_S = TransferState
WAITED_FOR = frozenset({_S.SENT, _S.RECEIVED})
"""States in which it stays on our list."""
FLOW: Mapping[TransferStep, tuple[frozenset[TransferState], TransferState | None]] = {
    TransferStep.APPROVE: (frozenset({_S.WAITING}), _S.SENT),
    TransferStep.TURN_DOWN: (frozenset({_S.WAITING}), _S.TURNED_DOWN),
    TransferStep.RECEIPT: (frozenset({_S.SENT}), _S.RECEIVED),
    TransferStep.DECLINE: (WAITED_FOR, _S.DECLINED),
    TransferStep.DECISION: (WAITED_FOR, _S.DECIDED),
    TransferStep.URGE: (WAITED_FOR, None),
    TransferStep.LATE: (WAITED_FOR, None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: TransferStep, state: TransferState) -> TransferState:
    """Return the state a step leads to, or refuse with what may be done instead."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("transfer.step_not_now", transfer_step=step, transfer_state=state)
    return to or state


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A kind of receiving body 接收机关, within which time it receives and decides, and where that is written."""

    code: str
    zh: str
    en: str
    basis: str
    receipt: Limit
    result: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRules:
    """A version of the rule set."""

    number: int
    bodies: Mapping[str, Body]
    most_evidence: int

    def body(self, code: str) -> Body:
        """Return a kind of body, or refuse one that this version has not."""
        if code not in self.bodies:
            raise RuleBrokenError("transfer.body_unknown")
        return self.bodies[code]


def read_rules(number: int, body: Mapping[str, Any]) -> TransferRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        return TransferRules(
            number=number,
            bodies={
                code: Body(
                    code=code,
                    zh=str(row["zh"]),
                    en=str(row["en"]),
                    basis=str(row["basis"]),
                    receipt=_limit(row["receipt"]),
                    result=_limit(row["result"]),
                )
                for code, row in body["bodies"].items()
            },
            most_evidence=int(body["rules"]["most_evidence"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("transfer.rules_unreadable", part=str(error)) from None


def _limit(row: Mapping[str, Any]) -> Limit:
    limit = Limit(int(row["amount"]), LimitUnit(row["unit"]))
    if limit.amount < 1:
        raise ValueError(limit.amount)
    return limit


def receipt_due(body: Body, *, sent: datetime, calendar: WorkCalendar) -> datetime:
    """Return by when the receipt is waited for; the time runs from the letter."""
    return due_of(body.receipt, start=sent, calendar=calendar).due


def result_due(body: Body, *, start: datetime, calendar: WorkCalendar) -> datetime:
    """Return by when the decision is waited for: from the receipt, and until there is one from the letter."""
    return due_of(body.result, start=start, calendar=calendar).due


def check_evidence(count: int, *, rules: TransferRules) -> None:
    """Refuse a letter that proves nothing, or encloses too much."""
    if not count:
        raise RuleBrokenError("transfer.evidence_missing")
    if count > rules.most_evidence:
        raise RuleBrokenError("transfer.evidence_too_much", most=rules.most_evidence)


def check_day(at: datetime, *, not_before: datetime, now: datetime) -> None:
    """Refuse a receipt or decision that would have come before the letter, to the minute, or comes tomorrow."""
    if at < not_before.replace(second=0, microsecond=0):
        raise RuleBrokenError("transfer.before_letter")
    if at > now:
        raise RuleBrokenError("transfer.in_future")


def letter_number(unit: str, *, year: int, sequence: int) -> str:
    """Return the number of the letter 发文字号."""
    return f"{unit}移送函〔{year}〕{sequence}号"
