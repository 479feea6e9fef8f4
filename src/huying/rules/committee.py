"""The owners' committee 业主委员会 and the groups around it: size, meetings, decisions, when it must be elected anew.

Source: Shandong regulation arts. 21, 30-34; 274号 arts. 31, 39 and meeting rules; city regulations by profile (R2.3,
R2.9, R2.14, R2.15, R2.18-R2.21). Limits in days (first meeting, filing, hand-over, re-election) are in the deadline
catalogue. Nobody votes for another in a committee.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from huying.rules.profiles import ProfileValue

UNLIMITED, NO_SMALL_ONES = "unlimited", "none"
REPRESENTATIVES_PRESENT, REPRESENTATIVES_MAJORITY = Fraction(2, 3), Fraction(1, 2)  # RC arts. 25-34
QUALIFICATIONS = frozenset(  # 274号 art. 31, each declared in writing (R2.11)
    {"capacity", "law_abiding", "keeps_covenant", "public_spirit", "able_to_organise", "has_time"}
)


class Fault(Enum):
    """Why a body is not rightly made up."""

    TOO_FEW = "too_few"  # 人数不足
    TOO_MANY = "too_many"  # 人数过多
    EVEN = "even"  # 人数应为单数
    TOO_FEW_OWNERS = "too_few_owners"  # 业主比例不足


class Meeting(Enum):
    """What came of a meeting."""

    INQUORATE = "inquorate"  # 出席不足
    LOST = "lost"  # 未通过
    CARRIED = "carried"  # 通过


def check_size(*, size: int, profile: str, homes: int | None = None, area_m2: int | None = None) -> Fault | None:
    """Return what is wrong with the size of a committee, None where it may stand (R2.9)."""
    least, most = size_bounds(profile=profile, homes=homes, area_m2=area_m2)
    if size < least:
        return Fault.TOO_FEW
    if most is not None and size > most:
        return Fault.TOO_MANY
    return Fault.EVEN if size % 2 == 0 else None


def size_bounds(*, profile: str, homes: int | None = None, area_m2: int | None = None) -> tuple[int, int | None]:
    """Return the least and the most members, None for no limit; a small compound may do with fewer."""
    least = profiles.value(profile, "committee.size_least").integer
    if _is_small(profile=profile, homes=homes, area_m2=area_m2):
        least = profiles.value(profile, "committee.small_size").integer
    return least, _limit(profiles.value(profile, "committee.size_most"))


def _limit(found: ProfileValue) -> int | None:
    return None if found.value == UNLIMITED else found.integer


def _is_small(*, profile: str, homes: int | None, area_m2: int | None) -> bool:
    if profiles.value(profile, "committee.small_size").value == NO_SMALL_ONES:
        return False
    few = homes is not None and homes <= profiles.value(profile, "committee.small_compound_homes").integer
    little = area_m2 is not None and area_m2 <= profiles.value(profile, "committee.small_compound_area_m2").integer
    return few or little


def check_group(*, size: int, owners: int, profile: str) -> Fault | None:
    """Return what is wrong with a preparatory group 筹备组 (R2.3)."""
    return _check_mixed(size=size, owners=owners, profile=profile, body="group")


def check_stopgap(*, size: int, owners: int, profile: str) -> Fault | None:
    """Return what is wrong with a property-management committee 物业管理委员会 (R2.20)."""
    return _check_mixed(size=size, owners=owners, profile=profile, body="stopgap")


def _check_mixed(*, size: int, owners: int, profile: str, body: str) -> Fault | None:
    _within(owners, size, name="owners")
    if size < profiles.value(profile, f"{body}.size_least").integer:
        return Fault.TOO_FEW
    if size % 2 == 0:
        return Fault.EVEN
    return None if owners >= size * profiles.value(profile, f"{body}.owner_share").share else Fault.TOO_FEW_OWNERS


def meet(*, members: int, present: int, in_favour: int, profile: str) -> Meeting:
    """Judge a committee's decision: those present against all members, and so those in favour (R2.14)."""
    _within(present, members, name="present")
    _within(in_favour, present, name="in_favour")
    if members < 1 or not _is_quorate(members=members, present=present, profile=profile):
        return Meeting.INQUORATE
    carried = in_favour > members * profiles.value(profile, "committee.majority_share").share
    return Meeting.CARRIED if carried else Meeting.LOST


def _is_quorate(*, members: int, present: int, profile: str) -> bool:
    least = members * profiles.value(profile, "committee.quorum_share").share
    counts_bound = profiles.value(profile, "committee.quorum_counts_bound").value is True
    return present >= least if counts_bound else present > least


def meet_representatives(*, members: int, present: int, in_favour: int) -> Meeting:
    """Judge a residents' representatives' meeting 居民代表会议: two thirds present, half of these exceeded (R2.21)."""
    _within(present, members, name="present")
    _within(in_favour, present, name="in_favour")
    if members < 1 or present < members * REPRESENTATIVES_PRESENT:
        return Meeting.INQUORATE
    return Meeting.CARRIED if in_favour > present * REPRESENTATIVES_MAJORITY else Meeting.LOST


def must_call(*, members: int, asking: int, profile: str) -> bool:
    """Tell whether the chair must call a meeting (R2.15); by when: DL15."""
    _within(asking, members, name="asking")
    return members > 0 and asking >= members * profiles.value(profile, "committee.call_share").share


def may_propose_removal(*, members: int, asking: int, heads: int, proposers: int, profile: str) -> bool:
    """Tell whether ending a membership may be put to the assembly (R2.18)."""
    _within(asking, members, name="asking")
    _within(proposers, heads, name="proposers")
    by_members = asking > members * profiles.value(profile, "committee.removal_member_share").share
    by_owners = heads > 0 and proposers >= heads * profiles.value(profile, "committee.removal_owner_share").share
    return by_members or by_owners


def must_re_elect(*, seats: int, left: int, profile: str) -> bool:
    """Tell whether so few members are left, substitutes moved up, that all are elected anew (R2.19)."""
    _within(left, seats, name="left")
    return left < seats * profiles.value(profile, "committee.rump_share").share


def missing_qualifications(declared: AbstractSet[str]) -> frozenset[str]:
    """Return the declarations a candidate still owes (R2.11)."""
    return QUALIFICATIONS - declared


def _within(part: int, whole: int, *, name: str) -> None:
    if part < 0 or whole < 0:
        raise RuleBrokenError("field.type", field=name, value=min(part, whole), least=0)
    if part > whole:
        raise RuleBrokenError("ratio.above_one", field=name, part=part, whole=whole)


def explain_size(*, size: int, profile: str, homes: int | None = None, area_m2: int | None = None) -> tuple[Step, ...]:
    """Return the steps of R2.9."""
    least, most = size_bounds(profile=profile, homes=homes, area_m2=area_m2)
    source = profiles.value(profile, "committee.size_least").source
    bounds = Step("committee.size_at_least", {"least": least, "source": source})
    if most is not None:
        bounds = Step("committee.size_between", {"least": least, "most": most, "source": source})
    fault = check_size(size=size, profile=profile, homes=homes, area_m2=area_m2)
    return (bounds, _verdict(fault, size=size))


def explain_group(*, size: int, owners: int, profile: str) -> tuple[Step, ...]:
    """Return the steps of R2.3."""
    least, share = (profiles.value(profile, f"group.{name}") for name in ("size_least", "owner_share"))
    asked = Step("committee.group", {"least": least.integer, "share": share.share, "source": least.source})
    return (asked, _verdict(check_group(size=size, owners=owners, profile=profile), size=size))


def _verdict(fault: Fault | None, *, size: int) -> Step:
    return Step("committee.body_valid" if fault is None else f"committee.body_{fault.value}", {"size": size})


def explain_meeting(*, members: int, present: int, in_favour: int, profile: str) -> tuple[Step, ...]:
    """Return the steps of R2.14."""
    outcome = meet(members=members, present=present, in_favour=in_favour, profile=profile)
    share = profiles.value(profile, "committee.quorum_share")
    counts_bound = profiles.value(profile, "committee.quorum_counts_bound").value is True
    quorum = "committee.present_at_least" if counts_bound else "committee.present_more_than"
    facts = {"part": present, "whole": members, "share": share.share, "source": share.source}
    steps = (Step(quorum, {**facts, "held": outcome is not Meeting.INQUORATE}),)
    if outcome is Meeting.INQUORATE:
        return steps
    majority = profiles.value(profile, "committee.majority_share")
    facts = {"part": in_favour, "whole": members, "share": majority.share, "source": majority.source}
    return (*steps, Step("committee.members_in_favour", {**facts, "held": outcome is Meeting.CARRIED}))


def explain_rump(*, seats: int, left: int, profile: str) -> tuple[Step, ...]:
    """Return the step of R2.19."""
    found = profiles.value(profile, "committee.rump_share")
    code = (
        "committee.rump_re_elect" if must_re_elect(seats=seats, left=left, profile=profile) else "committee.rump_stays"
    )
    return (Step(code, {"left": left, "seats": seats, "share": found.share, "source": found.source}),)
