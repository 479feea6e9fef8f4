"""Drafting, checking and issuing an answer 拟稿、审核、签发; the reporter sees only what was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.carrying import followers, let_go
from huying.cases.actions.handling import sign
from huying.cases.actions.stepping import needs, stepping
from huying.cases.models import Answer, CasePart
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.parts import check_issue

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor

ANSWER_LENGTH = 5000
ANSWERED = "case.answered"


def draft(ref: CaseRef, *, text: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Put an answer before the checkers; how many must approve is said by the rule set."""
    with stepping(Step.DRAFT, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version) as taking:
        answer = _drafted(taking, text)
        taking.facts |= {"answer": answer.pk, "approvals_needed": answer.approvals_needed}
        return taking.case


def _drafted(taking: Taking, text: str) -> Answer:
    words = needs(text, code="case.answer_missing")
    if len(words) > ANSWER_LENGTH:
        raise RuleBrokenError("case.too_long", field="answer", length=len(words), most=ANSWER_LENGTH)
    case, limits = taking.case, taking.limits
    answer = Answer(
        case=case,
        text=words,
        unit=case.holder_unit,
        drafted_by_id=taking.actor.person_id,
        drafted_at=taking.at,
        approvals_needed=int(limits.setting("approvals")[limits.row(kind=case.kind, urgency=case.urgency)]),
    )
    taking.folder.add(answer)
    return answer


def check_draft(
    ref: CaseRef, *, is_approved: bool, remark: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Approve a draft, or send it back to its writer with a remark; remarks are kept."""
    step = Step.CHECK if is_approved else Step.REWORK
    with stepping(step, ref, policy=policies.CHECK_ANSWER, actor=actor, at=at, version=version, note=remark) as taking:
        if taking.state_before is not CaseState.CHECKING:
            raise RuleBrokenError("case.no_draft")
        answer = current_draft(taking.folder)
        if is_own(answer, actor):
            raise RuleBrokenError("case.own_draft")
        if is_approved:
            answer.approvals += 1
        else:
            needs(remark, code="case.remark_missing")
            answer.is_refused = True
        taking.folder.save(answer, "approvals", "is_refused")
        taking.facts |= {"answer": answer.pk, "approved": is_approved}
        return taking.case


def approve_late(ref: CaseRef, *, remark: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Approve after the fact an urgent answer that was issued before its approvals 事后审批."""
    with stepping(
        Step.APPROVE_LATE, ref, policy=policies.CHECK_ANSWER, actor=actor, at=at, version=version, note=remark
    ) as taking:
        answer = taking.folder.last(Answer, is_issued_before_approval=True)
        if answer is None or not waits_for_approval(answer):
            raise RuleBrokenError("case.nothing_to_approve")
        if is_own(answer, actor):
            raise RuleBrokenError("case.own_draft")
        answer.approvals += 1
        taking.folder.save(answer, "approvals")
        taking.facts |= {"answer": answer.pk, "approvals": answer.approvals}
        return taking.case


def waits_for_approval(answer: Answer) -> bool:
    """Tell whether an answer that was issued before its approvals still wants one."""
    return answer.is_issued_before_approval and answer.approvals < answer.approvals_needed


def current_draft(folder: Folder) -> Answer:
    """Return the draft before the checkers, or refuse."""
    answer = folder.last(Answer, is_refused=False, issued_at=None)
    if answer is None:
        raise RuleBrokenError("case.no_draft")
    return answer


def drop_drafts(folder: Folder) -> None:
    """Put aside what was drafted and never issued; a later round must not issue it by mistake."""
    folder.update(Answer, {"issued_at": None, "is_refused": False}, is_refused=True)


def is_own(answer: Answer, actor: Actor) -> bool:
    """Tell whether an actor wrote the answer, which somebody else must approve."""
    return actor.person_id is not None and answer.drafted_by_id == actor.person_id


def issue(
    ref: CaseRef, *, actor: Actor, at: datetime, version: int | None = None, text: str = "", reason: str = ""
) -> Case:
    """Issue the answer 签发: the finish clock stops, the call-back clock starts, the reporter may read it.

    An urgent case may be issued before approval; that is marked and approved afterwards. The one who issues
    counts as an approver unless the draft is their own. While an assisting unit still owes its part, the answer goes
    out only with the reason why it goes without.
    """
    with stepping(Step.ISSUE, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version) as taking:
        case, limits = taking.case, taking.limits
        _without_parts(taking, reason)
        if text.strip() and taking.state_before is CaseState.CHECKING:
            drop_drafts(taking.folder)
        answer = _drafted(taking, text) if text.strip() else current_draft(taking.folder)
        row = limits.row(kind=case.kind, urgency=case.urgency)
        is_before = row in limits.setting("issue_before_approval")
        approvals = answer.approvals + _own_approval(taking, answer)
        if approvals < answer.approvals_needed and not is_before:
            raise RuleBrokenError("case.not_approved", approvals=approvals, needed=answer.approvals_needed)
        answer.approvals = approvals
        answer.is_issued_before_approval = approvals < answer.approvals_needed
        answer.issued_at = at
        taking.folder.save(answer)
        _is_answered(taking, answer)
        for each in followers(taking.folder):
            _give(each, answer, actor=actor, at=at)
        return case


def _without_parts(taking: Taking, reason: str) -> None:
    if not taking.case.open_parts:
        return
    waiting = taking.folder.find(CasePart, answered_at=None, ended_at=None)
    check_issue([part.unit.name for part in waiting], reason=reason)
    taking.note = reason.strip()
    taking.facts["without_parts"] = len(waiting)
    clocks.end_parts(taking.folder, at=taking.at, reason=taking.note)


def _is_answered(taking: Taking, answer: Answer) -> None:
    """Let the limits of handling end with the answer and the call-back's begin."""
    at = taking.at
    taking.case.answered_at = at
    taking.facts |= {"answer": answer.pk, "before_approval": answer.is_issued_before_approval}
    clocks.stop(taking.folder, ClockKind.CONTACT, ClockKind.FINISH, ClockKind.SIGN, at=at)
    clocks.lapse_extension(taking.folder, at=at)
    clocks.start(taking, ClockKind.CALL_BACK)
    taking.folder.publish(ANSWERED)


def _give(folder: Folder, answer: Answer, *, actor: Actor, at: datetime) -> None:
    """Give a follower the answer its lead was given; from now on it goes its own way."""
    if folder.case.state == CaseState.DISPATCHED.value:
        sign(folder, actor=actor, at=at)
    if folder.case.state != CaseState.HANDLING.value:
        return
    with stepping(Step.ISSUE, folder, policy=policies.HANDLE_CASE, actor=actor, at=at) as taking:
        given = Answer(
            case=taking.case,
            text=answer.text,
            unit_id=answer.unit_id,
            drafted_by_id=answer.drafted_by_id,
            drafted_at=answer.drafted_at,
            approvals_needed=answer.approvals_needed,
            approvals=answer.approvals,
            is_issued_before_approval=answer.is_issued_before_approval,
            issued_at=at,
            common=answer,
        )
        taking.folder.add(given)
        _is_answered(taking, given)
        let_go(taking)


def _own_approval(taking: Taking, answer: Answer) -> int:
    return int(not is_own(answer, taking.actor) and policies.CHECK_ANSWER.may(taking.actor, taking.case))
