"""Leading groups, task groups and the property office 领导小组、工作专班、物业办: who must be in them, for how long.

Source: mission A1 (organisation, housing, civil affairs, urban management and the deputies of towns and streets sit in
the leading group under the leader in charge; the task group is of the organisation department and the housing bureau).
Which sectors, how long a term may be and when its end is told beforehand is local and a rule set.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.case_clocks import Limit, LimitUnit
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import LEADERS, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class GroupKind(Enum):
    """What kind of group it is."""

    LEADING = "leading"  # 领导小组
    TASK_GROUP = "task_group"  # 工作专班
    OFFICE = "office"  # 物业办


class GroupState(Enum):
    """Where it stands."""

    FORMING = "forming"  # 组建中
    STANDING = "standing"  # 运行中
    DISSOLVED = "dissolved"  # 已撤销


class SeatRank(Enum):
    """What somebody is in a group."""

    HEAD = "head"  # 组长（主任）
    DEPUTY = "deputy"  # 副组长（副主任）
    MEMBER = "member"  # 成员


class GroupStep(Enum):
    """What is done with it."""

    FORM = "form"  # 提出组建
    SEAT = "seat"  # 增加成员
    UNSEAT = "unseat"  # 成员退出
    SET_UP = "set_up"  # 成立
    MEET = "meet"  # 召开会议
    DECIDE = "decide"  # 议定任务
    FINISH = "finish"  # 任务办结
    LATE = "late"  # 任务逾期
    REMIND = "remind"  # 任期届满提醒
    RENEW = "renew"  # 续期
    DISSOLVE = "dissolve"  # 撤销


_S = GroupState
_OPEN = frozenset({_S.FORMING, _S.STANDING})
_STANDING = frozenset({_S.STANDING})
FLOW: Mapping[GroupStep, tuple[frozenset[GroupState], GroupState | None]] = {
    GroupStep.SEAT: (_OPEN, None),
    GroupStep.UNSEAT: (_OPEN, None),
    GroupStep.SET_UP: (frozenset({_S.FORMING}), _S.STANDING),
    GroupStep.MEET: (_STANDING, None),
    GroupStep.DECIDE: (_STANDING, None),
    GroupStep.FINISH: (frozenset({_S.STANDING, _S.DISSOLVED}), None),
    GroupStep.LATE: (frozenset({_S.STANDING, _S.DISSOLVED}), None),
    GroupStep.REMIND: (_STANDING, None),
    GroupStep.RENEW: (_STANDING, None),
    GroupStep.DISSOLVE: (_OPEN, _S.DISSOLVED),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A sector 条线 that must be there, and how often at least."""

    code: str
    name: str
    english: str
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadershipRules:
    """A version of the rule set."""

    number: int
    sectors: Mapping[GroupKind, tuple[Sector, ...]]
    most_term_years: int
    remind_days: int
    first_study: Limit
    next_study: Limit
    study_soon_days: int

    def sector(self, kind: GroupKind, code: str) -> Sector | None:
        """Return a sector of a kind of group."""
        return next((each for each in self.sectors[kind] if each.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A seat as the rules see it; `role` is known where the seat is a post of the system."""

    rank: SeatRank
    sector: str
    role: Role | None = None


def after(step: GroupStep, state: GroupState) -> GroupState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("group.step_not_now", group_step=step, group_state=state)
    return to or state


def read_rules(number: int, body: Mapping[str, Any]) -> LeadershipRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        return LeadershipRules(
            number=number,
            sectors={kind: tuple(_sector(row) for row in body["groups"][kind.value]) for kind in GroupKind},
            most_term_years=_count(body["terms"]["most_years"]),
            remind_days=_count(body["terms"]["remind_days"]),
            first_study=_limit(body["study"]["first"]),
            next_study=_limit(body["study"]["next"]),
            study_soon_days=_count(body["study"]["soon_days"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("group.rules_unreadable", part=str(error)) from None


def _sector(row: Mapping[str, Any]) -> Sector:
    return Sector(code=str(row["code"]), name=str(row["name"]), english=str(row["en"]), least=_count(row["least"]))


def _limit(row: Mapping[str, Any]) -> Limit:
    return Limit(_count(row["amount"]), LimitUnit(row["unit"]))


def _count(given: Any) -> int:
    if int(given) < 1:
        raise ValueError(given)
    return int(given)


def missing(kind: GroupKind, seats: Iterable[Seated], *, rules: LeadershipRules) -> list[tuple[Sector, int]]:
    """Return the sectors of which too few are there, each with how many are missing."""
    there = Counter(seat.sector for seat in seats)
    return [(each, each.least - there[each.code]) for each in rules.sectors[kind] if there[each.code] < each.least]


def check_composition(kind: GroupKind, seats: Iterable[Seated], *, rules: LeadershipRules) -> None:
    """Refuse a group without its one head, with a head who is no leader, or without a sector that must be there."""
    found = list(seats)
    heads = [seat for seat in found if seat.rank is SeatRank.HEAD]
    if len(heads) != 1:
        raise RuleBrokenError("group.one_head", count=len(heads))
    if kind is GroupKind.LEADING and heads[0].role is not None and heads[0].role not in LEADERS:
        raise RuleBrokenError("group.head_no_leader")
    lacking = missing(kind, found, rules=rules)
    if lacking:
        raise RuleBrokenError("group.sectors_missing", sectors="、".join(each.name for each, _count in lacking))


def check_term(*, starts_on: date, ends_on: date, rules: LeadershipRules) -> None:
    """Refuse a term that ends before it begins or is longer than the rules allow."""
    if ends_on <= starts_on:
        raise RuleBrokenError("group.term_backwards")
    if ends_on > _years_later(starts_on, rules.most_term_years):
        raise RuleBrokenError("group.term_too_long", years=rules.most_term_years)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def remind_on(ends_on: date, *, rules: LeadershipRules) -> date:
    """Return the day from which the end of a term is told."""
    return ends_on - timedelta(days=rules.remind_days)
