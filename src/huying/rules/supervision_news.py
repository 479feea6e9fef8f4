"""Who must hear of supervision 督办通知: which steps tell whom of what.

Source: R4.6 and R4.7: an ordered or marked unit must know by when to answer, the issuer what came back, and the
level above what is late. A step that is not in the table tells nobody; its page shows it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.marks import MarkStep
from huying.rules.measures import MeasureStep
from huying.rules.supervision import OrderStep

if TYPE_CHECKING:
    from collections.abc import Mapping


class OrderNews(Enum):
    """What is told of an order; a closed list, so that no words of people can enter."""

    ISSUED = "issued"  # 收到督办
    REPORTED = "reported"  # 已回报
    SENT_BACK = "sent_back"  # 回报被退回
    CLOSED = "closed"  # 已办结
    WITHDRAWN = "withdrawn"  # 已撤回
    LATE = "late"  # 逾期
    LATE_BELOW = "late_below"  # 下级逾期
    ABOVE = "above"  # 逾期升级


class MarkNews(Enum):
    """What is told of a mark."""

    GIVEN = "given"  # 被亮牌
    APPEALED = "appealed"  # 申诉待裁定
    UPHELD = "upheld"  # 维持
    LIFTED = "lifted"  # 撤销


class MeasureNews(Enum):
    """What is told of a measure."""

    RECEIVED = "received"  # 收到移送
    LATE = "late"  # 逾期未改正


class Audience(Enum):
    """Who is meant."""

    UNIT = "unit"  # the unit ordered or marked, or the one a matter was transferred to
    SENDER = "sender"  # the unit that issued, gave or took it
    ABOVE = "above"  # the level above


News = OrderNews | MarkNews | MeasureNews
TELLINGS: Mapping[OrderStep | MarkStep | MeasureStep, tuple[tuple[News, Audience], ...]] = {
    OrderStep.ISSUE: ((OrderNews.ISSUED, Audience.UNIT),),
    OrderStep.REPORT: ((OrderNews.REPORTED, Audience.SENDER),),
    OrderStep.SEND_BACK: ((OrderNews.SENT_BACK, Audience.UNIT),),
    OrderStep.CLOSE: ((OrderNews.CLOSED, Audience.UNIT),),
    OrderStep.WITHDRAW: ((OrderNews.WITHDRAWN, Audience.UNIT),),
    OrderStep.LATE: ((OrderNews.LATE, Audience.UNIT), (OrderNews.LATE_BELOW, Audience.SENDER)),
    OrderStep.ESCALATE: ((OrderNews.ABOVE, Audience.ABOVE),),
    MarkStep.GIVE: ((MarkNews.GIVEN, Audience.UNIT),),
    MarkStep.APPEAL: ((MarkNews.APPEALED, Audience.ABOVE),),
    MarkStep.UPHOLD: ((MarkNews.UPHELD, Audience.UNIT), (MarkNews.UPHELD, Audience.SENDER)),
    MarkStep.LIFT: ((MarkNews.LIFTED, Audience.UNIT), (MarkNews.LIFTED, Audience.SENDER)),
    MarkStep.WITHDRAW: ((MarkNews.LIFTED, Audience.UNIT),),
    MeasureStep.MAKE: ((MeasureNews.RECEIVED, Audience.UNIT),),
    MeasureStep.LATE: ((MeasureNews.LATE, Audience.SENDER),),
}
"""The table 通知表."""
