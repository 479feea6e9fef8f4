"""Accepting suggestions one by one or many at once 批量核定, and taking a dispatch back within seconds 撤回派单."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.stepping import stepping
from huying.cases.models import Case, CaseStep, Clock
from huying.core.policies import NotAllowedError
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.core.actors import Actor

MOST_AT_ONCE = 50
UNDO_SHOWN, UNDO_WITHIN = timedelta(seconds=10), timedelta(seconds=15)
"""Ten seconds are offered; five more are granted, since a slow line must not cost the undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of one case of many: sent, or refused with the reason."""

    case: Case
    refusal: RuleBrokenError | NotAllowedError | None = None


def suggested(case: Case) -> Confirmed | None:
    """Return what would be confirmed if the suggestion were right, None where it says no topic."""
    topic = case.topic or case.suggestion.get("topic")
    if not topic:
        return None
    compound = case.compound_key
    if compound is None and case.suggestion.get("compound"):
        compound = key_of(str(case.suggestion["compound"]))
    return Confirmed(topic=str(topic), place=compound or case.place, compound=compound)


def accept(case: Case, *, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Confirm a case as suggested and send it by the list."""
    confirmed = suggested(case)
    if confirmed is None:
        raise RuleBrokenError("case.nothing_suggested", number=case.number)
    return dispatch(case.pk, confirmed, actor=actor, at=at, version=version)


def accept_many(cases: Sequence[Case], *, actor: Actor, at: datetime) -> list[Accepted]:
    """Accept the suggestions of up to 50 cases, each by itself; one refused holds none of the others."""
    if len(cases) > MOST_AT_ONCE:
        raise RuleBrokenError("case.too_many_at_once", most=MOST_AT_ONCE)
    return [_tried(case, actor=actor, at=at) for case in cases]


def _tried(case: Case, *, actor: Actor, at: datetime) -> Accepted:
    try:
        return Accepted(case=accept(case, actor=actor, at=at, version=case.version))
    except (RuleBrokenError, NotAllowedError) as error:
        return Accepted(case=case, refusal=error)


def take_back(ref: CaseRef, *, actor: Actor, at: datetime) -> Case:
    """Take one's own dispatch back within seconds, also where it led out of one's ranges; its old clocks run on."""
    with stepping(Step.TAKE_BACK, ref, policy=policies.TAKE_BACK_DISPATCH, actor=actor, at=at) as taking:
        sent = _own_dispatch(taking)
        case = taking.case
        for name, value in sent.facts.get("was", {}).items():
            setattr(case, name, value)
        case.holder_unit, case.holder_person = taking.holders.triage(case.place), None
        revive(taking, sent)
        taking.facts |= {"dispatch": sent.pk, "unit": case.holder_unit.pk}
        return case


def _own_dispatch(taking: Taking) -> CaseStep:
    last = taking.folder.last(CaseStep)
    is_own = last is not None and last.step == Step.DISPATCH.value and last.person_id == taking.actor.person_id
    if last is None or not is_own or taking.actor.person_id is None:
        raise RuleBrokenError("case.undo_not_yours")
    if taking.at > last.at + UNDO_WITHIN:
        raise RuleBrokenError("case.undo_too_late", seconds=int(UNDO_SHOWN.total_seconds()))
    return last


def revive(taking: Taking, sent: CaseStep) -> None:
    """Cancel the clocks the dispatch started and let those run on that it had cancelled."""
    clocks.cancel(taking.folder, at=taking.at)
    old = [row for row in taking.folder.find(Clock, is_cancelled=True, stopped_at=sent.at) if row.started_at < sent.at]
    for clock in old:
        clock.stopped_at, clock.is_cancelled = None, False
        taking.folder.save(clock, "stopped_at", "is_cancelled")
        if clock.kind == ClockKind.FINISH.value:
            taking.case.due_at, taking.case.arrived_at = clock.due_at, clock.started_at


def just_sent(actor: Actor, *, at: datetime, within: timedelta = UNDO_SHOWN) -> list[CaseStep]:
    """Return the actor's own dispatches that may still be taken back, the newest last."""
    rows = CaseStep.objects.filter(
        step=Step.DISPATCH.value,
        person_id=actor.person_id or 0,
        at__gt=at - within,
        case__state=CaseState.DISPATCHED.value,
    )
    return list(rows.select_related("case__holder_unit").order_by("id")[:MOST_AT_ONCE])
