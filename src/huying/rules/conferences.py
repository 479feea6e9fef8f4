"""Joint conference 联席会议: what it may decide, when it is valid, and how its resolutions live.

Source: R3.2 (SDCR art. 74: called by the street, five classes of topics; a resolution without lead or due date cannot
be closed); R6.3 (a coordinating body 议事协调机构 may neither inspect nor penalise); Civil Code art. 278 (what owners
decide together). Quorum, limits and word lists are local and a rule set.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from huying.rules.case_clocks import Limit, LimitUnit, due_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from huying.rules.workdays import WorkCalendar

OWNERS_MATTERS = range(1, 10)
"""The numbered matters of Civil Code art. 278 which owners decide together."""


class ConferenceKind(Enum):
    """Which conference it is."""

    STREET = "street"  # 镇街物业管理联席会议
    COMMUNITY = "community"  # 社区联席会议
    PARTY_BUILDING = "party_building"  # 党建联席会议


class TopicClass(Enum):
    """The five classes of topics (R3.2)."""

    DUTY = "duty"  # 业委会、部门不履行职责
    HANDOVER = "handover"  # 物业退出与交接
    EMERGENCY = "emergency"  # 突发事件
    LINK = "link"  # 物业与社区衔接配合
    OTHER = "other"  # 其他


class ConferenceState(Enum):
    """Where a conference stands."""

    PLANNED = "planned"  # 筹备
    CALLED = "called"  # 已通知
    HELD = "held"  # 已召开
    CIRCULATED = "circulated"  # 会签中
    ISSUED = "issued"  # 已签发
    CANCELLED = "cancelled"  # 已取消


class ConferenceStep(Enum):
    """What may be done with a conference."""

    PLAN = "plan"  # 筹备
    ADD_ITEM = "add_item"  # 增加议题
    DROP_ITEM = "drop_item"  # 撤下议题
    INVITE = "invite"  # 确定参会单位
    CALL = "call"  # 发出通知
    POSTPONE = "postpone"  # 改期
    CANCEL = "cancel"  # 取消
    ATTEND = "attend"  # 签到
    EXCUSE = "excuse"  # 请假
    HOLD = "hold"  # 开会
    SUM_UP = "sum_up"  # 记录讨论
    RESOLVE = "resolve"  # 议定
    STRIKE = "strike"  # 删去议定事项
    CIRCULATE = "circulate"  # 送会签
    COMMENT = "comment"  # 会签
    TAKE_BACK = "take_back"  # 退回修改
    ISSUE = "issue"  # 签发
    REVISE = "revise"  # 另立新版
    FINISH = "finish"  # 办结
    LIFT = "lift"  # 解除
    LATE = "late"  # 议定事项逾期


_S = ConferenceState
_OPEN = frozenset({_S.PLANNED, _S.CALLED})
_AFTER = frozenset({_S.HELD, _S.CIRCULATED, _S.ISSUED})
FLOW: Mapping[ConferenceStep, tuple[frozenset[ConferenceState], ConferenceState | None]] = {
    ConferenceStep.ADD_ITEM: (_OPEN, None),
    ConferenceStep.DROP_ITEM: (_OPEN, None),
    ConferenceStep.INVITE: (_OPEN, None),
    ConferenceStep.CALL: (frozenset({_S.PLANNED}), _S.CALLED),
    ConferenceStep.POSTPONE: (_OPEN, None),
    ConferenceStep.CANCEL: (_OPEN, _S.CANCELLED),
    ConferenceStep.ATTEND: (frozenset({_S.CALLED, _S.HELD}), None),
    ConferenceStep.EXCUSE: (frozenset({_S.CALLED}), None),
    ConferenceStep.HOLD: (frozenset({_S.CALLED}), _S.HELD),
    ConferenceStep.SUM_UP: (frozenset({_S.HELD}), None),
    ConferenceStep.RESOLVE: (frozenset({_S.HELD}), None),
    ConferenceStep.STRIKE: (frozenset({_S.HELD}), None),
    ConferenceStep.CIRCULATE: (frozenset({_S.HELD}), _S.CIRCULATED),
    ConferenceStep.COMMENT: (frozenset({_S.CIRCULATED}), None),
    ConferenceStep.TAKE_BACK: (frozenset({_S.CIRCULATED}), _S.HELD),
    ConferenceStep.ISSUE: (frozenset({_S.CIRCULATED}), _S.ISSUED),
    ConferenceStep.REVISE: (frozenset({_S.ISSUED}), _S.HELD),
    ConferenceStep.FINISH: (_AFTER, None),
    ConferenceStep.LIFT: (_AFTER, None),
    ConferenceStep.LATE: (_AFTER, None),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


class ResolutionKind(Enum):
    """What a resolution is."""

    TASK = "task"  # 任务
    MOTION = "motion"  # 提请业主共同决定
    TRANSFER = "transfer"  # 移送有权机关


class Basis(Enum):
    """On what a task rests: the conference itself gives no duty."""

    DUTY = "duty"  # 法定职责或责任清单
    CONSENT = "consent"  # 承办单位当场承诺
    ORDER = "order"  # 上级交办


class ResolutionState(Enum):
    """Where a resolution stands."""

    OPEN = "open"  # 办理中
    DONE = "done"  # 已办结
    LIFTED = "lifted"  # 已解除


class Stance(Enum):
    """What a body said to the minutes."""

    AGREED = "agreed"  # 同意
    OBJECTED = "objected"  # 有意见
    SILENT = "silent"  # 逾期未反馈


class Ban(Enum):
    """What a conference may not do, and by which form it goes instead."""

    OWNERS = "owners"  # 代业主决定
    POWERS = "powers"  # 处罚、检查等执法权
    PERSON = "person"  # 公开个人


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceRules:
    """A version of the rule set."""

    number: int
    quorum: Fraction
    comment: Limit
    most_items: int
    most_members: int
    bans: Mapping[Ban, tuple[str, ...]]


def after(step: ConferenceStep, state: ConferenceState) -> ConferenceState:
    """Return the state a step leads to, or refuse with what stands in the way."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("conference.step_not_now", conference_step=step, conference_state=state)
    return to or state


def read_rules(number: int, body: Mapping[str, Any]) -> ConferenceRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        rules = ConferenceRules(
            number=number,
            quorum=Fraction(str(body["rules"]["quorum"])),
            comment=_limit(body["limits"]["comment"]),
            most_items=_count(body["rules"]["most_items"]),
            most_members=_count(body["rules"]["most_members"]),
            bans={ban: tuple(str(word) for word in body["bans"][ban.value]) for ban in Ban},
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("conference.rules_unreadable", part=str(error)) from None
    if not 0 < rules.quorum <= 1:
        raise RuleBrokenError("conference.rules_unreadable", part="quorum")
    return rules


def _limit(row: Mapping[str, Any]) -> Limit:
    return Limit(_count(row["amount"]), LimitUnit(row["unit"]))


def _count(given: Any) -> int:
    if int(given) < 1:
        raise ValueError(given)
    return int(given)


def needed(members: int, *, rules: ConferenceRules) -> int:
    """Return how many members must be there: the smallest whole number that reaches the share."""
    share = rules.quorum * members
    return -(-share.numerator // share.denominator)


def check_quorum(*, members: int, present: int, rules: ConferenceRules) -> None:
    """Refuse to open a conference at which too few members are; observers are not counted."""
    if members < 1:
        raise RuleBrokenError("conference.nobody_invited")
    least = needed(members, rules=rules)
    if present < least:
        raise RuleBrokenError("conference.no_quorum", present=present, needed=least, members=members)


def found_ban(words: str, *, rules: ConferenceRules) -> tuple[Ban, str] | None:
    """Return the first ban that words run into, with the words found."""
    plain = "".join(words.split())
    for ban in Ban:
        for each in rules.bans[ban]:
            if each in plain:
                return ban, each
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What is to be written down as resolved."""

    kind: ResolutionKind
    words: str
    has_owner: bool
    owner_present: bool
    owner_has_powers: bool
    due_on: date | None
    basis: Basis | None = None
    basis_words: str = ""
    matter: int | None = None


def check_resolution(resolved: Resolved, *, today: date, rules: ConferenceRules) -> date:
    """Return the day of a resolution, or refuse it: without owner, day or ground, or with no power for it.

    A motion names the owners' matter; a transfer goes to a body with powers; only a task is searched for bans,
    except that a person is published by none of them.
    """
    if not resolved.has_owner:
        raise RuleBrokenError("conference.no_owner")
    if resolved.due_on is None:
        raise RuleBrokenError("conference.no_due")
    if resolved.due_on < today:
        raise RuleBrokenError("conference.due_past", first=today)
    if resolved.kind is ResolutionKind.MOTION and resolved.matter not in OWNERS_MATTERS:
        raise RuleBrokenError("conference.no_matter")
    if resolved.kind is ResolutionKind.TRANSFER and not resolved.owner_has_powers:
        raise RuleBrokenError("conference.no_powers")
    _check_bans(resolved, rules=rules)
    if resolved.kind is ResolutionKind.TASK:
        _check_basis(resolved)
    return resolved.due_on


def _check_basis(resolved: Resolved) -> None:
    if resolved.basis is None:
        raise RuleBrokenError("conference.no_basis")
    if resolved.basis is Basis.CONSENT and not resolved.owner_present:
        raise RuleBrokenError("conference.consent_absent")
    if resolved.basis is not Basis.CONSENT and not resolved.basis_words.strip():
        raise RuleBrokenError("conference.basis_words")


def _check_bans(resolved: Resolved, *, rules: ConferenceRules) -> None:
    found = found_ban(resolved.words, rules=rules)
    if found is None:
        return
    ban, words = found
    if ban is Ban.PERSON or resolved.kind is ResolutionKind.TASK:
        raise RuleBrokenError(f"conference.ban_{ban.value}", found=words)


def comment_until(circulated_at: datetime, *, rules: ConferenceRules, calendar: WorkCalendar) -> datetime:
    """Return until when a body named for it may comment on the minutes."""
    return due_of(rules.comment, start=circulated_at, calendar=calendar).due


def check_issue(*, asked: Collection[int], answered: Collection[int], until: datetime, at: datetime) -> None:
    """Refuse to issue minutes while a body asked for its comment is silent and its time still runs."""
    if set(asked) - set(answered) and at <= until:
        raise RuleBrokenError("conference.comments_run", until=until)


def number_words(host: str, *, year: int, sequence: int, version: int) -> str:
    """Return the number of minutes 文号 as it stands on them."""
    words = f"{host}联席纪要〔{year}〕{sequence}号"
    return words if version == 1 else f"{words}（第{version}版）"
