"""The property-service enterprise 物业服务人: duties, contract, exit, fees, complaints (R3.1-R3.8, R3.12-R3.14)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import catalogue, profiles
from huying.rules.deadlines import Due, add_months, days_before, natural_days, working_days
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date

    from huying.rules.workdays import WorkCalendar


class ConferenceTopic(Enum):
    """What the joint conference takes up 物业管理联席会议 (R3.2; SD art. 74)."""

    DUTY_FAILED = "duty_failed"  # 业委会或部门不履职
    HAND_OVER = "hand_over"  # 物业退出与交接
    EMERGENCY = "emergency"  # 突发事件
    COMMUNITY_LINK = "community_link"  # 物业与社区衔接
    OTHER = "other"  # 其他


class Complainant(Enum):
    """Who complains to a department (R3.12)."""

    ONE_OWNER = "one_owner"  # 个别业主
    TEN_OWNERS = "ten_owners"  # 十名以上业主联名
    COMMITTEE = "committee"  # 业主委员会
    RESIDENTS_COMMITTEE = "residents_committee"  # 居民委员会
    PROVIDER = "provider"  # 物业服务人


class PostedWhere(Enum):
    """Where names of those who refuse to pay are posted (R3.13)."""

    COMPOUND = "compound"  # 物业服务区域内显著位置
    INTERNET = "internet"  # 互联网


def check_resolution(*, lead: str, due: date | None) -> None:
    """Refuse to close a resolution that names no lead unit or no due day (R3.2)."""
    if not lead.strip() or due is None:
        raise RuleBrokenError("conference.resolution_open", lead=lead, due=str(due or ""))


def filing_due(signed: date, *, profile: str, calendar: WorkCalendar) -> Due:
    """Return until when the provider files its contract (R3.3; DL23)."""
    return catalogue.current().due_on("DL23", start=signed, profile=profile, calendar=calendar)


def dismissal_notice(leaves: date, *, agreed_days: int | None = None, calendar: WorkCalendar) -> Due:
    """Return the last day of the owners' notice of dismissal: as agreed, else sixty days before (R3.4; CC art. 946)."""
    days = agreed_days or profiles.value(profiles.MINISTRY, "provider.dismissal_days").integer
    return days_before(leaves, days, calendar=calendar)


def exit_due(ended: date, *, agreed: date | None = None, calendar: WorkCalendar) -> Due:
    """Return until when a provider leaves: the agreed day, else thirty days (R3.5; DL27)."""
    if agreed is not None:
        return natural_days(agreed, 0, calendar=calendar)
    return natural_days(ended, profiles.value(profiles.MINISTRY, "provider.exit_days").integer, calendar=calendar)


def may_charge(billed: date, *, ended: date, refuses_to_leave: bool) -> bool:
    """Tell whether a bill stands: who serves on until the hand-over may charge, who refuses to leave may not (R3.5)."""
    return billed <= ended or not refuses_to_leave


def refund_fen(*, prepaid_fen: int, months_paid: int, months_served: int) -> int:
    """Return the prepaid fee to be paid back, to the fen, half up (R3.5; FS8 art. 3)."""
    if months_paid <= 0 or not 0 <= months_served <= months_paid:
        raise RuleBrokenError("field.type", field="months", value=months_served, least=0, most=months_paid)
    left = Fraction(prepaid_fen * (months_paid - months_served), months_paid)
    return (left.numerator * 2 + left.denominator) // (left.denominator * 2)


def emergency_ends(start: date, *, profile: str) -> date:
    """Return the last day an emergency provider may serve (R3.6; DL28)."""
    return add_months(start, profiles.value(profile, "provider.emergency_months", start).integer)


def check_emergency(*, start: date, ends: date, profile: str, is_posted: bool) -> None:
    """Refuse an emergency service longer than allowed, or whose scope, term and cost are not posted (R3.6)."""
    latest = emergency_ends(start, profile=profile)
    if ends > latest:
        raise RuleBrokenError("provider.emergency_too_long", ends=ends, latest=latest)
    if not is_posted:
        raise RuleBrokenError("provider.emergency_not_posted")


def check_tariff(*, old_fen: int, new_fen: int, has_passed_vote: bool) -> None:
    """Refuse a fee that rises without the owners' decision (R3.8; FS8 art. 2)."""
    if new_fen > old_fen and not has_passed_vote:
        raise RuleBrokenError("provider.fee_without_vote", old=old_fen, new=new_fen)


def check_pressing(*, cuts_supply: bool) -> None:
    """Refuse to press for payment by cutting water, power, heat or gas (R3.8; CC art. 944)."""
    if cuts_supply:
        raise RuleBrokenError("provider.supply_cut")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDue:
    """Until when a department says whether it accepts, and until when it replies; None where no limit is set."""

    accepted: Due | None
    replied: Due


def complaint_due(filed: date, *, by: Complainant, profile: str, calendar: WorkCalendar) -> ComplaintDue:
    """Return the limits of a complaint to a department, no hotline case (R3.12)."""
    reply = profiles.value(profile, "provider.complaint_reply_working_days", filed).integer
    accept = profiles.value(profile, "provider.complaint_accept_working_days", filed).integer
    return ComplaintDue(
        accepted=None if by is Complainant.ONE_OWNER else working_days(filed, accept, calendar=calendar),
        replied=working_days(filed, reply, calendar=calendar),
    )


def check_hand_on(*, times: int) -> None:
    """Refuse to hand a complaint on a second time (R3.12)."""
    if times:
        raise RuleBrokenError("provider.handed_on_twice")


def posted_name(*, name: str, door: str, where: PostedWhere) -> str:
    """Return how one who refuses to pay is posted: in the compound by name, on the internet the masked door (R3.13)."""
    if where is PostedWhere.COMPOUND:
        return f"{name} {door}"
    return f"{door[:1]}{'*' * max(len(door) - 1, 1)}"


def report_due(arrived: date, *, profile: str, calendar: WorkCalendar) -> Due:
    """Return until when a project manager reports to the residents' committee (R3.14; DL33)."""
    return catalogue.current().due_on("DL33", start=arrived, profile=profile, calendar=calendar)


def acceptance_check_due(delivery: date, *, calendar: WorkCalendar) -> Due:
    """Return until when the acceptance check is done before delivery (R3.7; DL29)."""
    return catalogue.current().due_on("DL29", start=delivery, profile=profiles.SHANDONG, calendar=calendar)
