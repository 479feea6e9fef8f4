"""Call-back, rework and the ways a case ends 回访、重办与办结: answered, solved and closed are three things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.carrying import carry, let_go
from huying.cases.actions.standing import end_standing
from huying.cases.actions.stepping import Taking, needs, stepping
from huying.cases.models import Answer, CallBack, CaseStep
from huying.core.actors import SYSTEM
from huying.core.policies import policy
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState, Ending, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import CaseRef
    from huying.cases.models import Case, Clock
    from huying.core.actors import Actor

REMARK_LENGTH = 500
RATE_OWN_CASE = policy(
    "rate_own_case", "Rate the answer with the receipt's code: the reporter", lambda actor, _case: actor.role is None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the reporter said 回访结果; unreached, the rest is unknown and counts in no rate (R4.9)."""

    is_reached: bool = True
    is_contacted: bool | None = None
    is_solved: bool | None = None
    is_satisfied: bool | None = None
    remark: str = ""


def call_back(
    ref: CaseRef, verdict: Verdict, *, by: CallBackBy, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Note what the reporter said: solved, the case closes; undone, it goes back once more (R4.8).

    Undone again it waits for the level above, which closes it, sends it back or lets it stand; never by itself.
    """
    door = RATE_OWN_CASE if by is CallBackBy.REPORTER else policies.CALL_BACK
    with stepping(Step.CALL_BACK, ref, policy=door, actor=actor, at=at, version=version) as taking:
        _sound(verdict)
        row = CallBack(
            case=taking.case,
            by=by.value,
            person_id=actor.person_id,
            round=taking.case.round,
            at=at,
            is_reached=verdict.is_reached,
            is_contacted=verdict.is_contacted,
            is_solved=verdict.is_solved,
            is_satisfied=verdict.is_satisfied,
            remark=verdict.remark.strip(),
        )
        taking.folder.add(row)
        taking.facts |= {
            "call_back": row.pk,
            "by": by.value,
            "reached": verdict.is_reached,
            "solved": verdict.is_solved,
            "satisfied": verdict.is_satisfied,
        }
        _follow(taking, verdict)
        return taking.case


def _sound(verdict: Verdict) -> None:
    if len(verdict.remark) > REMARK_LENGTH:
        raise RuleBrokenError("case.too_long", field="remark", length=len(verdict.remark), most=REMARK_LENGTH)
    if verdict.is_reached and (verdict.is_solved is None or verdict.is_satisfied is None):
        raise RuleBrokenError("case.verdict_incomplete")
    if not verdict.is_reached and (verdict.is_solved is not None or verdict.is_satisfied is not None):
        raise RuleBrokenError("case.verdict_unreached")


def _follow(taking: Taking, verdict: Verdict) -> None:
    if not verdict.is_reached:
        return
    case = taking.case
    clocks.stop(taking.folder, ClockKind.CALL_BACK, at=taking.at)
    if verdict.is_solved:
        finish(taking, Ending.SOLVED)
    elif case.reworks == 0:
        _rework(taking)
    else:
        clocks.start(taking, ClockKind.CALL_BACK)
        taking.facts["above"] = taking.holders.above(case.holder_unit, place=case.place).pk


def _rework(taking: Taking) -> None:
    taking.case.reworks += 1
    taking.case.state = CaseState.HANDLING.value
    taking.case.answered_at = None
    taking.facts["rework"] = taking.case.reworks
    clocks.start(taking, ClockKind.CONTACT, ClockKind.FINISH)


def rework(ref: CaseRef, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Send an answered case back to its unit, with the reason and a new clock."""
    with stepping(
        Step.REWORK, ref, policy=policies.SUPERVISE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        if taking.state_before is not CaseState.ANSWERED:
            raise RuleBrokenError("case.step_not_now", step="rework", state=taking.state_before.value, allowed=[])
        needs(reason, code="case.reason_missing")
        clocks.stop(taking.folder, ClockKind.CALL_BACK, at=at)
        _rework(taking)
        return taking.case


def close(ref: CaseRef, *, ending: Ending, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Close a case that was not closed by its call-back; each ending needs what shows it (mission A5).

    Solved: a call-back that says so. Lawfully explained: an issued answer. Withdrawn: a contact that reached the
    reporter. Referred: the reason names the competent body. Only the last two may end a case before its answer.
    """
    with stepping(
        Step.CLOSE, ref, policy=policies.END_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        if ending == Ending.IMPORTED or (ending is Ending.SOLVED and not was_solved(taking.folder)):
            raise RuleBrokenError("case.ending_not_shown", ending=ending.value)
        if ending is Ending.EXPLAINED and not any(answer.issued_at for answer in taking.folder.find(Answer)):
            raise RuleBrokenError("case.ending_needs_answer")
        if ending is Ending.WITHDRAWN and not _was_reached(taking.folder):
            raise RuleBrokenError("case.ending_needs_contact")
        if ending is Ending.REFERRED:
            carry(taking, lambda each: close(each, ending=ending, reason=reason, actor=actor, at=at))
        finish(taking, ending)
        return taking.case


def _was_reached(folder: Folder) -> bool:
    contacts = folder.find(CaseStep, step=Step.CONTACT.value)
    return any(row.facts.get("reached") for row in contacts) or bool(folder.find(CallBack, is_reached=True))


def is_disputed(folder: Folder) -> bool:
    """Tell whether the reporter said of the present round's answer that the matter is not solved."""
    last = folder.last(CallBack, is_reached=True, round=folder.case.round)
    return last is not None and last.is_solved is False and last.by != CallBackBy.HOTLINE.value


def was_solved(folder: Folder) -> bool:
    """Tell whether the last call-back that reached the reporter said solved."""
    last = folder.last(CallBack, is_reached=True)
    return last is not None and last.is_solved is True


def finish(taking: Taking, ending: Ending) -> None:
    """End the case in the step being taken: its clocks stop, and what waited on it lapses."""
    case = taking.case
    case.state, case.ending, case.closed_at = CaseState.CLOSED.value, ending.value, taking.at
    taking.facts["ending"] = ending.value
    let_go(taking)
    end_standing(taking.folder, at=taking.at)
    clocks.lapse_extension(taking.folder, at=taking.at)
    if taking.state_before is not CaseState.ANSWERED:  # the answer ended them
        clocks.end_parts(taking.folder, at=taking.at)
    clocks.stop(taking.folder, *ClockKind, at=taking.at)


def close_unrated(folder: Folder, clock: Clock, *, at: datetime) -> int:
    """Close an answered case nobody rated by the end of its call-back clock: explained, never solved."""
    if folder.case.state != CaseState.ANSWERED.value:
        return 0
    with stepping(Step.CLOSE, folder, policy=policies.END_CASE, actor=SYSTEM, at=at) as taking:
        taking.facts |= {"clock": clock.pk, "unrated": True}
        finish(taking, Ending.EXPLAINED)
    return 1


def reopen(ref: CaseRef, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Take a closed or standing case up again, with new clocks; one never sent waits to be sent once more."""
    with stepping(
        Step.REOPEN, ref, policy=policies.END_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        case = taking.case
        case.ending, case.closed_at, case.answered_at, case.is_long_term = "", None, None, False
        end_standing(taking.folder, at=at)
        if case.is_topic_confirmed:
            clocks.cancel(taking.folder, at=at)
            clocks.start(taking, ClockKind.CONTACT, ClockKind.FINISH)
        else:
            case.state = CaseState.TRIAGE.value
            clocks.restart(taking)
        carry(
            taking,
            lambda each: reopen(each, reason=reason, actor=actor, at=at),
            only=lambda each: each.case.state == CaseState.STANDING.value,
        )
        return case
