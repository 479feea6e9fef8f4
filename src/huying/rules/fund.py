"""The maintenance fund 专项维修资金: top-up, ordinary and emergency use, postings (R3.9-R3.11)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from fractions import Fraction

from huying.rules import profiles
from huying.rules.errors import RuleBrokenError

ONE_DAY = timedelta(days=1)
LAST_POSTING_MONTH, LAST_POSTING_DAY = 3, 31


class EmergencyCause(Enum):
    """What may be repaired without a vote first 应急使用情形 (ZB art. 66, LC art. 50)."""

    LEAK = "leak"  # 屋面、外墙渗漏
    LIFT = "lift"  # 电梯故障
    FIRE_EQUIPMENT = "fire_equipment"  # 消防设施故障
    FACADE = "facade"  # 外墙脱落
    GLASS = "glass"  # 玻璃幕墙
    DRAIN = "drain"  # 排水管爆裂
    GARAGE_FLOOD = "garage_flood"  # 地下车库进水
    OTHER_DANGER = "other_danger"  # 其他危及安全情形


class Checker(Enum):
    """Who checks an emergency on the spot (R3.11)."""

    OWNER = "owner"  # 相关业主
    COMMITTEE = "committee"  # 业主委员会
    RESIDENTS_COMMITTEE = "residents_committee"  # 居民委员会
    PROVIDER = "provider"  # 物业服务人


class Scope(Enum):
    """Whose fund pays 列支范围."""

    AREA = "area"  # 全体
    BUILDING = "building"  # 楼栋
    STAIRWELL = "stairwell"  # 单元


def needs_top_up(*, balance_fen: int, first_deposit_fen: int, profile: str = profiles.SHANDONG) -> bool:
    """Tell whether a balance is below the share of the first deposit at which owners pay in again (R3.9)."""
    if first_deposit_fen <= 0 or balance_fen < 0:
        raise RuleBrokenError("field.type", field="balance", value=balance_fen, least=0)
    return Fraction(balance_fen, first_deposit_fen) < profiles.value(profile, "fund.top_up_below").share


def first_deposit_range(cost_fen_per_m2: int, *, profile: str = profiles.SHANDONG) -> tuple[int, int]:
    """Return the least and most of a first deposit a square metre, in fen rounded up and down (R3.9)."""
    least = profiles.value(profile, "fund.deposit_least").share * cost_fen_per_m2
    most = profiles.value(profile, "fund.deposit_most").share * cost_fen_per_m2
    return -(-least.numerator // least.denominator), most.numerator // most.denominator


def check_object(*, is_owned_by_utility: bool) -> None:
    """Refuse to pay from the fund for what a utility owns (R3.9; SD art. 71)."""
    if is_owned_by_utility:
        raise RuleBrokenError("fund.utility_pays")


def check_ordinary_use(*, posted_days: int, has_decision: bool, profile: str) -> None:
    """Refuse ordinary use that was not posted long enough or not decided by the owners who bear it (R3.10)."""
    least = profiles.value(profile, "fund.ordinary_posting_days").integer
    if posted_days < least:
        raise RuleBrokenError("fund.posting_too_short", days=posted_days, least=least)
    if not has_decision:
        raise RuleBrokenError("fund.no_decision")


def check_emergency_use(*, checked_by: frozenset[Checker], has_committee: bool, is_renewal: bool) -> None:
    """Refuse emergency use that three parties did not check, or that is a renewal in disguise (R3.11)."""
    if is_renewal:
        raise RuleBrokenError("fund.renewal_needs_vote")
    second = Checker.COMMITTEE if has_committee else Checker.RESIDENTS_COMMITTEE
    if missing := {Checker.OWNER, second, Checker.PROVIDER} - checked_by:
        raise RuleBrokenError("fund.check_missing", missing=sorted(each.value for each in missing))


def check_cause(cause: EmergencyCause, *, profile: str = profiles.SHANDONG) -> None:
    """Refuse a cause that the city does not list for emergency use (R3.11)."""
    if cause.value not in profiles.value(profile, "fund.emergency_causes").value:
        raise RuleBrokenError("fund.cause_not_listed", cause=cause.value)


def draw_not_before(posted: date, *, profile: str = profiles.SHANDONG) -> date:
    """Return the first day the fund may be drawn after an emergency: full days of posting must have passed (R3.11)."""
    days = profiles.value(profile, "fund.emergency_posting_days", posted).integer
    return posted + ONE_DAY * (days + 1)


def first_payment_fen(total_fen: int, *, profile: str) -> int:
    """Return what is paid before the work is done, in fen rounded down (R3.10, Qingdao 70 %)."""
    share = profiles.value(profile, "fund.first_payment").share
    return total_fen * share.numerator // share.denominator


def interest_posting_due(year: int) -> date:
    """Return until when interest and allocation of a year are posted: the end of the first quarter (R3.9)."""
    return date(year + 1, LAST_POSTING_MONTH, LAST_POSTING_DAY)
