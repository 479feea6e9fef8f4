"""Long-term standing 长期挂账: asked by the holder, granted above, with milestones and a clock of its own (A5).

A case that cannot be solved soon stands with at least one milestone. The finish clock runs to the day of the next
one, so that the sweeper reminds and marks as for any other limit; a milestone done starts the clock of the next.
Standing cases are counted apart: they are neither solved nor closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.carrying import carry, followers
from huying.cases.actions.handling import sign
from huying.cases.actions.stepping import needs, stepping
from huying.cases.models import Milestone, Standing
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor

WORDS_LENGTH, MOST_MILESTONES = 200, 12
LONG_TERM = "long_term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A milestone as planned 节点计划; without a day it is due when the rule set's long-term limit ends."""

    words: str
    due_on: date | None = None


def ask_standing(
    ref: CaseRef,
    *,
    reason: str,
    milestones: Sequence[Planned],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Ask the level above to let a case stand long-term; its clocks run on until that is granted."""
    with stepping(
        Step.ASK_STANDING, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        if taking.folder.find(Standing, ended_at=None):
            raise RuleBrokenError("case.standing_asked")
        standing = _standing(taking, reason=reason)
        _plan(taking, standing, milestones, known=[])
        return taking.case


def stand_long_term(
    ref: CaseRef,
    *,
    reason: str,
    milestone: str = "",
    due_on: date | None = None,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Let a case stand: the upper level grants what was asked, or decides it itself, never for its own case.

    Without a request the milestone is named here. The city office has no level above it and may decide its own.
    """
    with stepping(
        Step.STAND_LONG_TERM, ref, policy=policies.END_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        if is_own(taking.case, unit_id=actor.unit_id):
            raise RuleBrokenError("case.standing_own")
        standing = taking.folder.last(Standing, ended_at=None)
        if standing is None:
            standing = _standing(taking, reason=reason, is_granted=True)
            first = Planned(words=needs(milestone, code="case.milestone_missing"), due_on=due_on)
            plan = _plan(taking, standing, [first], known=[])
        else:
            plan = taking.folder.find(Milestone, standing=standing)
            if milestone.strip():
                plan = _plan(taking, standing, [Planned(words=milestone, due_on=due_on)], known=plan)
        if standing.is_granted is None:
            standing.is_granted, standing.decided_at, standing.decided_by_id = True, at, actor.unit_id
            taking.folder.save(standing)
        _stands(taking, standing, plan)
        for each in followers(taking.folder):
            _stand_along(each, plan, reason=reason, actor=actor, at=at)
        return taking.case


def _stands(taking: Taking, standing: Standing, plan: Sequence[Milestone]) -> None:
    taking.case.is_long_term = True
    if taking.state_before is CaseState.HANDLING:  # an answer that was issued has let the request lapse already
        clocks.lapse_extension(taking.folder, at=taking.at)
    clocks.cancel(taking.folder, at=taking.at)
    _run_to_next(taking, plan)
    taking.facts["standing"] = standing.pk


def _stand_along(folder: Folder, plan: Sequence[Milestone], *, reason: str, actor: Actor, at: datetime) -> None:
    """Let a follower stand with its lead, by the same milestones and a clock of its own."""
    if folder.case.state == CaseState.DISPATCHED.value:
        sign(folder, actor=SYSTEM, at=at)
    if folder.case.state != CaseState.HANDLING.value:
        return
    with stepping(Step.STAND_LONG_TERM, folder, policy=policies.END_CASE, actor=actor, at=at) as taking:
        end_standing(folder, at=at)
        standing = _standing(taking, reason=reason, is_granted=True)
        own = [
            Milestone(case=taking.case, standing=standing, words=each.words, due_on=each.due_on)
            for each in plan
            if each.done_at is None
        ]
        folder.add(*own)
        _stands(taking, standing, own)


def refuse_standing(ref: CaseRef, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Refuse a request for long-term standing; the case goes on as it was."""
    with stepping(
        Step.REFUSE_STANDING, ref, policy=policies.END_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        standing = taking.folder.last(Standing, ended_at=None)
        if standing is None:
            raise RuleBrokenError("case.standing_not_asked")
        standing.is_granted, standing.decided_at, standing.decided_by_id = False, at, actor.unit_id
        standing.ended_at = at
        taking.folder.save(standing)
        taking.facts["standing"] = standing.pk
        return taking.case


def reach_milestone(
    ref: CaseRef,
    *,
    note: str,
    following: Planned | None = None,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Note that the next milestone was reached; the clock runs on to the one after, which may be named here."""
    with stepping(
        Step.MILESTONE, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        needs(note, code="case.note_missing")
        plan = [each for each in taking.folder.find(Milestone) if each.standing.ended_at is None]
        reached = next_milestone(plan)
        if reached is None:
            raise RuleBrokenError("case.standing_not_asked")
        reached.done_at = at
        taking.folder.save(reached, "done_at")
        taking.facts["milestone"] = reached.pk
        if following is not None and following.words.strip():
            plan = _plan(taking, reached.standing, [following], known=plan)
        if next_milestone(plan) is None:
            raise RuleBrokenError("case.milestone_missing")
        clocks.stop(taking.folder, ClockKind.FINISH, at=at)
        _run_to_next(taking, plan)
        carry(taking, lambda each: reach_milestone(each, note=note, following=following, actor=actor, at=at))
        return taking.case


def next_milestone(plan: Sequence[Milestone]) -> Milestone | None:
    """Return the milestone of a plan that comes next."""
    waiting = [each for each in plan if each.done_at is None]
    return min(waiting, key=lambda each: (each.due_on, each.pk), default=None)


def end_standing(folder: Folder, *, at: datetime) -> None:
    """End a standing, or the request for one, when the case is closed or taken up again."""
    folder.update(Standing, {"ended_at": None}, ended_at=at)


def is_own(case: Case, *, unit_id: int | None) -> bool:
    """Tell whether a unit would decide on its own case; the city office has none above it and may."""
    holder = case.holder_unit
    return unit_id is not None and holder.pk == unit_id and holder.kind != UnitKind.CITY_OFFICE.value


def _standing(taking: Taking, *, reason: str, is_granted: bool = False) -> Standing:
    standing = Standing(case=taking.case, reason=reason.strip(), asked_by=taking.case.holder_unit, asked_at=taking.at)
    if is_granted:
        standing.is_granted, standing.decided_at = True, taking.at
        standing.decided_by_id = taking.actor.unit_id
    taking.folder.add(standing)
    return standing


def _plan(
    taking: Taking, standing: Standing, planned: Sequence[Planned], *, known: Sequence[Milestone]
) -> list[Milestone]:
    """Add milestones to those known of a standing and return the whole plan."""
    if not planned or len(known) + len(planned) > MOST_MILESTONES:
        raise RuleBrokenError("case.milestone_count", most=MOST_MILESTONES)
    latest, added = _latest(taking), list[Milestone]()
    for each in planned:
        words = needs(each.words, code="case.milestone_missing")
        if len(words) > WORDS_LENGTH:
            raise RuleBrokenError("case.too_long", field="milestone", length=len(words), most=WORDS_LENGTH)
        due_on = each.due_on or latest
        if not day_of(taking.at) < due_on <= latest:
            raise RuleBrokenError("case.milestone_day", day=due_on, latest=latest)
        added.append(Milestone(case=taking.case, standing=standing, words=words, due_on=due_on))
    taking.folder.add(*added)
    return [*known, *added]


def _latest(taking: Taking) -> date:
    """Return the last day a milestone may have: so many days from now, by the rule set."""
    limit = taking.limits.limit(LONG_TERM, ClockKind.FINISH)
    return clocks.day_after(taking, limit)


def _run_to_next(taking: Taking, plan: Sequence[Milestone]) -> None:
    upcoming = next_milestone(plan)
    if upcoming is None:
        raise RuleBrokenError("case.milestone_missing")
    days = max((upcoming.due_on - day_of(taking.at)).days, 1)
    clocks.start(taking, ClockKind.FINISH, limit=Limit(amount=days, unit=LimitUnit.NATURAL_DAYS))
