"""Merging cases into a problem 并单 and taking one out again (R4.4, R4.10; docs/adr/0022).

A person says that two cases tell the same matter of the same place. The one that is merged follows the lead from then
on: same unit, its own clocks, its own reporter.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction

from huying.cases import policies
from huying.cases.actions import carrying, clocks
from huying.cases.actions.answering import drop_drafts
from huying.cases.actions.dispatching import as_it_was, entry_of
from huying.cases.actions.folders import Stored
from huying.cases.actions.locking import lock
from huying.cases.actions.stepping import ANYBODY, needs, not_stale, stepping
from huying.cases.actions.triaging import UNDO_WITHIN, revive
from huying.cases.models import Case, CasePart, CaseStep, Membership, Problem, Reporter, Standing
from huying.core import audit
from huying.regions.book import enclosing_keys
from huying.rules import problems
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Nature
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.routing import check_dispatch, check_holder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from huying.cases.actions.stepping import Taking
    from huying.core.actors import Actor

LONGEST_WAIT = "800ms"
"""Shorter than PostgreSQL looks for deadlocks (1 s), so that a merge gives way and nobody's step is broken off."""
PROPERTIES = ("topic", "is_topic_confirmed", "is_property", "place", "compound_key", "list_item", "list_version")
"""What a case that waited to be confirmed takes over from its lead."""


def merge(case_id: int, *, into: int, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Let a case follow another, or the lead of that one's problem: it moves to the lead's unit and stands there."""
    if into == case_id:
        raise RuleBrokenError("problem.itself")
    problem = Case.objects.select_related("problem").get(pk=into).problem
    lead_id = problem.lead_id if problem is not None else into
    if lead_id == case_id:
        raise RuleBrokenError("problem.circular")
    with _locked(lead_id, case_id) as cases:
        lead, joining = cases[lead_id], cases[case_id]
        not_stale(joining, version=version)
        for case in (lead, joining):
            policies.MERGE_CASES.check(actor, case)
        members = Membership.objects.filter(problem=lead.problem_id or 0, left_at=None).count()
        problems.check_merge(_side(lead), _side(joining), members=members)
        return _merged(lead, joining, actor=actor, at=at)


@contextmanager
def _locked(*keys: int) -> Iterator[dict[int, Case]]:
    """Lock cases in the order of their keys, waiting for none long."""
    with transaction.atomic():
        found = _patient(lambda: {case.pk: case for case in lock(Case.objects.filter(pk__in=keys))})
        yield found


def _patient(read: Callable[[], dict[int, Case]]) -> dict[int, Case]:
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("select set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
            found = read()
    except OperationalError as error:
        raise RuleBrokenError("case.busy") from error
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', '0', true)")
    return found


def _side(case: Case) -> problems.Side:
    is_lead = case.problem_id is not None and Problem.objects.filter(pk=case.problem_id, lead=case).exists()
    return problems.Side(
        state=CaseState(case.state),
        place=case.place,
        compound=case.compound_key,
        places_above=frozenset(enclosing_keys(case.place)),
        follows=case.follows_id is not None,
        is_member=case.problem_id is not None,
        leads=is_lead,
        has_parts=CasePart.objects.filter(case=case, answered_at=None, ended_at=None).exists(),
    )


def _merged(lead: Case, joining: Case, *, actor: Actor, at: datetime) -> Case:
    problem = _problem_of(lead, actor=actor, at=at)
    with stepping(Step.MERGE, Stored(lead), policy=policies.MERGE_CASES, actor=actor, at=at) as taking:
        lead.problem = problem
        taking.facts |= {"problem": problem.pk, "joined": joining.pk}
    folder = Stored(joining, intake=taking.folder.intake)
    with stepping(Step.MERGE, folder, policy=policies.MERGE_CASES, actor=actor, at=at) as taking:
        joining.problem, joining.follows = problem, lead
        _move(taking, lead)
        taking.facts |= {"problem": problem.pk, "lead": lead.pk}
    _enter(problem, joining, actor=actor, at=at)
    problem.last_told_at = max(problem.last_told_at, joining.received_at)
    carrying.recount(problem, at=at)
    audit.record("problem.joined", problem, actor=actor, at=at, case=joining.pk, people=problem.people)
    return joining


def _problem_of(lead: Case, *, actor: Actor, at: datetime) -> Problem:
    """Return the lead's problem, opened where there is none yet."""
    if lead.problem_id is not None:
        return Problem.objects.select_for_update().get(pk=lead.problem_id)
    problem = Problem.objects.create(
        lead=lead,
        place=lead.place,
        topic=lead.topic,
        opened_at=at,
        opened_by_id=actor.unit_id,
        last_told_at=lead.received_at,
    )
    _enter(problem, lead, actor=actor, at=at)
    audit.record("problem.opened", problem, actor=actor, at=at, lead=lead.pk)
    return problem


def _enter(problem: Problem, case: Case, *, actor: Actor, at: datetime) -> None:
    Membership.objects.create(
        problem=problem,
        case=case,
        person=_person_of(problem, case),
        joined_at=at,
        joined_by_unit_id=actor.unit_id,
        joined_by_id=actor.person_id,
    )


def _person_of(problem: Problem, case: Case) -> int:
    """Return the number of the reporter among the people of a problem; 0 where no telephone is known."""
    index = Reporter.objects.filter(pk=case.pk).values_list("phone_index", flat=True).first()
    if not index:
        return 0
    known = Membership.objects.filter(problem=problem)
    same = known.filter(case__reporter__phone_index=index, person__gt=0).values_list("person", flat=True).first()
    return same or (known.order_by("-person").values_list("person", flat=True).first() or 0) + 1


def _move(taking: Taking, lead: Case) -> None:
    """Bring a case to where its lead stands; what it waited for at another desk is put aside, its clocks start anew."""
    case, folder = taking.case, taking.folder
    before = _all_of(case)
    is_moved = case.holder_unit_id != lead.holder_unit_id or taking.state_before is CaseState.TRIAGE
    if taking.state_before is CaseState.TRIAGE:
        _confirm(taking, lead)
    _check_unit(taking, lead)
    state = problems.state_of_follower(lead=CaseState(lead.state), joining=taking.state_before, is_moved=is_moved)
    case.holder_unit, case.holder_person, case.state = lead.holder_unit, lead.holder_person, state.value
    drop_drafts(folder)
    folder.update(Standing, {"ended_at": None}, ended_at=taking.at)
    if is_moved:
        clocks.lapse_requests(folder, at=taking.at)
        clocks.end_pause(folder, at=taking.at)
        case.is_paused = False
        clocks.restart(taking)
    if state is CaseState.HANDLING:
        clocks.stop(folder, ClockKind.SIGN, at=taking.at)
    after = _all_of(case)
    taking.facts |= {"unit": lead.holder_unit_id, "state": case.state, "moved": is_moved}
    taking.facts["was"] = {name: value for name, value in before.items() if value != after[name]}


def _all_of(case: Case) -> dict[str, object]:
    """Return all that a merge may change of a case; kept with the step so that it can be undone."""
    where = {name: getattr(case, name) for name in ("holder_unit_id", "holder_person_id", "state")}
    return as_it_was(case) | where


def _confirm(taking: Taking, lead: Case) -> None:
    case = taking.case
    for name in PROPERTIES:
        setattr(case, name, getattr(lead, name))
    if case.nature == Nature.COMPLAINT.value and case.about_unit_id is None:
        case.about_unit = taking.holders.firm_of(case.compound_key)


def _check_unit(taking: Taking, lead: Case) -> None:
    """Refuse to bring a complaint to the unit it is about, or a department's matter to a unit below."""
    about, unit = taking.case.about_unit_id, lead.holder_unit
    check_holder(holder=unit.pk, about=about, is_kin=taking.holders.is_kin(unit, about))
    check_dispatch(entry_of(taking.duties, taking.case.list_item), to=UnitKind(unit.kind))


def move_followers(taking: Taking) -> None:
    """Bring every follower to the unit a ruling sent its lead to."""
    lead = taking.case
    for folder in carrying.followers(taking.folder):
        with stepping(Step.MERGE, folder, policy=ANYBODY, actor=taking.actor, at=taking.at) as along:
            _move(along, lead)
            along.facts["problem"] = lead.problem_id


def unmerge(case_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Take a case out of its problem: it goes on by itself where it stands, or back where it was within seconds."""
    follows = Case.objects.values_list("follows", flat=True).get(pk=case_id)
    others = [follows] if follows is not None else list(_left_with(case_id))
    with _locked(case_id, *others) as cases:
        case = cases[case_id]
        not_stale(case, version=version)
        policies.MERGE_CASES.check(actor, case)
        problems.check_leaving(CaseState(case.state), is_member=case.problem_id is not None)
        problem_id = case.problem_id or 0
        with stepping(
            Step.UNMERGE, Stored(case), policy=policies.MERGE_CASES, actor=actor, at=at, note=reason
        ) as taking:
            needs(reason, code="case.reason_missing")
            carrying.let_go(taking)
            case.problem = None
            taking.facts["problem"] = problem_id
            _go_back(taking)
        _left(problem_id, case, actor=actor, at=at)
        return case


def _left_with(case_id: int) -> Iterator[int]:
    """Yield the cases that follow a lead, or the one that would be left alone."""
    yield from Case.objects.filter(follows=case_id).values_list("pk", flat=True)
    rows = Membership.objects.filter(problem__lead=case_id, left_at=None).exclude(case=case_id)
    yield from list(rows.values_list("case_id", flat=True)[:2])


def _left(problem_id: int, case: Case, *, actor: Actor, at: datetime) -> None:
    """Note who left; a problem of one case is none, and that case goes on by itself."""
    memberships = Membership.objects.filter(problem=problem_id, left_at=None)
    memberships.filter(case=case).update(left_at=at)
    left = list(memberships.values_list("case_id", flat=True)[:2])
    if len(left) == 1:
        Case.objects.filter(pk=left[0]).update(problem=None, follows=None)
        memberships.update(left_at=at)
    problem = Problem.objects.select_for_update().get(pk=problem_id)
    carrying.recount(problem, at=at)
    audit.record("problem.left", problem, actor=actor, at=at, case=case.pk, members=problem.members)


def _go_back(taking: Taking) -> None:
    """Undo a merge of the actor's own that was the last thing done to the case, within seconds."""
    rows = taking.folder.find(CaseStep)
    last = rows[-1] if rows else None
    if last is None or last.step != Step.MERGE.value or not last.facts.get("moved"):
        return
    if last.person_id != taking.actor.person_id or taking.at > last.at + UNDO_WITHIN:
        return
    for name, value in last.facts["was"].items():
        setattr(taking.case, name, value)
    if taking.case.state == CaseState.CHECKING.value:
        taking.case.state = CaseState.HANDLING.value
    revive(taking, last)
    taking.facts |= {"unit": taking.case.holder_unit_id, "state": taking.case.state}
