"""Monthly close 月度结算: which days a period has, when it is frozen, who is ranked, and what a person should look at.

Source: R4.9 (three rates, what is left out), R12.5 (no ranking by raw volume), trust I4. The figures of a period are
frozen with the version of the rules, checked by those they are about, and published by a person; what changes later
is a correction beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from huying.rules.case_clocks import Limit, LimitUnit, due_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from huying.rules.workdays import WorkCalendar

DECEMBER, LAST_FIRST_DAY, RATES, WHOLE = 12, 28, 3, 100
TOWN_ENDINGS = ("镇", "乡")


class ClosingState(Enum):
    """Where a closed month stands."""

    CHECKING = "checking"  # 核对期
    PUBLISHED = "published"  # 已发布


class ClosingStep(Enum):
    """What may be done with a closed month."""

    FREEZE = "freeze"  # 冻结数据
    OBJECT = "object"  # 提出异议
    RULE = "rule"  # 裁定异议
    PUBLISH = "publish"  # 发布通报
    CORRECT = "correct"  # 发布后更正
    LOOK = "look"  # 核实异常信号


_S = ClosingState
FLOW: Mapping[ClosingStep, tuple[frozenset[ClosingState], ClosingState | None]] = {
    ClosingStep.FREEZE: (frozenset({_S.CHECKING}), None),
    ClosingStep.OBJECT: (frozenset({_S.CHECKING}), None),
    ClosingStep.RULE: (frozenset({_S.CHECKING}), None),
    ClosingStep.PUBLISH: (frozenset({_S.CHECKING}), _S.PUBLISHED),
    ClosingStep.CORRECT: (frozenset({_S.PUBLISHED}), None),
    ClosingStep.LOOK: (frozenset(_S), None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


class Fact(Enum):
    """What an objection may say is wrong; what the reporter said is the reporter's word and can only be left out."""

    CONTACTED = "contacted"  # 按时联系
    ON_TIME = "on_time"  # 按时答复


class Subject(Enum):
    """Of whom figures are shown side by side."""

    DISTRICT = "district"  # 区市
    STREET = "street"  # 镇街
    DEPARTMENT = "department"  # 部门
    ENTERPRISE = "enterprise"  # 物业服务企业


class SignKind(Enum):
    """What looks like pressure on the figures and is shown to a person."""

    WITHDRAWN = "withdrawn"  # 撤回偏多
    LATE_RUSH = "late_rush"  # 期末集中办结
    BURST = "burst"  # 短时集中评价
    PHOTO = "photo"  # 办结照片重复使用
    DEVICE = "device"  # 同一设备多次评价
    NETWORK = "network"  # 被评价单位网络内评价


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """From where on something is shown to a person."""

    withdrawn_percent: int
    withdrawn_least: int
    late_days: int
    late_percent: int
    late_least: int
    burst_minutes: int
    burst_least: int
    photo_least: int
    device_least: int
    network_least: int = 2  # versions released before it was written down


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRules:
    """A version of the rule set."""

    number: int
    first_day: int
    few: int
    weights: tuple[int, ...]
    settle: Limit
    check: Limit
    grounds: Mapping[str, str]
    signs: Signs


def after(step: ClosingStep, state: ClosingState) -> ClosingState:
    """Return the state a step leads to, or refuse with what stands in the way."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("closing.step_not_now", closing_step=step, closing_state=state)
    return to or state


def read_rules(number: int, body: Mapping[str, Any]) -> ClosingRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        given = body["rules"]
        rules = ClosingRules(
            number=number,
            first_day=_count(given["first_day"]),
            few=_count(given["few"]),
            weights=tuple(int(each) for each in given["weights"]),
            settle=_limit(body["limits"]["settle"]),
            check=_limit(body["limits"]["check"]),
            grounds={str(code): str(words) for code, words in body["grounds"].items()},
            signs=Signs(**{str(name): _count(value) for name, value in body["signs"].items()}),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("closing.rules_unreadable", part=str(error)) from None
    if rules.first_day > LAST_FIRST_DAY:
        raise RuleBrokenError("closing.rules_unreadable", part="first_day")
    if len(rules.weights) != RATES or min(rules.weights) < 0 or not sum(rules.weights):
        raise RuleBrokenError("closing.rules_unreadable", part="weights")
    return rules


def _limit(row: Mapping[str, Any]) -> Limit:
    return Limit(_count(row["amount"]), LimitUnit(row["unit"]))


def _count(given: Any) -> int:
    if int(given) < 1:
        raise ValueError(given)
    return int(given)


def period_of(month: date, *, rules: ClosingRules) -> tuple[date, date]:
    """Return the first day of a period and the first day after it.

    A period is called by the month it ends in: with `first_day` 26, 2026-11 runs from 26 October to 25 November.
    """
    if rules.first_day == 1:
        return month.replace(day=1), _shifted(month, 1)
    end = month.replace(day=rules.first_day)
    return _shifted(month, -1).replace(day=rules.first_day), end


def _shifted(month: date, by: int) -> date:
    count = month.year * DECEMBER + month.month - 1 + by
    return date(count // DECEMBER, count % DECEMBER + 1, 1)


def last_over(today: date, *, rules: ClosingRules) -> date:
    """Return the month of the last period that is over on a day."""
    month = today.replace(day=1)
    while period_of(month, rules=rules)[1] > today:
        month = _shifted(month, -1)
    return month


def month_of(day: date, *, rules: ClosingRules) -> date:
    """Return the month a day's period is called by."""
    return _shifted(day, 1) if rules.first_day > 1 and day.day >= rules.first_day else day.replace(day=1)


def freeze_from(end: datetime, *, rules: ClosingRules, calendar: WorkCalendar) -> datetime:
    """Return from when a period that ended may be frozen: the contact limits of its last day are decided by then."""
    return due_of(rules.settle, start=end - timedelta(seconds=1), calendar=calendar).due


def check_until(frozen_at: datetime, *, rules: ClosingRules, calendar: WorkCalendar) -> datetime:
    """Return until when those counted may object."""
    return due_of(rules.check, start=frozen_at, calendar=calendar).due


def check_objection(
    *, ground: str, fact: Fact | None, is_now: bool | None, until: datetime, at: datetime, rules: ClosingRules
) -> None:
    """Refuse an objection that comes late, names no ground of the list, or says of a fact what stands there.

    An objection either leaves the case out on a ground, or says that a fact is wrong; `is_now` is the fact as it
    stands, None where the case has none (nobody was called back).
    """
    if at > until:
        raise RuleBrokenError("closing.check_over", until=until)
    if (fact is None) == (not ground):
        raise RuleBrokenError("closing.objection_what")
    if fact is None and ground not in rules.grounds:
        raise RuleBrokenError("closing.ground_unknown")
    if fact is not None and is_now is None:
        raise RuleBrokenError("closing.fact_missing")


def check_publish(*, open_objections: int, until: datetime, at: datetime) -> None:
    """Refuse to publish while objections may come or wait for a ruling."""
    if at <= until:
        raise RuleBrokenError("closing.check_runs", until=until)
    if open_objections:
        raise RuleBrokenError("closing.objections_open", count=open_objections)


def street_group(name: str) -> str:
    """Return with which streets one is compared: towns with towns, city streets with city streets."""
    return "town" if name.endswith(TOWN_ENDINGS) else "urban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One of those compared: with whom, on how many call-backs, with which score in points (two decimals)."""

    key: int
    group: str
    call_backs: int
    score: str | None


def ranks(entries: Iterable[Entry], *, few: int) -> dict[int, int]:
    """Return the ranks inside each group, the best first; equal scores share one, small samples have none."""
    found: dict[int, int] = {}
    groups: dict[str, list[tuple[Fraction, int]]] = {}
    for entry in entries:
        if entry.score is not None and entry.call_backs >= few:
            groups.setdefault(entry.group, []).append((Fraction(entry.score), entry.key))
    for rows in groups.values():
        scores = [score for score, _key in rows]
        for score, key in rows:
            found[key] = 1 + sum(other > score for other in scores)
    return found


def is_above(part: int, whole: int, *, percent: int, least: int) -> bool:
    """Tell whether a share is one to look at: enough cases, and at least so many of a hundred."""
    return whole >= least and part * WHOLE >= percent * whole


def burst(moments: Iterable[datetime], *, minutes: int, least: int) -> int:
    """Return the most moments that lie within so many minutes, nought where they are fewer than `least`."""
    ordered = sorted(moments)
    span, most, first = timedelta(minutes=minutes), 0, 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] > span:
            first += 1
        most = max(most, last - first + 1)
    return most if most >= least else 0


def number_words(city: str, *, year: int, sequence: int) -> str:
    """Return the number of a published notice 通报文号."""
    return f"{city}红色物业通报〔{year}〕{sequence}号"
