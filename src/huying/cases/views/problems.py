"""Problems at the desk 同一问题: the list by heat, the page of one, and merging from the page of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.cases import heat_chart, labels, policies
from huying.cases.actions import merging
from huying.cases.forms.problems import TRIAGE, MergeForm, ProblemFilterForm, UnmergeForm
from huying.cases.queries import problems as queries
from huying.cases.queries import visible
from huying.cases.queries.likely import likely
from huying.cases.queries.problems import ProblemFilter
from huying.cases.views.rows import actor_of, shown
from huying.core.clock import now
from huying.core.views import page
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import OFFICIAL, SHIELDED_FROM_REPORTER

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.cases.models import Case, Membership, Problem
    from huying.cases.views.rows import Row
    from huying.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A case of a problem as its page shows it."""

    row: Row
    membership: Membership
    is_lead: bool
    follows: bool
    may_leave: bool


@page(policies.SEE_CASES)
def board(request: HttpRequest) -> HttpResponse:
    """Show the problems of the post's ranges, those most people told first."""
    actor, at = actor_of(request), now()
    form = ProblemFilterForm(request.GET or None)
    wanted = form.wanted() if form.is_bound and form.is_valid() else ProblemFilter()
    found = queries.page_of(actor, wanted, at=at, cursor=request.GET.get("cursor", ""))
    rows = shown([problem.lead for problem in found.rows], actor=actor, at=at)
    context = {
        "form": form,
        "rows": list(zip(found.rows, rows, strict=True)),
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "is_filtered": bool(wanted.place or wanted.topic or wanted.is_open is not None),
        "finds_places": actor.role in OFFICIAL,
        "at": at,
    }
    return render(request, "cases/problems.html", context)


@page(policies.SEE_CASES)
def one(request: HttpRequest, problem_id: int) -> HttpResponse:
    """Show one problem: who leads it, how many people told it and when, its voices and its one answer."""
    actor, at = actor_of(request), now()
    problem = queries.find(problem_id, actor=actor)
    memberships = queries.memberships_of(problem)
    weeks = queries.weeks_of((row.case.received_at, row.person) for row in memberships if row.left_at is None)
    voices = _voices(problem, memberships, actor=actor, at=at)
    lead = next((voice for voice in voices if voice.is_lead), None)
    context = {
        "problem": problem,
        "topic": labels.topic_name(problem.topic),
        "lead": lead,
        "voices": voices,
        "past": [row for row in memberships if row.left_at is not None],
        "weeks": weeks,
        "bars": heat_chart.bars(weeks),
        "chart": (heat_chart.WIDTH, heat_chart.HEIGHT),
        "presses": queries.presses_of(problem),
        "answer": queries.answer_of(problem) if lead is not None else None,
        "shows_persons": actor.role not in SHIELDED_FROM_REPORTER,
        "at": at,
    }
    return render(request, "cases/problem.html", context)


def _voices(problem: Problem, rows: list[Membership], *, actor: Actor, at: datetime) -> list[Voice]:
    """Return the present cases the actor may see, the lead first."""
    seen = set(visible.visible_to(actor).filter(problem=problem).values_list("pk", flat=True))
    present = [row for row in rows if row.left_at is None and row.case_id in seen]
    present.sort(key=lambda row: (row.case_id != problem.lead_id, row.case.received_at, row.pk))
    lines = shown([row.case for row in present], actor=actor, at=at)
    return [
        Voice(
            row=line,
            membership=row,
            is_lead=row.case_id == problem.lead_id,
            follows=row.case.follows_id is not None,
            may_leave=_may_leave(actor, row.case),
        )
        for row, line in zip(present, lines, strict=True)
    ]


def _may_leave(actor: Actor, case: Case) -> bool:
    is_open = case.state not in {CaseState.ANSWERED.value, CaseState.CLOSED.value}
    return is_open and policies.MERGE_CASES.may(actor, case)


def beside(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what the page of a case says of its problem, and what is likely the same matter."""
    may = policies.MERGE_CASES.may(actor, case)
    offered = [each for each in likely(case, actor=actor) if policies.MERGE_CASES.may(actor, each.case)] if may else []
    rows = shown([each.case for each in offered], actor=actor, at=at) if offered else []
    return {
        "problem": case.problem,
        "lead": case.follows,
        "likely": list(zip(offered, rows, strict=True)),
        "may_merge": may,
    }


@page(policies.MERGE_CASES, methods=("POST",))
def merge(request: HttpRequest, number: str) -> HttpResponse:
    """Merge a case into another of the same matter; the way leads back to the page it was pressed on."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    policies.MERGE_CASES.check(actor, case)
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise RuleBrokenError("problem.number_missing")
    into = visible.find(form.cleaned_data["into"], actor=actor)
    merging.merge(case.pk, into=into.pk, actor=actor, at=at, version=form.cleaned_data["version"])
    told = {"number": case.number, "into": into.number}
    messages.success(request, _("%(number)s is merged with %(into)s. On its page it can be taken out again.") % told)
    back = form.cleaned_data["back"] or case.number
    return redirect("cases:triage") if back == TRIAGE else redirect("cases:read", number=back)


@page(policies.MERGE_CASES, methods=("POST",))
def unmerge(request: HttpRequest, number: str) -> HttpResponse:
    """Take a case out of its problem; it goes on by itself."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    policies.MERGE_CASES.check(actor, case)
    form = UnmergeForm(request.POST)
    if not form.is_valid():
        raise RuleBrokenError("case.reason_missing")
    data = form.cleaned_data
    merging.unmerge(case.pk, reason=data["reason"], actor=actor, at=at, version=data["version"])
    messages.success(request, _("%(number)s is handled by itself again.") % {"number": case.number})
    return redirect("cases:read", number=case.number)
