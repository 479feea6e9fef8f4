"""Yellow and red marks, and criticism 黄牌、红牌、通报: on administrative units alone, with a reason and an appeal.

Source: R4.6 and A8 of the task: marks fall on units, never on persons and never on enterprises; what is withdrawn
stays in the ledger as withdrawn. Reasons, limits and how long a yellow mark counts are a rule set, CFG.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.supervision import ADMINISTRATIVE, BELOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from huying.rules.roles import UnitKind
    from huying.rules.supervision import Reason, SupervisionRules


class MarkKind(Enum):
    """What is put on a unit."""

    YELLOW = "yellow"  # 黄牌
    RED = "red"  # 红牌
    CRITICISM = "criticism"  # 通报批评


class MarkState(Enum):
    """Where a mark stands."""

    GIVEN = "given"  # 有效
    APPEALED = "appealed"  # 申诉中
    UPHELD = "upheld"  # 申诉后维持
    WITHDRAWN = "withdrawn"  # 已撤销


class MarkStep(Enum):
    """What may be done with a mark."""

    GIVE = "give"  # 亮牌
    RECEIVE = "receive"  # 签收通知
    APPEAL = "appeal"  # 申诉
    UPHOLD = "uphold"  # 维持
    LIFT = "lift"  # 裁定撤销
    WITHDRAW = "withdraw"  # 自行撤销


_S = MarkState
STANDING = frozenset({_S.GIVEN, _S.APPEALED, _S.UPHELD})
FLOW: Mapping[MarkStep, tuple[frozenset[MarkState], MarkState | None]] = {
    MarkStep.RECEIVE: (STANDING, None),
    MarkStep.APPEAL: (frozenset({_S.GIVEN}), _S.APPEALED),
    MarkStep.UPHOLD: (frozenset({_S.APPEALED}), _S.UPHELD),
    MarkStep.LIFT: (frozenset({_S.APPEALED}), _S.WITHDRAWN),
    MarkStep.WITHDRAW: (STANDING, _S.WITHDRAWN),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: MarkStep, state: MarkState) -> MarkState:
    """Return the state a step leads to, or refuse with what may be done instead."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("mark.step_not_now", mark_step=step, mark_state=state)
    return to or state


def check_marked(*, giver: UnitKind, unit: UnitKind) -> None:
    """Refuse a mark on an enterprise or a committee, or on a unit that does not stand below."""
    if unit not in ADMINISTRATIVE:
        raise RuleBrokenError("mark.not_administrative")
    if unit not in BELOW.get(giver, frozenset()):
        raise RuleBrokenError("mark.not_below")


def reason_for(
    kind: MarkKind, code: str, *, yellows: Iterable[datetime], at: datetime, rules: SupervisionRules
) -> Reason:
    """Return the reason a mark rests on, or refuse one that is none, is not for such a mark, or lacks its yellow."""
    reason = rules.reasons.get(code)
    if reason is None:
        raise RuleBrokenError("mark.reason_unknown", reason=code)
    if kind.value not in reason.marks:
        raise RuleBrokenError("mark.reason_not_for", reason=code)
    since = at - timedelta(days=rules.yellow_days)
    if reason.needs_yellow and not any(since <= given < at for given in yellows):
        raise RuleBrokenError("mark.no_yellow", days=rules.yellow_days)
    return reason


def check_appeal(*, appeal_by: datetime, at: datetime) -> None:
    """Refuse an appeal after its limit."""
    if at > appeal_by:
        raise RuleBrokenError("mark.appeal_late", last=appeal_by)
