"""Receiving and handling hotline calls 接诉即办: range, standards, merging, call-back, withdrawal (R4.1-R4.12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import Due, DueAt, hours, working_days
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.rules.workdays import WorkCalendar

LEVELS = ("community", "street", "district", "city")


class OutOfRange(Enum):
    """Why a call is not handled as a case 不予受理情形 (R4.1)."""

    EMERGENCY_LINE = "emergency_line"  # 110、119、120、122事项
    COURT = "court"  # 诉讼、仲裁
    DISCIPLINE = "discipline"  # 纪检监察
    REVIEW = "review"  # 行政复议
    DISCLOSURE = "disclosure"  # 信息公开
    PETITION = "petition"  # 已进入信访
    SECRET = "secret"  # noqa: S105 - 涉密、涉隐私, no password
    PUBLIC_ORDER = "public_order"  # 违反公序良俗
    SETTLED = "settled"  # 已依法办结


CHANNELS = {
    OutOfRange.EMERGENCY_LINE: "110/119/120/122",
    OutOfRange.COURT: "人民法院、仲裁机构",
    OutOfRange.DISCIPLINE: "纪检监察机关",
    OutOfRange.REVIEW: "行政复议机关",
    OutOfRange.DISCLOSURE: "政府信息公开工作机构",
    OutOfRange.PETITION: "信访部门",
    OutOfRange.SECRET: "有关主管机关",
    OutOfRange.PUBLIC_ORDER: "公安机关",
    OutOfRange.SETTLED: "原办理单位",
}
"""Where the caller is sent; the reason is always told."""


class WhistleUrgency(Enum):
    """How soon departments report in 吹哨报到."""

    URGENT = "urgent"  # 紧急
    SAME_DAY = "same_day"  # 当日
    NORMAL = "normal"  # 一般


class Merge(Enum):
    """What a repeated demand becomes (R4.10)."""

    NEW = "new"  # 新工单
    MERGED = "merged"  # 并入在办工单，告知进展
    LINKED = "linked"  # 有新事实，新工单并关联
    EXPLAINED = "explained"  # 已依法办结且无新事实，解释说明


def channel_for(reason: OutOfRange) -> str:
    """Return where a caller out of range is sent."""
    return CHANNELS[reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """Whether a centre keeps the reception standard."""

    connected: bool
    answered: bool


def reception(*, calls: int, connected: int, slowest_seconds: int) -> Reception:
    """Judge a day of calls: 95 % connected, answered within 15 seconds (R4.2; GB/T 33358-2016)."""
    if not 0 <= connected <= calls:
        raise RuleBrokenError("ratio.above_one", field="connected", part=connected, whole=calls)
    least = profiles.value(profiles.MINISTRY, "hotline.connection_share").share
    seconds = profiles.value(profiles.MINISTRY, "hotline.answer_seconds").integer
    return Reception(connected=connected >= least * calls, answered=slowest_seconds <= seconds)


def call_backs_needed(closed: int, *, profile: str) -> int:
    """Return how many closed cases are called back at least, rounded up (R4.8)."""
    share = profiles.value(profile, "hotline.call_back_share").share
    return -(-closed * share.numerator // share.denominator)


def merge(*, is_same_matter: bool, is_open: bool, has_new_facts: bool) -> Merge:
    """Return what a demand becomes when the same person wrote before (R4.10; JN12345 art. 25)."""
    if not is_same_matter:
        return Merge.NEW
    if has_new_facts:
        return Merge.LINKED
    return Merge.MERGED if is_open else Merge.EXPLAINED


def check_representatives(count: int) -> None:
    """Refuse more persons to represent a joint petition than the rules on petitions let (R4.12; XF art. 20)."""
    most = profiles.value(profiles.MINISTRY, "hotline.petition_representatives_most").integer
    if not 0 < count <= most:
        raise RuleBrokenError("hotline.representatives", count=count, most=most)


def check_handler(*, has_direct_interest: bool) -> None:
    """Refuse a handler with a direct interest in the matter 回避 (R4.11)."""
    if has_direct_interest:
        raise RuleBrokenError("hotline.direct_interest")


def is_unreachable(tries: Sequence[date], *, least: int, days: int) -> bool:
    """Tell whether a reporter was tried often enough, on enough different days, to count as out of reach (R4.8).

    That ends the duty of first contact lawfully; the tries themselves are the evidence.
    """
    return len(tries) >= least and len(set(tries)) >= days


def return_due(received: date, *, profile: str, calendar: WorkCalendar) -> Due:
    """Return until when what is not one's own matter goes back with the reason (R4.3; DL44)."""
    days = profiles.value(profile, "hotline.return_working_days", received).integer
    return working_days(received, days, calendar=calendar)


def is_late_return(*, received: date, returned: date, profile: str, calendar: WorkCalendar) -> bool:
    """Tell whether a case went back after the limit for doing so."""
    return returned > return_due(received, profile=profile, calendar=calendar).due


def extension_check(working_days_asked: int, *, profile: str) -> None:
    """Refuse an extension beyond what a very complex case may have (R4.3; DL43)."""
    most = profiles.value(profile, "hotline.extension_working_days").integer
    if not 0 < working_days_asked <= most:
        raise RuleBrokenError("hotline.extension_range", asked=working_days_asked, most=most)


def report_in_due(blown: datetime, *, urgency: WhistleUrgency, profile: str, calendar: WorkCalendar) -> Due | DueAt:
    """Return until when a department reports in after a whistle (R4.6)."""
    if urgency is WhistleUrgency.NORMAL:
        days = profiles.value(profile, "hotline.whistle_normal_working_days").integer
        return working_days(blown.date(), days, calendar=calendar)
    name = "urgent" if urgency is WhistleUrgency.URGENT else "same_day"
    return hours(blown, timedelta(minutes=profiles.value(profile, f"hotline.whistle_{name}_minutes").integer))


def level_above(level: str) -> str | None:
    """Return where a matter goes that cannot be solved here: street, district, city; None above the city (R4.7)."""
    if level not in LEVELS:
        raise RuleBrokenError("field.type", field="level", value=level)
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def share_of_weights(weights: tuple[int, int, int]) -> tuple[Fraction, ...]:
    """Return the weights of the three rates as shares of one (R4.9)."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise RuleBrokenError("field.type", field="weights", value=list(weights))
    return tuple(Fraction(weight, whole) for weight in weights)
