"""A case told to its reporter 办理进展: what was done, what comes next, by when; in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from huying.cases import labels
from huying.portal.words import unit_words, working_days_left
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import PauseReason, Purpose
from huying.rules.case_flow import CaseState, Ending, PublicStatus, Step
from huying.rules.deadline_words import sentences
from huying.rules.hotline_duties import OutOfRange, channel_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from huying.cases.queries.public import PublicCase, PublicStep

STAGES = (PublicStatus.RECEIVED, PublicStatus.HANDLING, PublicStatus.ANSWERED, PublicStatus.CLOSED)
STEPS: dict[Step, _StrPromise] = {
    Step.RECEIVE: gettext_lazy("Your matter was received"),
    Step.IMPORT_HISTORY: gettext_lazy("Your matter was received"),
    Step.DISPATCH: gettext_lazy("Sent to %(to)s, which answers for it"),
    Step.SIGN: gettext_lazy("%(unit)s has taken it over"),
    Step.DEEM_SIGNED: gettext_lazy("Nobody took it over in time: it counts as taken over, and the level above knows"),
    Step.CONTACT: gettext_lazy("%(unit)s got in touch with you"),
    Step.ACT: gettext_lazy("%(unit)s did something about it on the spot"),
    Step.ISSUE: gettext_lazy("%(unit)s answered"),
    Step.SEND_BACK: gettext_lazy("%(unit)s says it is not theirs; the level above decides"),
    Step.RULE_RETURN: gettext_lazy("The level above decided: %(to)s answers for it"),
    Step.EXTEND: gettext_lazy("%(unit)s asked for %(days)s working days more"),
    Step.PAUSE: gettext_lazy("The deadline rests: %(reason)s"),
    Step.RESUME: gettext_lazy("The deadline runs on"),
    Step.REWORK: gettext_lazy("The answer was sent back: it is worked on once more"),
    Step.STAND_LONG_TERM: gettext_lazy("It cannot be solved soon; it is followed until it is"),
    Step.REOPEN: gettext_lazy("Taken up again, with a new deadline"),
    Step.NEW_ROUND: gettext_lazy("The hotline sent it once more"),
    Step.URGE: gettext_lazy("The level above pressed the unit"),
    Step.MERGE: gettext_lazy("Others told the same: %(to)s handles it together and answers each of you"),
    Step.SPLIT: gettext_lazy("%(unit)s asked another unit to help with it"),
    Step.ANSWER_PART: gettext_lazy("%(unit)s did its part of it"),
    Step.UNMERGE: gettext_lazy("Your matter is handled by itself again"),
    Step.RECUSE: gettext_lazy("Whoever worked on it has a direct interest and no longer does; a colleague goes on"),
    Step.REFUSE_RECUSAL: gettext_lazy("%(unit)s found no direct interest: the same person goes on"),
    Step.ESCALATE: gettext_lazy("Late: told the level above, %(to)s"),
}
"""What is not here stays inside: drafts, checks, marks, reminders."""
BY_REPORTER: dict[Step, _StrPromise] = {
    Step.URGE: gettext_lazy("You pressed the unit"),
    Step.REOPEN: gettext_lazy("You said it is not solved: taken up again, with a new deadline"),
    Step.WITHDRAW: gettext_lazy("You took it back"),
    Step.ASK_RECUSAL: gettext_lazy("You asked for another handler; a superior of the unit decides"),
}
NEXT: dict[CaseState, _StrPromise] = {
    CaseState.TRIAGE: gettext_lazy("%(holder)s reads it and sees to it, or sends it to whoever must."),
    CaseState.DISPATCHED: gettext_lazy("%(holder)s takes it over and gets in touch."),
    CaseState.HANDLING: gettext_lazy("%(holder)s sees to it and answers you here."),
    CaseState.CHECKING: gettext_lazy("The answer is written and being checked; then you read it here."),
    CaseState.RETURN_ASKED: gettext_lazy("The level above decides whose it is; the deadline runs on meanwhile."),
    CaseState.ANSWERED: gettext_lazy("You say whether it is solved."),
    CaseState.STANDING: gettext_lazy("%(holder)s goes on with it step by step; it is not forgotten."),
    CaseState.CLOSED: gettext_lazy("Nothing more is to be done."),
}
ENDINGS: dict[str, _StrPromise] = {
    Ending.SOLVED.value: gettext_lazy("Finished: solved, as the call-back says"),
    Ending.EXPLAINED.value: gettext_lazy("Finished with an explanation of the rules"),
    Ending.REFERRED.value: gettext_lazy("Passed on to the body that may decide it"),
    Ending.WITHDRAWN.value: gettext_lazy("Finished: you took it back"),
    Ending.DECLINED.value: gettext_lazy("Not received: this is not handled here"),
    Ending.IMPORTED.value: gettext_lazy("Finished, as an earlier system says"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A limit as the reporter reads it: the day, what is left, and how it came about."""

    due_at: datetime
    days_left: int
    steps: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One of the stages of a case, passed, present or to come."""

    name: str
    is_passed: bool
    is_now: bool


def told(case: PublicCase, *, at: datetime) -> dict[str, Any]:
    """Return what the tracking page says of a case."""
    return {
        "found": case,
        "status": labels.label(case.status),
        "stages": stages(case),
        "holder_words": unit_words(case.holder.kind),
        "next": str(NEXT[case.state]) % {"holder": case.holder.name},
        "deadline": _deadline(case, ClockKind.FINISH, at=at),
        "contact": _deadline(case, ClockKind.CONTACT, at=at) if case.state is not CaseState.STANDING else None,
        "rate_by": _deadline(case, ClockKind.CALL_BACK, at=at),
        "paused": labels.label_of(PauseReason, case.paused_for),
        "timeline": [(step.at, words) for step in case.steps if (words := _words(step))],
        "openings": [(row, labels.label(Purpose(row.purpose))) for row in case.openings],
        "ending": str(ENDINGS.get(case.ending, "")),
        "may_reopen": case.reopen_until is not None and at <= case.reopen_until,
    }


def stages(case: PublicCase) -> list[Stage]:
    """Return the stages of a case; a long-term one stands in the place of being handled."""
    now = PublicStatus.HANDLING if case.status is PublicStatus.STANDING else case.status
    at = STAGES.index(now)
    names = [labels.label(case.status if stage is now else stage) for stage in STAGES]
    return [Stage(name=name, is_passed=place < at, is_now=place == at) for place, name in enumerate(names)]


def _deadline(case: PublicCase, kind: ClockKind, *, at: datetime) -> Deadline | None:
    clock = case.clocks.get(kind)
    if clock is None:
        return None
    words = sentences(clock.steps, language=get_language() or "zh")
    return Deadline(due_at=clock.due_at, days_left=working_days_left(clock.due_at, at=at), steps=words)


def _words(step: PublicStep) -> str:
    facts = step.facts
    shown = {
        "unit": step.unit,
        "to": step.to_unit,
        "days": facts.get("days", ""),
        "reason": labels.label_of(PauseReason, str(facts.get("reason", ""))) if step.step is Step.PAUSE else "",
    }
    if step.step is Step.MERGE and not step.to_unit:
        return ""  # others joined this one: the page says how many
    return _special(step) or str(STEPS.get(step.step, "")) % shown


def _special(step: PublicStep) -> str:
    """Return the words of a step that reads differently by what was said or decided with it."""
    facts = step.facts
    if step.is_by_reporter and step.step in BY_REPORTER:
        return str(BY_REPORTER[step.step])
    if step.step is Step.CONTACT and facts.get("reached") is False:
        return _("%(unit)s tried to reach you") % {"unit": step.unit}
    return _BY_FACTS[step.step](facts) if step.step in _BY_FACTS else ""


def _decided(facts: dict[str, Any]) -> str:
    return _("More time was granted") if facts.get("granted") else _("More time was refused")


def _ended(facts: dict[str, Any]) -> str:
    return str(ENDINGS.get(str(facts.get("ending", "")), ""))


def _declined(facts: dict[str, Any]) -> str:
    """Return why a matter is not received and who is the right one to ask (R4.1)."""
    ground = OutOfRange(facts["ground"])
    told = {"why": labels.label(ground), "where": channel_for(ground)}
    return _("Not received: %(why)s. Please turn to %(where)s.") % told


def _called_back(facts: dict[str, Any]) -> str:
    if facts.get("reached") is False:
        return _("You were called back and not reached")
    if facts.get("solved"):
        return _("You said: solved")
    return _("You said: not solved. It goes back once more") if facts.get("rework") else _("You said: not solved")


_BY_FACTS: Mapping[Step, Callable[[dict[str, Any]], str]] = {
    Step.DECIDE_EXTENSION: _decided,
    Step.CALL_BACK: _called_back,
    Step.CLOSE: _ended,
    Step.DECLINE: _declined,
}
