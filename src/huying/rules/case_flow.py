"""The life of a case 诉求流程: its states and the one table of steps between them.

Source: the hotline rules of Shandong and its cities (R4.3-R4.10) and mission A5. Answered, solved and closed
are three things. There is no state in which a case can sleep: each state but CLOSED has somebody who must act
next (`AWAITS`) and a clock that runs (`CLOCKS`), and the sweeper looks at the clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.case_clocks import ClockKind
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping


class CaseState(Enum):
    """Where a case stands."""

    TRIAGE = "triage"  # 待派单
    DISPATCHED = "dispatched"  # 待签收
    HANDLING = "handling"  # 办理中
    CHECKING = "checking"  # 审核中
    RETURN_ASKED = "return_asked"  # 退单待裁定
    ANSWERED = "answered"  # 已答复待回访
    STANDING = "standing"  # 长期挂账
    CLOSED = "closed"  # 已办结


class PublicStatus(Enum):
    """What the reporter reads 对外状态; at most six."""

    RECEIVED = "received"  # 已收到
    HANDLING = "handling"  # 办理中
    ANSWERED = "answered"  # 已答复
    STANDING = "standing"  # 长期跟踪
    CLOSED = "closed"  # 已办结


class Step(Enum):
    """What may be done to a case 办理步骤."""

    RECEIVE = "receive"  # 受理
    CONFIRM = "confirm"  # 核定
    DISPATCH = "dispatch"  # 派单
    SIGN = "sign"  # 签收
    ASSIGN = "assign"  # 指派
    CONTACT = "contact"  # 联系诉求人
    ACT = "act"  # 现场处理
    DRAFT = "draft"  # 拟稿
    CHECK = "check"  # 审核
    ISSUE = "issue"  # 签发
    SEND_BACK = "send_back"  # 退单
    RULE_RETURN = "rule_return"  # 退单裁定
    EXTEND = "extend"  # 申请延期
    DECIDE_EXTENSION = "decide_extension"  # 审批延期
    PAUSE = "pause"  # 暂停计时
    RESUME = "resume"  # 恢复计时
    CALL_BACK = "call_back"  # 回访
    REWORK = "rework"  # 退回重办
    STAND_LONG_TERM = "stand_long_term"  # 长期挂账
    CLOSE = "close"  # 办结
    WITHDRAW = "withdraw"  # 诉求人撤回
    REOPEN = "reopen"  # 重启
    RELEASE_BRIEF = "release_brief"  # 发布摘要
    URGE = "urge"  # 催办
    ESCALATE = "escalate"  # 上报
    DEEM_SIGNED = "deem_signed"  # 视为签收
    REMIND = "remind"  # 提醒
    MARK = "mark"  # 亮牌
    NEW_ROUND = "new_round"  # 再次派发
    MIRROR = "mirror"  # 平台记录
    IMPORT_HISTORY = "import_history"  # 历史导入
    TAKE_BACK = "take_back"  # 撤回派单
    APPROVE_LATE = "approve_late"  # 事后审批
    CALL_DUTY = "call_duty"  # 呼叫值班
    HAND_OVER = "hand_over"  # 移交
    ASK_STANDING = "ask_standing"  # 申请挂账
    REFUSE_STANDING = "refuse_standing"  # 不予挂账
    MILESTONE = "milestone"  # 挂账节点完成
    RECALCULATE = "recalculate"  # 重算时限
    MERGE = "merge"  # 并单
    UNMERGE = "unmerge"  # 取消并单
    SPLIT = "split"  # 拆分协办
    ANSWER_PART = "answer_part"  # 协办回复
    END_PART = "end_part"  # 收回协办
    DECLINE = "decline"  # 不予受理
    ASK_RECUSAL = "ask_recusal"  # 申请回避
    RECUSE = "recuse"  # 回避
    REFUSE_RECUSAL = "refuse_recusal"  # 不予回避


class Ending(Enum):
    """How a case ended 办结方式."""

    SOLVED = "solved"  # 已解决
    EXPLAINED = "explained"  # 依法解释
    REFERRED = "referred"  # 转有权机关
    WITHDRAWN = "withdrawn"  # 诉求人撤回
    DECLINED = "declined"  # 不予受理
    IMPORTED = "imported"  # 历史数据


class Awaited(Enum):
    """Who must act next."""

    TRIAGE_POST = "triage_post"
    HOLDER = "holder"
    LEVEL_ABOVE = "level_above"
    CALLER = "caller"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From which states a step may be taken, and where it leads (None: the case stays where it is).

    `also` are the states it may lead to instead, by what was decided or said with the step.
    """

    start: frozenset[CaseState]
    to: CaseState | None = None
    also: frozenset[CaseState] = frozenset()

    def may_lead(self, before: CaseState) -> frozenset[CaseState]:
        """Return the states a case may be in after the step."""
        return self.also | {self.to or before}


def _move(*start: CaseState, to: CaseState | None = None, also: frozenset[CaseState] = frozenset()) -> Move:
    return Move(start=frozenset(start), to=to, also=also)


_S = CaseState
OPEN = frozenset(_S) - {_S.CLOSED}
AT_HOLDER = frozenset({_S.DISPATCHED, _S.HANDLING, _S.CHECKING})

FLOW: Mapping[Step, Move] = {
    Step.CONFIRM: Move(start=frozenset({_S.TRIAGE}) | AT_HOLDER),
    Step.DISPATCH: _move(_S.TRIAGE, to=_S.DISPATCHED),
    Step.TAKE_BACK: _move(_S.DISPATCHED, to=_S.TRIAGE),
    Step.SIGN: _move(_S.DISPATCHED, to=_S.HANDLING),
    Step.DEEM_SIGNED: _move(_S.DISPATCHED, to=_S.HANDLING),
    Step.ASSIGN: _move(_S.DISPATCHED, _S.HANDLING),
    Step.CONTACT: _move(_S.HANDLING),
    Step.ACT: _move(_S.HANDLING),
    Step.DRAFT: _move(_S.HANDLING, to=_S.CHECKING),
    Step.CHECK: _move(_S.CHECKING),
    Step.ISSUE: _move(_S.HANDLING, _S.CHECKING, to=_S.ANSWERED),
    Step.SEND_BACK: _move(_S.DISPATCHED, _S.HANDLING, to=_S.RETURN_ASKED),
    Step.RULE_RETURN: _move(_S.RETURN_ASKED, to=_S.DISPATCHED, also=frozenset({_S.HANDLING})),
    Step.EXTEND: _move(_S.HANDLING, _S.CHECKING),
    Step.DECIDE_EXTENSION: _move(_S.HANDLING, _S.CHECKING),
    Step.PAUSE: _move(_S.HANDLING),
    Step.RESUME: _move(_S.HANDLING),
    Step.CALL_BACK: _move(_S.ANSWERED, also=frozenset({_S.HANDLING, _S.CLOSED})),
    Step.REWORK: _move(_S.ANSWERED, _S.CHECKING, to=_S.HANDLING),
    Step.STAND_LONG_TERM: _move(_S.ANSWERED, _S.HANDLING, to=_S.STANDING),
    Step.CLOSE: _move(_S.HANDLING, _S.ANSWERED, _S.STANDING, to=_S.CLOSED),
    Step.WITHDRAW: _move(_S.TRIAGE, _S.DISPATCHED, _S.HANDLING, _S.ANSWERED, _S.STANDING, to=_S.CLOSED),
    Step.REOPEN: _move(_S.CLOSED, _S.STANDING, to=_S.HANDLING),
    Step.APPROVE_LATE: _move(_S.ANSWERED, _S.CLOSED, _S.STANDING),
    Step.ASK_STANDING: _move(_S.ANSWERED, _S.HANDLING),
    Step.REFUSE_STANDING: _move(_S.ANSWERED, _S.HANDLING),
    Step.MILESTONE: _move(_S.STANDING),
    Step.CALL_DUTY: _move(_S.TRIAGE, _S.DISPATCHED, _S.RETURN_ASKED),
    Step.HAND_OVER: Move(start=OPEN),
    Step.RECALCULATE: Move(start=OPEN),
    Step.MERGE: Move(start=frozenset({_S.TRIAGE}) | AT_HOLDER, also=frozenset({_S.DISPATCHED, _S.HANDLING})),
    Step.UNMERGE: Move(start=OPEN - {_S.ANSWERED}, also=frozenset({_S.TRIAGE, _S.DISPATCHED, _S.HANDLING})),
    Step.SPLIT: _move(_S.HANDLING, _S.STANDING),
    Step.ANSWER_PART: _move(_S.HANDLING, _S.CHECKING, _S.RETURN_ASKED, _S.STANDING),
    Step.END_PART: _move(_S.HANDLING, _S.CHECKING, _S.STANDING),
    Step.DECLINE: _move(_S.TRIAGE, to=_S.CLOSED),
    Step.ASK_RECUSAL: Move(start=OPEN - {_S.TRIAGE, _S.ANSWERED}),
    **dict.fromkeys((Step.RECUSE, Step.REFUSE_RECUSAL), Move(start=OPEN - {_S.TRIAGE})),
    Step.RELEASE_BRIEF: Move(start=OPEN),
    Step.URGE: Move(start=OPEN),
    Step.ESCALATE: Move(start=OPEN),
    Step.REMIND: Move(start=OPEN),
    Step.MARK: Move(start=OPEN),
    Step.MIRROR: Move(start=frozenset(_S), also=frozenset({_S.HANDLING})),
    Step.NEW_ROUND: Move(start=frozenset(_S), to=_S.DISPATCHED, also=frozenset({_S.TRIAGE})),
}
"""The table 流程表: steps that begin a case (RECEIVE, IMPORT_HISTORY) have no row."""

AWAITS: Mapping[CaseState, Awaited] = {
    _S.TRIAGE: Awaited.TRIAGE_POST,
    _S.DISPATCHED: Awaited.HOLDER,
    _S.HANDLING: Awaited.HOLDER,
    _S.CHECKING: Awaited.HOLDER,
    _S.RETURN_ASKED: Awaited.LEVEL_ABOVE,
    _S.ANSWERED: Awaited.CALLER,
    _S.STANDING: Awaited.HOLDER,
    _S.CLOSED: Awaited.NOBODY,
}

PUBLIC: Mapping[CaseState, PublicStatus] = {
    _S.TRIAGE: PublicStatus.RECEIVED,
    _S.DISPATCHED: PublicStatus.RECEIVED,
    _S.HANDLING: PublicStatus.HANDLING,
    _S.CHECKING: PublicStatus.HANDLING,
    _S.RETURN_ASKED: PublicStatus.HANDLING,
    _S.ANSWERED: PublicStatus.ANSWERED,
    _S.STANDING: PublicStatus.STANDING,
    _S.CLOSED: PublicStatus.CLOSED,
}

CLOCKS: Mapping[CaseState, tuple[ClockKind, ...]] = {
    _S.TRIAGE: (ClockKind.FINISH,),
    _S.DISPATCHED: (ClockKind.FINISH,),
    _S.HANDLING: (ClockKind.FINISH,),
    _S.CHECKING: (ClockKind.FINISH,),
    _S.RETURN_ASKED: (ClockKind.FINISH,),
    _S.ANSWERED: (ClockKind.CALL_BACK,),
    _S.STANDING: (ClockKind.FINISH,),
    _S.CLOSED: (),
}
"""What keeps a case awake: the clock that must run in each state; SIGN and CONTACT may run beside it."""

SEND_BACKS_BEFORE_ESCALATION = 3
"""The third send-back goes up by itself (mission A5)."""


def after(step: Step, state: CaseState) -> CaseState:
    """Return the state a step leads to, or refuse with what may be done instead."""
    move = FLOW.get(step)
    if move is None or state not in move.start:
        allowed = sorted(other.value for other, row in FLOW.items() if state in row.start)
        raise RuleBrokenError("case.step_not_now", step=step.value, state=state.value, allowed=allowed)
    return move.to or state


def may_follow(state: CaseState) -> frozenset[Step]:
    """Return the steps that may be taken in a state."""
    return frozenset(step for step, move in FLOW.items() if state in move.start)
