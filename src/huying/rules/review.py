"""Joint review of candidates 联合审查: what a reply means, and what may be published (R8.1-R8.7).

A ground blocks only when it stands in law or in the rules the compound adopted; one of policy alone warns.
No reply in time is no reply, never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import add_months, working_days
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from huying.rules.deadlines import Due
    from huying.rules.workdays import WorkCalendar


class Basis(Enum):
    """Where a ground of the negative list stands."""

    LAW = "law"  # 法律法规
    ADOPTED_RULES = "adopted_rules"  # 业主大会通过的议事规则、选举办法
    POLICY = "policy"  # 政策文件


class Reply(Enum):
    """What a department answered; it may answer nothing else."""

    PASS = "pass"  # noqa: S105 - 通过, no password
    NOT_PASS = "not_pass"  # noqa: S105 - 不通过, no password
    NO_DATA = "no_data"  # 无记录
    NONE = "none"  # 未回复


class Effect(Enum):
    """What follows for the candidate."""

    BLOCK = "block"  # 不得列为候选人
    WARNING = "warning"  # 提示，由人决定
    CLEAR = "clear"  # 无异议
    NO_REPLY = "no_reply"  # 未回复，不视为通过


class Ground(Enum):
    """The grounds of a negative list 负面清单 (R8.2)."""

    SENTENCE = "n1"  # 服刑、羁押，或刑罚执行完毕未满年限
    INVESTIGATED = "n2"  # 被立案侦查
    DISHONEST = "n3"  # 严重失信、失信被执行人
    ILLEGAL_BUILDING = "n4"  # 违法搭建、损坏结构、擅改用途未改正
    ARREARS = "n5"  # 无正当理由欠交物业费、维修资金
    INTEREST = "n6"  # 与物业服务人有利害关系
    PENALTY = "n7"  # 因违反物业管理规定受处罚
    PUBLIC_ORDER = "n8"  # 邪教、黑恶、组织非法上访
    VOTE_BUYING = "n9"  # 拉票贿选、阻挠会议
    BENEFITS = "n10"  # 泄露业主信息、收受利益


class CandidateSource(Enum):
    """Who may put a candidate forward 候选人产生方式."""

    PARTY = "party"  # 社区党组织推荐
    RESIDENTS_COMMITTEE = "residents_committee"  # 居民委员会推荐
    SELF = "self"  # 业主自荐
    OWNERS_JOINTLY = "owners_jointly"  # 业主联名推荐


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The effect of a reply, with its steps."""

    effect: Effect
    steps: tuple[Step, ...]


PUBLIC_FIELDS = frozenset({"name", "age_band", "unit", "introduction", "party_member"})
"""What may be posted of a candidate; Party membership only with consent (R8.6)."""


def effect(*, basis: Basis, reply: Reply) -> Opinion:
    """Return what a reply means for a ground (R8.1, R8.4)."""
    if reply is Reply.NONE:
        found = Effect.NO_REPLY
    elif reply is not Reply.NOT_PASS:
        found = Effect.CLEAR
    else:
        found = Effect.WARNING if basis is Basis.POLICY else Effect.BLOCK
    return Opinion(effect=found, steps=(Step(f"review.{found.value}", {}),))


def basis_of(ground: Ground, *, profile: str, on: date, adopted: Collection[Ground] = ()) -> Basis:
    """Return where a ground stands for a compound: in law of its city, in the rules it adopted, or in policy (R8.2)."""
    if profiles.value(profile, f"review.ground_{ground.value}", on).value == Basis.LAW.value:
        return Basis.LAW
    return Basis.ADOPTED_RULES if ground in adopted else Basis.POLICY


def still_holds(ground: Ground, *, ended: date, on: date, profile: str) -> bool:
    """Tell whether a sentence or penalty that ended on a day is still a ground; the others hold while they last."""
    years = profiles.find_value(profile, f"review.ground_{ground.value}_years", on)
    return years is None or on < add_months(ended, years.integer * 12)


def overdue_fees(*, is_judged: bool, is_in_dispute: bool) -> Effect:
    """Return what unpaid fees mean (N5): a dispute before the court is for a person to weigh (R8.2)."""
    if is_in_dispute and not is_judged:
        return Effect.WARNING
    return Effect.BLOCK


def check_notice(*, posted: date, ends: date, profile: str) -> None:
    """Refuse a public notice of candidates that is shorter than the city asks (R8.5)."""
    least = profiles.value(profile, "review.notice_days", posted).integer
    lasted = (ends - posted).days
    if lasted < least:
        raise RuleBrokenError("review.notice_too_short", days=lasted, least=least)


def check_published(fields: frozenset[str], *, consents_to_membership: bool) -> None:
    """Refuse to post more of a candidate than may be public (R8.6)."""
    allowed = PUBLIC_FIELDS if consents_to_membership else PUBLIC_FIELDS - {"party_member"}
    if extra := fields - allowed:
        raise RuleBrokenError("review.not_public", fields=sorted(extra))


def check_source(source: CandidateSource, *, profile: str, on: date) -> None:
    """Refuse a candidate put forward in a way that the city does not name (R8.7)."""
    named = profiles.value(profile, "review.candidate_sources", on).value
    if source.value not in named:
        raise RuleBrokenError("review.source_not_named", source=source.value, named=list(named))


def encouraged(profile: str) -> tuple[str, ...]:
    """Return whom a city encourages to stand; to be none of them is no ground against anybody (R8.7)."""
    return tuple(profiles.value(profile, "review.encouraged").value)


def departments(profile: str) -> tuple[str, ...]:
    """Return whom a city asks about a candidate (R8.3)."""
    return tuple(profiles.value(profile, "review.departments").value)


def reply_due(asked: date, *, profile: str, calendar: WorkCalendar) -> Due:
    """Return until when a department answers (R8.4)."""
    days = profiles.value(profile, "review.reply_working_days", asked).integer
    return working_days(asked, days, calendar=calendar)


def review_due(asked: date, *, profile: str, calendar: WorkCalendar) -> Due:
    """Return until when the whole review ends (R8.4)."""
    days = profiles.value(profile, "review.overall_working_days", asked).integer
    return working_days(asked, days, calendar=calendar)


def details_purged_on(election_result: date) -> date:
    """Return from when details of a failed review are deleted; the log of decisions stays (R8.6)."""
    return add_months(election_result, profiles.value(profiles.MINISTRY, "review.details_months").integer)
