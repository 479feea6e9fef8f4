"""Who must hear of a joint conference 会议通知: which steps tell whom of what.

Source: R3.2: who is invited, who is asked for comment, what was issued, and whose resolution was not done in time.
A step that is not in the table tells nobody; its page shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.conferences import ConferenceStep

if TYPE_CHECKING:
    from collections.abc import Mapping


class ConferenceNews(Enum):
    """What is told; a closed list, so that no words of people can enter."""

    CALLED = "called"  # 会议通知
    MOVED = "moved"  # 改期
    CANCELLED = "cancelled"  # 取消
    COMMENT_ASKED = "comment_asked"  # 请会签
    ISSUED = "issued"  # 纪要已签发
    RESOLUTION_LATE = "late"  # 议定事项逾期


class ConferenceAudience(Enum):
    """Who is meant."""

    MEMBERS = "members"  # every unit that was invited
    ASKED = "asked"  # the units asked for their comment
    OWNER = "owner"  # the unit that has the resolution
    HOST = "host"  # the unit that hosts


@dataclass(frozen=True, slots=True)
class ConferenceTelling:
    """What a step tells whom."""

    news: ConferenceNews
    audience: ConferenceAudience


_N, _A, _S = ConferenceNews, ConferenceAudience, ConferenceStep
TELLS: Mapping[ConferenceStep, tuple[ConferenceTelling, ...]] = {
    _S.CALL: (ConferenceTelling(_N.CALLED, _A.MEMBERS),),
    _S.POSTPONE: (ConferenceTelling(_N.MOVED, _A.MEMBERS),),
    _S.CANCEL: (ConferenceTelling(_N.CANCELLED, _A.MEMBERS),),
    _S.CIRCULATE: (ConferenceTelling(_N.COMMENT_ASKED, _A.ASKED),),
    _S.ISSUE: (ConferenceTelling(_N.ISSUED, _A.MEMBERS),),
    _S.LATE: (
        ConferenceTelling(_N.RESOLUTION_LATE, _A.OWNER),
        ConferenceTelling(_N.RESOLUTION_LATE, _A.HOST),
    ),
}
AFTER_CALL = frozenset({_S.POSTPONE, _S.CANCEL})


def tellings(step: ConferenceStep, *, was_called: bool) -> tuple[ConferenceTelling, ...]:
    """Return what a step tells; a conference nobody was invited to is moved and cancelled in silence."""
    if step in AFTER_CALL and not was_called:
        return ()
    return TELLS.get(step, ())
