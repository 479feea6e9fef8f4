"""Whistle and report-in 吹哨报到: who may be called, within what time, and what follows when nobody comes.

Source: R4.6 (the street calls departments, they must respond, both are evaluated 双考核; the times are local, CFG).
Causes are the three of the first city that used whistles; the list, paces and grounds are a rule set.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.case_clocks import Limit, LimitUnit, due_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from huying.rules.deadlines import DueAt
    from huying.rules.workdays import WorkCalendar

LOWEST, HIGHEST = 1, 5
"""An appraisal 评价 of one unit by another."""
LEVELS = ("district", "city")
"""Who is told one after the other when a called unit does not come."""


class Cause(Enum):
    """Why somebody whistles 吹哨事由."""

    HARD_MATTER = "hard_matter"  # 群众反映突出、镇街难以单独解决
    JOINT_ENFORCEMENT = "joint_enforcement"  # 综合执法
    EMERGENCY = "emergency"  # 应急处置


class Direction(Enum):
    """Who calls whom 吹哨方向."""

    STREET = "street"  # 镇街吹哨、部门报到
    DEPARTMENT = "department"  # 牵头部门吹哨、部门报到
    TO_STREET = "to_street"  # 部门吹哨、镇街报到


class Pace(Enum):
    """How soon the called units must be there 响应等级."""

    URGENT = "urgent"
    SAME_DAY = "same_day"
    NORMAL = "normal"


class WhistleState(Enum):
    """Where a whistle stands."""

    WAITING = "waiting"  # 待批准
    BLOWN = "blown"  # 已吹哨
    DECIDED = "decided"  # 已会商
    CLOSED = "closed"  # 已销号
    TURNED_DOWN = "turned_down"  # 未批准


class WhistleStep(Enum):
    """What may be done with a whistle."""

    ASK = "ask"  # 申请吹哨
    APPROVE = "approve"  # 批准
    TURN_DOWN = "turn_down"  # 不批准
    PAPER = "paper"  # 补单
    ACKNOWLEDGE = "acknowledge"  # 应哨
    ARRIVE = "arrive"  # 报到
    REFUSE = "refuse"  # 拒绝
    RULE = "rule"  # 裁定
    LATE = "late"  # 逾期未到
    ESCALATE = "escalate"  # 升级
    DECIDE = "decide"  # 会商决定
    FINISH_TASK = "finish_task"  # 任务完成
    CLOSE = "close"  # 销号
    APPRAISE = "appraise"  # 互评


_S = WhistleState
FLOW: Mapping[WhistleStep, tuple[frozenset[WhistleState], WhistleState | None]] = {
    WhistleStep.APPROVE: (frozenset({_S.WAITING}), _S.BLOWN),
    WhistleStep.TURN_DOWN: (frozenset({_S.WAITING}), _S.TURNED_DOWN),
    WhistleStep.PAPER: (frozenset({_S.BLOWN, _S.DECIDED}), None),
    WhistleStep.ACKNOWLEDGE: (frozenset({_S.BLOWN}), None),
    WhistleStep.ARRIVE: (frozenset({_S.BLOWN, _S.DECIDED}), None),
    WhistleStep.REFUSE: (frozenset({_S.BLOWN}), None),
    WhistleStep.RULE: (frozenset({_S.BLOWN, _S.DECIDED}), None),
    WhistleStep.LATE: (frozenset({_S.BLOWN, _S.DECIDED}), None),
    WhistleStep.ESCALATE: (frozenset({_S.BLOWN, _S.DECIDED}), None),
    WhistleStep.DECIDE: (frozenset({_S.BLOWN}), _S.DECIDED),
    WhistleStep.FINISH_TASK: (frozenset({_S.DECIDED}), None),
    WhistleStep.CLOSE: (frozenset({_S.DECIDED}), _S.CLOSED),
    WhistleStep.APPRAISE: (frozenset({_S.CLOSED}), None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: WhistleStep, state: WhistleState) -> WhistleState:
    """Return the state a step leads to, or refuse with what may be done instead."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("whistle.step_not_now", whistle_step=step, whistle_state=state)
    return to or state


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the whistle list 吹哨清单: what it is, which departments it usually calls, how soon."""

    code: str
    zh: str
    en: str
    subjects: tuple[str, ...]
    pace: Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class WhistleList:
    """A version of the list with its paces, grounds of refusal and limits."""

    number: int
    items: Mapping[str, Item]
    grounds: Mapping[str, Mapping[str, str]]
    paces: Mapping[Pace, Limit]
    limits: Mapping[str, Limit]
    most_called: int

    def item(self, code: str) -> Item:
        """Return a line, or refuse one that this version has not."""
        if code not in self.items:
            raise RuleBrokenError("whistle.item_unknown", item=code)
        return self.items[code]


def read_list(number: int, body: Mapping[str, Any]) -> WhistleList:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        return WhistleList(
            number=number,
            items={code: _item(code, row) for code, row in body["items"].items()},
            grounds={code: {"zh": str(row["zh"]), "en": str(row["en"])} for code, row in body["grounds"].items()},
            paces={pace: _limit(body["paces"][pace.value]) for pace in Pace},
            limits={name: _limit(body["limits"][name]) for name in ("paper", "refuse", "city")},
            most_called=int(body["rules"]["most_called"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("whistle.list_unreadable", part=str(error)) from None


def _item(code: str, row: Mapping[str, Any]) -> Item:
    return Item(
        code=code, zh=str(row["zh"]), en=str(row["en"]), subjects=tuple(row["subjects"]), pace=Pace(row["pace"])
    )


def _limit(row: Mapping[str, Any]) -> Limit:
    limit = Limit(int(row["amount"]), LimitUnit(row["unit"]))
    if limit.amount < 1:
        raise ValueError(limit.amount)
    return limit


def arrive_by(pace: Pace, *, at: datetime, rules: WhistleList, calendar: WorkCalendar) -> DueAt:
    """Return by when the called units must be there; the time runs from the call."""
    return due_of(rules.paces[pace], start=at, calendar=calendar)


def check_asked(
    *, called: Sequence[int], caller: int, cause: Cause, pace: Pace, is_oral: bool, rules: WhistleList
) -> None:
    """Refuse a whistle that calls nobody, too many, somebody twice or itself, or goes orally without an emergency."""
    if not called:
        raise RuleBrokenError("whistle.nobody_called")
    if len(set(called)) != len(called):
        raise RuleBrokenError("whistle.called_twice")
    if caller in called:
        raise RuleBrokenError("whistle.calls_itself")
    if len(called) > rules.most_called:
        raise RuleBrokenError("whistle.too_many", most=rules.most_called)
    if is_oral and cause is not Cause.EMERGENCY:
        raise RuleBrokenError("whistle.oral_no_emergency")
    if is_oral and pace is not Pace.URGENT:
        raise RuleBrokenError("whistle.oral_not_urgent")


def check_refusal(
    ground: str, *, called_at: datetime, at: datetime, rules: WhistleList, calendar: WorkCalendar
) -> None:
    """Refuse a refusal without a ground of the list, or after its limit."""
    if ground not in rules.grounds:
        raise RuleBrokenError("whistle.ground_unknown")
    last = due_of(rules.limits["refuse"], start=called_at, calendar=calendar).due
    if at > last:
        raise RuleBrokenError("whistle.refusal_late", last=last)


def levels_told(*, due: datetime, at: datetime, rules: WhistleList, calendar: WorkCalendar) -> int:
    """Return how many levels must have been told that a unit is missing: none in time, the district, then the city."""
    if at <= due:
        return 0
    return 2 if at > due_of(rules.limits["city"], start=due, calendar=calendar).due else 1


def check_appraisal(score: int, *, is_excused: bool, is_given: bool) -> None:
    """Refuse an appraisal out of range, given twice, or of a unit whose refusal was upheld."""
    if not LOWEST <= score <= HIGHEST:
        raise RuleBrokenError("whistle.score_range", lowest=LOWEST, highest=HIGHEST)
    if is_given:
        raise RuleBrokenError("whistle.appraised_already")
    if is_excused:
        raise RuleBrokenError("whistle.excused")
