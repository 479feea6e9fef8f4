"""What the reporter may still do 诉求人催办、撤回与重启: press, add a word or take it back, reopen it once closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.actions import clocks
from huying.cases.actions.building import protect
from huying.cases.actions.ending import finish
from huying.cases.actions.stepping import Taking, stepping
from huying.cases.models import CaseStep, ProtectedSpan
from huying.cases.queries import public
from huying.core.policies import policy
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import Ending, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef
    from huying.cases.models import Case
    from huying.core.actors import Actor

WORD_LENGTH = 500
PRESS_OWN_CASE = policy(
    "press_own_case",
    "Press, add a word to, take back, or have taken up again one's own case with the receipt's code: the reporter",
    lambda actor, _case: actor.role is None,
)


def press(ref: CaseRef, *, word: str, actor: Actor, at: datetime) -> Case:
    """Let the reporter press the holder, with a word more if there is one; once a day, so that it keeps its weight."""
    with stepping(Step.URGE, ref, policy=PRESS_OWN_CASE, actor=actor, at=at) as taking:
        if not public.may_urge(taking.state_before):
            raise RuleBrokenError("case.not_to_press")
        last = [row for row in taking.folder.find(CaseStep, step=Step.URGE.value) if _is_reporters(row)]
        if last and at - last[-1].at < public.URGE_AGAIN_AFTER:
            raise RuleBrokenError("case.pressed_already", at=last[-1].at, again=last[-1].at + public.URGE_AGAIN_AFTER)
        say(taking, word)
        taking.facts["unit"] = taking.case.holder_unit_id
        return taking.case


def take_up_again(ref: CaseRef, *, word: str, actor: Actor, at: datetime) -> Case:
    """Let the reporter have a closed case taken up again as not solved: once, within the days of the rule."""
    with stepping(Step.REOPEN, ref, policy=PRESS_OWN_CASE, actor=actor, at=at) as taking:
        case = taking.case
        until = public.reopen_until(case)
        if until is None:
            raise RuleBrokenError("case.not_to_reopen")
        if at > until:
            raise RuleBrokenError("case.reopen_too_late", until=until)
        say(taking, word)
        case.ending, case.closed_at, case.answered_at = "", None, None
        case.reworks += 1
        taking.facts["rework"] = case.reworks
        clocks.start(taking, ClockKind.CONTACT, ClockKind.FINISH)
        return case


def withdraw(ref: CaseRef, *, word: str, actor: Actor, at: datetime) -> Case:
    """Let the reporter take the matter back 撤回: it ends at once, counted apart from what was solved."""
    with stepping(Step.WITHDRAW, ref, policy=PRESS_OWN_CASE, actor=actor, at=at) as taking:
        say(taking, word)
        finish(taking, Ending.WITHDRAWN)
        return taking.case


def _is_reporters(row: CaseStep) -> bool:
    return bool(row.facts.get("by") == CallBackBy.REPORTER.value)


def say(taking: Taking, word: str) -> None:
    """Keep the reporter's word for the staff, telephone and identity numbers taken out and sealed."""
    if len(word) > WORD_LENGTH:
        raise RuleBrokenError("case.too_long", field="remark", length=len(word), most=WORD_LENGTH)
    known = taking.folder.find(ProtectedSpan)
    taking.note, spans = protect(word.strip(), first=len(known) + 1)
    for span in spans:
        span.case = taking.case
    if spans:
        taking.folder.add(*spans)
    taking.facts["by"] = CallBackBy.REPORTER.value
