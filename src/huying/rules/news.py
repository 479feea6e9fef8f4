"""Who must hear of a step 通知对象: which steps of a case tell whom of what.

Source: mission A5 and the linkage duties (R4.5-R4.7): a unit hears of what reached it, the level above of what was
not kept. A step that is not in the table tells nobody; its page shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.case_flow import Step
from huying.rules.roles import LEADERS, OFFICIAL, SHIELDED_FROM_REPORTER, Role

if TYPE_CHECKING:
    from collections.abc import Mapping


class News(Enum):
    """What is told; a closed list, so that no words of people can enter."""

    DISPATCHED = "dispatched"  # 派到本单位
    ASSIGNED = "assigned"  # 指派给我
    DUE_SOON = "due_soon"  # 即将到期
    OVERDUE = "overdue"  # 已超期
    ESCALATED = "escalated"  # 下级超期上报
    RETURN_ASKED = "return_asked"  # 退单待裁定
    RETURN_RULED = "return_ruled"  # 退单已裁定
    PART_ASKED = "part_asked"  # 请求协办
    PART_ANSWERED = "part_answered"  # 协办已回复
    URGED = "urged"  # 催办
    DUTY_CALLED = "duty_called"  # 值班呼叫
    REWORK = "rework"  # 退回重办
    RECUSAL_ASKED = "recusal_asked"  # 申请回避


class Audience(Enum):
    """Who is meant."""

    UNIT = "unit"  # those who work cases in the unit the step names
    PERSON = "person"  # the person the step names
    HOLDER = "holder"  # who handles the case, or those who work cases in its unit while nobody does
    CLOCK = "clock"  # whom the clock binds: the holder, or the unit a part was asked of
    ABOVE = "above"  # leaders and clerks of the unit above that the step names
    ASKER = "asker"  # the unit that asked to send the case back


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a step tells whom; `fact` is the fact of the step that names the unit or person."""

    news: News
    audience: Audience
    fact: str = ""


TELLS: Mapping[Step, tuple[Telling, ...]] = {
    Step.DISPATCH: (Telling(news=News.DISPATCHED, audience=Audience.UNIT, fact="unit"),),
    Step.NEW_ROUND: (Telling(news=News.DISPATCHED, audience=Audience.HOLDER),),
    Step.ASSIGN: (Telling(news=News.ASSIGNED, audience=Audience.PERSON, fact="person"),),
    Step.REMIND: (Telling(news=News.DUE_SOON, audience=Audience.CLOCK, fact="clock"),),
    Step.MARK: (Telling(news=News.OVERDUE, audience=Audience.CLOCK, fact="clock"),),
    Step.ESCALATE: (Telling(news=News.ESCALATED, audience=Audience.ABOVE, fact="unit"),),
    Step.SEND_BACK: (Telling(news=News.RETURN_ASKED, audience=Audience.ABOVE, fact="ruler"),),
    Step.RULE_RETURN: (
        Telling(news=News.RETURN_RULED, audience=Audience.ASKER, fact="return"),
        Telling(news=News.DISPATCHED, audience=Audience.UNIT, fact="unit"),
    ),
    Step.SPLIT: (Telling(news=News.PART_ASKED, audience=Audience.UNIT, fact="unit_asked"),),
    Step.ANSWER_PART: (Telling(news=News.PART_ANSWERED, audience=Audience.HOLDER),),
    Step.URGE: (Telling(news=News.URGED, audience=Audience.HOLDER),),
    Step.ASK_RECUSAL: (Telling(news=News.RECUSAL_ASKED, audience=Audience.UNIT, fact="unit"),),
    Step.CALL_DUTY: (Telling(news=News.DUTY_CALLED, audience=Audience.PERSON, fact="person"),),
    Step.REWORK: (Telling(news=News.REWORK, audience=Audience.HOLDER),),
}
YELLOW = "yellow"
WORKERS = (OFFICIAL | SHIELDED_FROM_REPORTER) - LEADERS - {Role.CALLER}
"""Who hears of the daily work of a unit; its leaders hear what goes up."""
ABOVE = LEADERS | {Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER, Role.HOTLINE_DESK}


def tellings(step: Step, *, mark: str = "", is_upheld: bool = True) -> tuple[Telling, ...]:
    """Return what a step tells: a yellow mark is a reminder, and a return refused sends the case nowhere."""
    found = TELLS.get(step, ())
    if step is Step.MARK and mark == YELLOW:
        return TELLS[Step.REMIND]
    if step is Step.RULE_RETURN and not is_upheld:
        return tuple(each for each in found if each.audience is Audience.ASKER)
    return found
