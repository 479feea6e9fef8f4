"""Means of law towards an enterprise 约谈、责令改正、移送: the only ones, each by a body that has the power.

Source: R3.1 (each department by its function), R3.25 and R6.3 (measures only from a law's list, by bodies with the
power; a coordinating body has none). Orders, marks and criticism are for administrative units.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.supervision import check_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from huying.rules.supervision import Ground, SupervisionRules


class MeasureKind(Enum):
    """Which means."""

    TALK = "talk"  # 约谈
    RECTIFY = "rectify"  # 责令改正
    TRANSFER = "transfer"  # 移送


class MeasureState(Enum):
    """Where a measure stands."""

    MADE = "made"  # 待送达
    SERVED = "served"  # 已送达
    DONE = "done"  # 已有结果
    WITHDRAWN = "withdrawn"  # 已撤销


class MeasureStep(Enum):
    """What may be done with a measure."""

    MAKE = "make"  # 作出
    SERVE = "serve"  # 送达
    FINISH = "finish"  # 结果
    LATE = "late"  # 逾期
    WITHDRAW = "withdraw"  # 撤销


class Service(Enum):
    """How it reached the enterprise or the body it was transferred to 送达方式."""

    IN_PERSON = "in_person"  # 直接送达
    BY_POST = "by_post"  # 邮寄送达
    ELECTRONIC = "electronic"  # 电子送达
    LEFT = "left"  # 留置送达


class Outcome(Enum):
    """What came of it."""

    MENDED = "mended"  # 已改正
    NOT_MENDED = "not_mended"  # 未改正
    TAKEN = "taken"  # 已受理
    RETURNED = "returned"  # 不予受理


_S = MeasureState
FLOW: Mapping[MeasureStep, tuple[frozenset[MeasureState], MeasureState | None]] = {
    MeasureStep.SERVE: (frozenset({_S.MADE}), _S.SERVED),
    MeasureStep.FINISH: (frozenset({_S.SERVED}), _S.DONE),
    MeasureStep.LATE: (frozenset({_S.SERVED}), None),
    MeasureStep.WITHDRAW: (frozenset({_S.MADE, _S.SERVED}), _S.WITHDRAWN),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""
OUTCOMES: Mapping[MeasureKind, tuple[Outcome, ...]] = {
    MeasureKind.TALK: (Outcome.MENDED, Outcome.NOT_MENDED),
    MeasureKind.RECTIFY: (Outcome.MENDED, Outcome.NOT_MENDED),
    MeasureKind.TRANSFER: (Outcome.TAKEN, Outcome.RETURNED),
}


def after(step: MeasureStep, state: MeasureState) -> MeasureState:
    """Return the state a step leads to, or refuse with what may be done instead."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("measure.step_not_now", measure_step=step, measure_state=state)
    return to or state


def powers_of(body: UnitKind, *, rules: SupervisionRules) -> list[MeasureKind]:
    """Return the means a kind of unit has the power for."""
    return [kind for kind in MeasureKind if body in rules.powers.get(kind.value, frozenset())]


def check_power(kind: MeasureKind, *, body: UnitKind, firm: UnitKind, rules: SupervisionRules) -> None:
    """Refuse a measure towards what is no enterprise, or by a body without the power."""
    if firm is not UnitKind.ENTERPRISE:
        raise RuleBrokenError("measure.not_enterprise")
    if kind not in powers_of(body, rules=rules):
        raise RuleBrokenError("measure.no_power", measure_kind=kind)


def ground_for(kind: MeasureKind, code: str, *, subject: str, rules: SupervisionRules) -> Ground | None:
    """Return the article a measure rests on; a rectification order rests on one of the body's own subject."""
    if not code:
        if kind is MeasureKind.RECTIFY:
            raise RuleBrokenError("measure.ground_missing")
        return None
    ground = rules.grounds.get(code)
    if ground is None:
        raise RuleBrokenError("measure.ground_unknown", ground=code)
    if kind is MeasureKind.RECTIFY and ground.subject != subject:
        raise RuleBrokenError("measure.ground_elsewhere")
    return ground


def check_term(kind: MeasureKind, due_on: date | None, *, today: date, rules: SupervisionRules) -> None:
    """Refuse a rectification order without its term, or with one that is over or too far away."""
    if kind is MeasureKind.RECTIFY and due_on is None:
        raise RuleBrokenError("measure.term_missing")
    if due_on is not None:
        check_day(due_on, today=today, most_days=rules.most_term)


def check_receiver(kind: MeasureKind, receiver: UnitKind | None, *, is_body: bool) -> None:
    """Refuse a transfer to nobody, to itself or to what is no department; other means have no receiver."""
    if kind is not MeasureKind.TRANSFER:
        if receiver is not None:
            raise RuleBrokenError("measure.no_receiver")
        return
    if receiver is not UnitKind.DEPARTMENT or is_body:
        raise RuleBrokenError("measure.receiver_missing")


def check_outcome(kind: MeasureKind, outcome: Outcome) -> None:
    """Refuse a result such a measure cannot have."""
    if outcome not in OUTCOMES[kind]:
        raise RuleBrokenError("measure.outcome_not_for")
