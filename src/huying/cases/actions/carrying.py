"""Steps of a problem's lead, taken on every case that follows it 同步办理 (docs/adr/0022).

`carry` is called inside the step of the lead; each follower is locked after the lead, in the order of keys, and its
step is the same action with a timeline row, an audit record and clocks of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.actions.folders import Stored
from huying.cases.actions.locking import lock
from huying.cases.models import Case, Membership, Pause, Problem
from huying.core import audit
from huying.rules.case_flow import FLOW, CaseState
from huying.rules.problems import heat

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import Taking
    from huying.core.actors import Actor


def followers(folder: Folder) -> list[Stored]:
    """Return the folders of the cases that follow this one, locked; none where it leads no problem."""
    case = folder.case
    if case.problem_id is None or case.follows_id is not None:
        return []
    found = lock(Case.objects.filter(follows=case))
    return [Stored(row, intake=folder.intake, lead=case.pk) for row in found]


def carry(taking: Taking, act: Callable[[Stored], object], *, only: Callable[[Stored], bool] | None = None) -> None:
    """Take the lead's step on every follower that stands where it may be taken."""
    start = FLOW[taking.step].start
    for folder in followers(taking.folder):
        if CaseState(folder.case.state) in start and (only is None or only(folder)):
            act(folder)


def is_paused_along(each: Stored, lead: Folder) -> bool:
    """Tell whether a follower is paused for the reason the lead is paused for."""
    if not each.case.is_paused:
        return False
    reasons = {row.reason for row in lead.find(Pause, until_at=None)}
    return any(row.reason in reasons for row in each.find(Pause, until_at=None))


def let_go(taking: Taking) -> None:
    """Let a case that ends by itself follow no longer; where it led, the oldest follower leads from now on."""
    case = taking.case
    if case.follows_id is not None:
        case.follows = None
        return
    if case.problem_id is not None:
        pass_on(case.problem_id, leaving=case.pk, actor=taking.actor, at=taking.at)


def leave(taking: Taking) -> None:
    """Take a case out of its problem that starts anew by itself; the problem stands with those who are left."""
    case = taking.case
    if case.problem_id is None:
        return
    let_go(taking)
    problem_id, case.problem = case.problem_id, None
    Membership.objects.filter(case=case, left_at=None).update(left_at=taking.at)
    recount(Problem.objects.select_for_update().get(pk=problem_id), at=taking.at)


def pass_on(problem_id: int, *, leaving: int, actor: Actor, at: datetime) -> None:
    """Hand the lead to the follower that was received first; without followers to the oldest case that is left.

    Cases are locked before their problem, the new lead too: who ends that one holds it and may ask for the problem.
    """
    if not Problem.objects.filter(pk=problem_id, lead=leaving).exists():
        return
    rows = Case.objects.select_for_update(of=("self",)).filter(follows=leaving).order_by("pk")
    waiting = sorted(rows, key=lambda case: (case.received_at, case.pk))
    lead_id = waiting[0].pk if waiting else _oldest_left(problem_id, leaving)
    if lead_id is None:
        return
    Case.objects.select_for_update(of=("self",)).only("pk").get(pk=lead_id)
    problem = Problem.objects.select_for_update().get(pk=problem_id)
    Case.objects.filter(pk=lead_id).update(follows=None)
    Case.objects.filter(pk__in=[each.pk for each in waiting[1:]]).update(follows=lead_id)
    problem.lead_id = lead_id
    problem.save(update_fields=["lead"])
    audit.record("problem.lead_changed", problem, actor=actor, at=at, before=leaving, lead=lead_id)


def _oldest_left(problem_id: int, leaving: int) -> int | None:
    rows = Membership.objects.filter(problem=problem_id, left_at=None).exclude(case=leaving)
    return rows.order_by("case__received_at", "case_id").values_list("case_id", flat=True).first()


def recount(problem: Problem, *, at: datetime) -> None:
    """Count the people of a problem anew after somebody joined or left; one that nobody is left in has ended."""
    persons = list(Membership.objects.filter(problem=problem, left_at=None).values_list("person", flat=True))
    found = heat(persons)
    problem.members, problem.people, problem.repeats = len(persons), found.people, found.repeats
    problem.ended_at = None if persons else at
    problem.save(update_fields=["members", "people", "repeats", "ended_at", "last_told_at"])
