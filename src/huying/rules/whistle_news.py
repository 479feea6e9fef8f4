"""Who must hear of a whistle 吹哨通知: which steps tell whom of what.

Source: R4.6: a called unit must know by when to come, who approves and who rules must know that they are waited for,
and the level above of who did not come. A step that is not in the table tells nobody; its page shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.whistles import WhistleStep

if TYPE_CHECKING:
    from collections.abc import Mapping


class WhistleNews(Enum):
    """What is told; a closed list, so that no words of people can enter."""

    APPROVAL_ASKED = "approval_asked"  # 待批准
    CALLED = "called"  # 被吹哨
    APPROVED = "approved"  # 已批准
    TURNED_DOWN = "turned_down"  # 未批准
    REFUSED = "refused"  # 拒绝待裁定
    RULED = "ruled"  # 拒绝已裁定
    LATE = "late"  # 逾期未到
    LATE_BELOW = "late_below"  # 下级逾期未到
    PAPER_LATE = "paper_late"  # 逾期未补单
    TASKED = "tasked"  # 会商任务


class WhistleAudience(Enum):
    """Who is meant."""

    CALLED = "called"  # every called unit
    NAMED = "named"  # the called unit the step is about
    HOST = "host"  # the unit that whistled
    APPROVERS = "approvers"  # its leaders
    ASKER = "asker"  # the person who asked
    RULERS = "rulers"  # the district over the place
    LEVEL = "level"  # the level that is told: district or city
    TASKED = "tasked"  # the units that got a task


@dataclass(frozen=True, slots=True)
class WhistleTelling:
    """What a step tells whom."""

    news: WhistleNews
    audience: WhistleAudience


_N, _A, _S = WhistleNews, WhistleAudience, WhistleStep
_CALLED = WhistleTelling(_N.CALLED, _A.CALLED)
TELLS: Mapping[WhistleStep, tuple[WhistleTelling, ...]] = {
    _S.ASK: (WhistleTelling(_N.APPROVAL_ASKED, _A.APPROVERS),),
    _S.APPROVE: (_CALLED, WhistleTelling(_N.APPROVED, _A.ASKER)),
    _S.TURN_DOWN: (WhistleTelling(_N.TURNED_DOWN, _A.ASKER),),
    _S.REFUSE: (WhistleTelling(_N.REFUSED, _A.RULERS), WhistleTelling(_N.REFUSED, _A.HOST)),
    _S.RULE: (WhistleTelling(_N.RULED, _A.NAMED), WhistleTelling(_N.RULED, _A.HOST)),
    _S.LATE: (
        WhistleTelling(_N.LATE, _A.NAMED),
        WhistleTelling(_N.LATE, _A.HOST),
        WhistleTelling(_N.LATE_BELOW, _A.LEVEL),
    ),
    _S.ESCALATE: (WhistleTelling(_N.LATE_BELOW, _A.LEVEL),),
    _S.DECIDE: (WhistleTelling(_N.TASKED, _A.TASKED),),
}
PAPER_LATE = (WhistleTelling(_N.PAPER_LATE, _A.APPROVERS), WhistleTelling(_N.PAPER_LATE, _A.LEVEL))


def tellings(step: WhistleStep, *, is_blown: bool = False, is_paper: bool = False) -> tuple[WhistleTelling, ...]:
    """Return what a step tells: asked and blown at once it calls, and a paper that is missing is no missing unit."""
    if step is WhistleStep.ASK and is_blown:
        return (_CALLED,)
    if step is WhistleStep.ESCALATE and is_paper:
        return PAPER_LATE
    return TELLS.get(step, ())
