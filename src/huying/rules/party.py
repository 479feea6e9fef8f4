"""Party organisations 党组织设置: form, officers, term, meetings, coverage (R7.1-R7.12)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import add_months
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.figures import counted, percent

if TYPE_CHECKING:
    from collections.abc import Collection


class Form(Enum):
    """What organisation the members of a unit form."""

    NONE = "none"
    JOINT = "joint"  # 联合党支部
    BRANCH = "branch"  # 党支部
    GENERAL_BRANCH = "general_branch"  # 党总支
    COMMITTEE = "committee"  # 基层党委


class Officers(Enum):
    """Who leads a branch."""

    SECRETARY = "secretary"  # 书记
    COMMITTEE = "committee"  # 支部委员会，3至5人


class TermKind(Enum):
    """Whose term is asked for."""

    ENTERPRISE_BRANCH = "enterprise_branch"  # 企业党支部
    COMMUNITY_BRANCH = "community_branch"  # 社区党支部
    GENERAL_BRANCH = "general_branch"  # 党总支
    COMMITTEE = "committee"  # 基层党委


class Purpose(Enum):
    """What a members' meeting decides."""

    ELECTION = "election"  # 选举
    ADMISSION = "admission"  # 接收预备党员


@dataclass(frozen=True, slots=True, kw_only=True)
class Formed:
    """The form suggested, a person decides; officers where the form has them."""

    form: Form
    officers: Officers | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """From how many full members on each form begins."""

    branch: int
    branch_committee: int
    general_branch: int
    committee: int


def bands_of(profile: str) -> Bands:
    """Return the bands of a city."""
    names = ("branch", "branch_committee", "general_branch", "committee")
    return Bands(**{name: profiles.value(profile, f"party.{name}_least").integer for name in names})


def form(*, full: int, probationary: int, profile: str = profiles.MINISTRY) -> Formed:
    """Return what the members form; probationary members do not count for a branch (R7.1-R7.3)."""
    counted(full=full, probationary=probationary)
    bands = bands_of(profile)
    found = _form(full, probationary, bands)
    officers = None
    if found not in {Form.NONE, Form.JOINT}:
        officers = Officers.COMMITTEE if full >= bands.branch_committee else Officers.SECRETARY
    facts = {"full": full, **asdict(bands)}
    steps = [Step(f"party.form_{found.value}", facts)]
    if officers:
        steps.append(Step(f"party.officers_{officers.value}", facts))
    return Formed(form=found, officers=officers, steps=tuple(steps))


def _form(full: int, probationary: int, bands: Bands) -> Form:
    if full < bands.branch:
        return Form.JOINT if full or probationary else Form.NONE
    if full < bands.general_branch:
        return Form.BRANCH
    return Form.GENERAL_BRANCH if full < bands.committee else Form.COMMITTEE


def joint_warning(units: int) -> bool:
    """Tell whether a joint branch holds more units than it normally may (R7.1)."""
    return units > profiles.value(profiles.MINISTRY, "party.joint_units_most").integer


def site_needs_branch(*, months: int, full: int) -> bool:
    """Tell whether a project or work site must set up a branch (R7.1)."""
    least = profiles.value(profiles.MINISTRY, "party.site_months_least").integer
    return months >= least and full >= bands_of(profiles.MINISTRY).branch


def functional_share_reached(*, members: int, committee: int, profile: str = profiles.MINISTRY) -> bool:
    """Tell whether Party members make up the share of an owners' committee that is aimed at (R7.10)."""
    share = profiles.value(profile, "party.owners_committee_share").share
    return committee > 0 and members >= share * committee


def joint_meeting_due(last_held: date, *, profile: str = profiles.MINISTRY) -> date:
    """Return by when the joint meeting of co-building is held again 党建联席会议 (R7.11)."""
    return add_months(last_held, profiles.value(profile, "party.joint_meeting_months", last_held).integer)


def report_in_due(moved: date, *, profile: str = profiles.MINISTRY) -> date:
    """Return by when a serving member first reports to the community 双报到 (R7.12)."""
    return moved + timedelta(days=profiles.value(profile, "party.report_in_days", moved).integer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """When a term ends; it never moves off a rest day."""

    ends: date
    steps: tuple[Step, ...]


def term(kind: TermKind, *, elected: date, profile: str = profiles.MINISTRY) -> Term:
    """Return when the term of an organisation ends (R7.4)."""
    years = profiles.value(profile, f"party.term_years_{kind.value}", elected).integer
    ends = add_months(elected, years * 12)
    return Term(ends=ends, steps=(Step("party.term", {"years": years, "on": ends.isoformat()}),))


def term_change_warning(months: int) -> bool:
    """Tell whether a term is put off or brought forward by more than the usual year (R7.4)."""
    return months > profiles.value(profiles.MINISTRY, "party.term_change_months_most").integer


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Whether a members' meeting is valid, and whether it admitted; None where it elects."""

    is_valid: bool
    is_admitted: bool | None
    steps: tuple[Step, ...]


def meeting(
    purpose: Purpose, *, voters: int, present: int, in_favour: int = 0, profile: str = profiles.MINISTRY
) -> Meeting:
    """Judge a members' meeting by those with a vote who should attend (R7.5)."""
    counted(voters=voters, present=present, in_favour=in_favour)
    for name, part, whole in (("present", present, voters), ("in_favour", in_favour, present)):
        if part > whole:
            raise RuleBrokenError("ratio.above_one", field=name, part=part, whole=whole)
    facts = {"voters": voters, "present": present, "in_favour": in_favour}
    if purpose is Purpose.ELECTION:
        is_valid = voters > 0 and present >= profiles.value(profile, "party.election_present").share * voters
        code = "party.election_valid" if is_valid else "party.election_invalid"
        return Meeting(is_valid=is_valid, is_admitted=None, steps=(Step(code, facts),))
    above = profiles.value(profile, "party.admission_share").share * voters
    is_valid, is_admitted = present > above, present > above and in_favour > above
    codes = (
        "party.admission_valid" if is_valid else "party.admission_invalid",
        "party.admitted" if is_admitted else "party.not_admitted",
    )
    return Meeting(is_valid=is_valid, is_admitted=is_admitted, steps=tuple(Step(code, facts) for code in codes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Organisation and work coverage in per cent; None where there is no firm."""

    organisation: str | None
    work: str | None
    steps: tuple[Step, ...]


def coverage(*, firms: int, own: int, joint: int, instructor: int) -> Coverage:
    """Return the two coverages: with own or joint branch, and those with an instructor too (R7.7)."""
    counted(firms=firms, own=own, joint=joint, instructor=instructor)
    organised = own + joint
    if organised + instructor > firms:
        raise RuleBrokenError("ratio.above_one", field="own+joint+instructor", part=organised + instructor, whole=firms)
    if not firms:
        return Coverage(organisation=None, work=None, steps=())
    shares = [percent(Fraction(part, firms)) for part in (organised, organised + instructor)]
    steps = (
        Step(
            "coverage.organisation",
            {"own": own, "joint": joint, "covered": organised, "firms": firms, "rate": shares[0]},
        ),
        Step(
            "coverage.work",
            {"instructor": instructor, "covered": organised + instructor, "firms": firms, "rate": shares[1]},
        ),
    )
    return Coverage(organisation=shares[0], work=shares[1], steps=steps)


def is_on_warning_list(*, staff: int, members: int) -> bool:
    """Tell whether a firm with many staff has no member at all 空白点 (R7.7)."""
    return members == 0 and staff >= profiles.value(profiles.MINISTRY, "party.warning_staff").integer


class LifeMeeting(Enum):
    """What a branch holds again and again 三会一课 (R7.6)."""

    MEMBERS = "members"  # 党员大会
    COMMITTEE = "committee"  # 支部委员会
    GROUP = "group"  # 党小组会
    THEME_DAY = "theme_day"  # 主题党日
    ORGANISATION_LIFE = "organisation_life"  # 组织生活会
    APPRAISAL = "appraisal"  # 民主评议党员


def reminded_on(
    kind: LifeMeeting, *, held: Collection[date], on: date, profile: str = profiles.MINISTRY
) -> date | None:
    """Return from when a branch is reminded of the period that `on` lies in; None where it held the meeting (R7.6)."""
    months = profiles.value(profile, f"party.months_between_{kind.value}", on).integer
    begins = date(on.year, on.month - (on.month - 1) % months, 1)
    ends = add_months(begins, months)
    return None if any(begins <= day < ends for day in held) else ends


class Doing(Enum):
    """What a branch does."""

    MEETING = "meeting"  # 组织活动
    ADMISSION = "admission"  # 发展党员
    TRANSFER = "transfer"  # 接转组织关系
    DUES = "dues"  # 收缴党费


def check_functional(doing: Doing) -> None:
    """Refuse what a functional branch may not do: its members' relations stay at home 功能型党支部 (R7.10)."""
    if doing is not Doing.MEETING:
        raise RuleBrokenError("party.functional_may_not", doing=doing.value)
