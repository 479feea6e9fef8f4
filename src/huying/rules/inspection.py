"""Inspections of enterprises 双随机抽查: who may inspect, teams, the yearly cap, ratios, publication (R6.1-R6.7).

Two kinds are kept apart: an administrative inspection needs a law, certificates, and counts to the cap; a service check
(self-discipline, contract, Party check) is voluntary and sanctions nobody (国办发〔2024〕54号).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import working_days
from huying.rules.draw import Bound, quota
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from huying.rules.credit import DrawClass
    from huying.rules.deadlines import Due
    from huying.rules.workdays import WorkCalendar


class InspectionKind(Enum):
    """What kind of look at an enterprise it is."""

    ADMIN_INSPECTION = "admin_inspection"  # 行政检查
    SERVICE_CHECK = "service_check"  # 服务检查


class Body(Enum):
    """Who would inspect."""

    LAW_ENFORCEMENT = "law_enforcement"  # 有执法权的机关
    EMPOWERED = "empowered"  # 法律法规授权、依法受委托的组织
    JOINT_CONFERENCE = "joint_conference"  # 联席会议
    LEADING_GROUP = "leading_group"  # 领导小组等议事协调机构
    THIRD_PARTY = "third_party"  # 第三方
    OUTSOURCED = "outsourced"  # 外包机构
    GRID_WORKERS = "grid_workers"  # 网格员


MAY_INSPECT = frozenset({Body.LAW_ENFORCEMENT, Body.EMPOWERED})


class Tie(Enum):
    """Why an inspector must withdraw from an object 回避事由."""

    KINSHIP = "kinship"  # 亲属
    FORMER_EMPLOYMENT = "former_employment"  # 曾任职
    SHAREHOLDING = "shareholding"  # 持股


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """An inspector on the register 执法检查人员名录."""

    id: str
    has_certificate: bool
    ties: Mapping[str, frozenset[Tie]]

    def must_withdraw(self, enterprise: str) -> bool:
        """Tell whether an interest ties the inspector to an enterprise."""
        return bool(self.ties.get(enterprise))


def check_body(body: Body, *, kind: InspectionKind) -> None:
    """Refuse a body that may not carry out administrative inspections (R6.3)."""
    if kind is InspectionKind.ADMIN_INSPECTION and body not in MAY_INSPECT:
        raise RuleBrokenError("inspection.body_may_not", body=body.value)


def check_ground(*, legal_basis: str, kind: InspectionKind) -> None:
    """Refuse an administrative inspection without a law: no law, no inspection (R6.1)."""
    if kind is InspectionKind.ADMIN_INSPECTION and not legal_basis.strip():
        raise RuleBrokenError("inspection.no_law")


def check_team(team: Sequence[Inspector], *, enterprise: str, kind: InspectionKind) -> None:
    """Refuse a team of too few, without certificates, or with somebody who must withdraw (R6.1, R6.3)."""
    least = profiles.value(profiles.MINISTRY, "inspection.team_least").integer
    if len({each.id for each in team}) < least:
        raise RuleBrokenError("inspection.team_too_small", least=least)
    if tied := sorted(each.id for each in team if each.must_withdraw(enterprise)):
        raise RuleBrokenError("inspection.must_withdraw", inspectors=tied)
    lacking = sorted(each.id for each in team if not each.has_certificate)
    if kind is InspectionKind.ADMIN_INSPECTION and lacking:
        raise RuleBrokenError("inspection.no_certificate", inspectors=lacking)


def withdrawn(inspectors: Sequence[Inspector], *, enterprise: str) -> frozenset[str]:
    """Return who is left out of the draw of a team for an enterprise."""
    return frozenset(each.id for each in inspectors if each.must_withdraw(enterprise))


def check_cap(*, done: int, cap: int, kind: InspectionKind, has_lead: bool) -> None:
    """Refuse one administrative inspection more than the yearly cap, unless a complaint or lead asks for it (R6.3)."""
    if kind is InspectionKind.ADMIN_INSPECTION and done >= cap and not has_lead:
        raise RuleBrokenError("inspection.cap_reached", done=done, cap=cap)


def yearly_cap(profile: str, *, on: date) -> int:
    """Return how often an enterprise may be inspected a year in a city."""
    return profiles.value(profile, "inspection.yearly_cap", on).integer


def class_quota(found: DrawClass, *, count: int, profile: str, on: date) -> int:
    """Return how many of a class of risk are drawn: not above rounds down, not below rounds up (R6.4)."""
    ratio = profiles.value(profile, f"inspection.ratio_{found.value.lower()}", on)
    bound = Bound(profiles.value(profile, f"inspection.bound_{found.value.lower()}", on).value)
    return quota(count=count, ratio=ratio.share, bound=bound).take


def result_due(ended: date, *, profile: str, calendar: WorkCalendar) -> Due:
    """Return until when the result of an inspection task is published (R6.2)."""
    return working_days(
        ended, profiles.value(profile, "inspection.publish_working_days", ended).integer, calendar=calendar
    )


def penalty_due(start: date, days: int, *, calendar: WorkCalendar) -> Due:
    """Return when a short limit of the penalty law ends; its 2, 3, 5 and 7 days are working days (APL art. 85)."""
    if days not in {2, 3, 5, 7}:
        raise RuleBrokenError("inspection.not_a_penalty_limit", days=days)
    return working_days(start, days, calendar=calendar)


def needs_key_supervision(*, has_many_complaints: bool, has_serious_record: bool, has_lead: bool) -> bool:
    """Tell whether an enterprise is looked at for cause, outside the draw and logged apart (R6.5)."""
    return has_many_complaints or has_serious_record or has_lead
