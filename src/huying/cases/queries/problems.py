"""Problems as the desk reads them 同一问题查询: the hottest first, its voices, and how it grew."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.cases.models import Answer, Case, CaseStep, Membership, Problem
from huying.cases.models.cases import CHINA
from huying.cases.queries.visible import BY_UNIT, in_ranges
from huying.regions import queries as regions
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import OFFICIAL, SHIELDED_FROM_REPORTER, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

USUAL, MOST_KEY = 25, 2**63 - 1
DONE = [CaseState.ANSWERED.value, CaseState.CLOSED.value]
WEEK = timedelta(days=7)
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFilter:
    """What the list is narrowed to."""

    place: str = ""
    topic: str = ""
    is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class ProblemSlice:
    """One page of the list with the cursor of the next, empty at the end."""

    rows: list[Problem]
    next_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How many cases came in a week, from how many new people, and how many people had told it by its end."""

    begins: date
    cases: int
    new_people: int
    people: int


def visible_problems(actor: Actor) -> QuerySet[Problem]:
    """Return the problems an actor may see: within the post's ranges, or handled by its unit."""
    rows = Problem.objects.filter(ended_at=None)
    if actor.is_system:
        return rows
    is_ours = Q(lead__holder_unit=actor.unit_id or 0)
    if actor.role in SHIELDED_FROM_REPORTER or actor.role in BY_UNIT:
        return rows.filter(is_ours)
    if actor.role is Role.CALLER or actor.role not in OFFICIAL | {Role.AUDITOR}:
        return rows.none()
    return rows.filter(in_ranges(actor) | is_ours)


def page_of(actor: Actor, wanted: ProblemFilter, *, at: datetime, cursor: str = "") -> ProblemSlice:
    """Return one page, the problem most people told first."""
    rows = visible_problems(actor).filter(members__gt=1)
    if wanted.place:
        rows = rows.filter(regions.in_place(wanted.place, on=at.astimezone(CHINA).date()))
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.is_open is not None:
        rows = rows.exclude(lead__state__in=DONE) if wanted.is_open else rows.filter(lead__state__in=DONE)
    if cursor:
        people, pk = _read(cursor)
        rows = rows.filter(Q(people__lt=people) | Q(people=people, pk__lt=pk), people__lte=people)
    found = list(
        rows.select_related("lead__holder_unit", "lead__holder_person").order_by("-people", "-pk")[: USUAL + 1]
    )
    return ProblemSlice(found[:USUAL], _cursor(found[USUAL - 1]) if len(found) > USUAL else "")


def find(problem_id: int, *, actor: Actor) -> Problem:
    """Return a visible problem, or refuse as not found."""
    rows = visible_problems(actor).select_related("lead__holder_unit", "lead__holder_person", "opened_by")
    found = rows.filter(pk=problem_id).first()
    if found is None:
        raise RuleBrokenError("problem.not_found", number=str(problem_id))
    return found


def memberships_of(problem: Problem) -> list[Membership]:
    """Return who joined and left, in the order of joining; one query."""
    rows = Membership.objects.filter(problem=problem).select_related(
        "case__holder_unit", "case__holder_person", "joined_by_unit"
    )
    return list(rows.order_by("pk"))


def presses_of(problem: Problem) -> int:
    """Return how often the reporters pressed."""
    return CaseStep.objects.filter(
        case__problem=problem, step=Step.URGE.value, facts__by=CallBackBy.REPORTER.value
    ).count()


def answer_of(problem: Problem) -> Answer | None:
    """Return the common answer, once it is issued."""
    rows = Answer.objects.filter(case=problem.lead_id, issued_at__isnull=False).select_related("unit")
    return rows.order_by("-pk").first()


def weeks_of(voices: Iterable[tuple[datetime, int]]) -> list[Week]:
    """Return how a problem grew by the weeks in which persons told it, the last half year at most."""
    told = sorted((at.astimezone(CHINA).date(), person) for at, person in voices)
    if not told:
        return []
    begin = told[0][0] - timedelta(days=told[0][0].weekday())
    found, known = [], set[int]()
    while begin <= told[-1][0]:
        persons = [person for day, person in told if begin <= day < begin + WEEK]
        fresh = set(persons) - known
        known |= fresh
        found.append(Week(begins=begin, cases=len(persons), new_people=len(fresh), people=len(known)))
        begin += WEEK
    return found[-MOST_WEEKS:]


def others_than(case: Case) -> int:
    """Return how many other people told the same as a case, at least; 0 where it is in no problem."""
    if case.problem_id is None:
        return 0
    people = Problem.objects.filter(pk=case.problem_id).values_list("people", flat=True).first() or 0
    return max(people - 1, 0)


def _cursor(problem: Problem) -> str:
    written = json.dumps([problem.people, problem.pk])
    return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        people, pk = (int(part) for part in json.loads(base64.urlsafe_b64decode(padded)))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise RuleBrokenError("list.cursor") from error
    if not (0 <= people <= MOST_KEY and 0 <= pk <= MOST_KEY):
        raise RuleBrokenError("list.cursor")
    return people, pk
