"""Visits at the desk 把脉问诊: planned, the compound's dossier, findings, and what is not done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases import labels as case_labels
from huying.cases.queries import visible as case_queries
from huying.cases.queries.limits import day_of
from huying.core.clock import now
from huying.core.views import page
from huying.enterprises import labels as register_labels
from huying.enterprises.models import ServiceMode
from huying.estates.queries import compound_by_code
from huying.leadership import policies
from huying.leadership.actions import visits as actions
from huying.leadership.desk import VISIT_BOOK, post_choices
from huying.leadership.forms.visits import FilterForm, PlanForm
from huying.leadership.queries import reading
from huying.leadership.queries.dossier import dossier_of
from huying.leadership.queries.visible import VISITS
from huying.leadership.views.stepping import actor_of, begin, listed, narrowed, new_token, shown, take
from huying.rules.case_flow import CaseState
from huying.whistles.labels import item_name
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.leadership.models import Visit, VisitCase
    from huying.leadership.queries.dossier import Dossier
    from huying.leadership.queries.reading import Whole


@page(policies.SEE_LEADERSHIP)
def board(request: HttpRequest) -> HttpResponse:
    """Show the visits in sight, the newest first."""
    form = FilterForm(request.GET or None)
    context = listed(request, VISIT_BOOK, form, narrowed(form))
    context["rows"] = [(row, context["states"][row.pk]) for row in context["found"]]
    return render(request, "leadership/visits.html", context)


@page(policies.KEEP_VISIT, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Plan a visit."""
    first = new_token() | {"place": request.GET.get("place", "")}
    form = PlanForm(request.POST or None, initial=first)
    form.fields["visitor"].choices = post_choices(actor_of(request))  # type: ignore[attr-defined]
    return begin(request, VISIT_BOOK, form, door=_plan)


def _plan(facts: dict[str, Any], actor: Actor, at: datetime) -> Visit:
    compound = compound_by_code(facts.pop("place"))
    return actions.plan(**facts, compound=compound.pk, actor=actor, at=at)


def _read(row: Visit, _at: datetime) -> Whole:
    return reading.visit(row)


def _more(seen: Whole, actor: Actor, at: datetime) -> dict[str, Any]:
    return {"cases": _cases(seen.cases, actor=actor), "today": day_of(at)}


def _cases(rows: Iterable[VisitCase], *, actor: Actor) -> list[tuple[VisitCase, str, str, bool]]:
    """Return findings with topic and state in words, and whether the actor opens the case."""
    found = list(rows)
    in_sight: set[int] = set()
    if found:
        seen = case_queries.visible_to(actor).filter(pk__in=[row.case_id for row in found])
        in_sight = set(seen.values_list("pk", flat=True))
    return [
        (
            row,
            case_labels.topic_name(row.case.topic),
            case_labels.label_of(CaseState, row.case.state),
            row.case_id in in_sight,
        )
        for row in found
    ]


@page(policies.SEE_LEADERSHIP)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one visit with what it found."""
    row = VISITS.find(number, actor=actor_of(request))
    return shown(request, VISIT_BOOK, row, read=_read, more=_more)


@page(policies.SEE_LEADERSHIP)
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    """Show the dossier of the compound a visit goes to, on one page."""
    actor, at = actor_of(request), now()
    visit = VISITS.find(number, actor=actor)
    found = dossier_of(visit.compound, actor=actor, at=at, without=visit)
    context = {"visit": visit, "compound": visit.compound, "dossier": found, "today": day_of(at), "at": at}
    return render(request, "leadership/dossier.html", context | _named(found, today=day_of(at)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Something promised for the compound and not done, as the dossier shows it."""

    url: str
    number: str
    words: str
    who: str
    due_on: date | None = None
    is_late: bool = False


def _promised(found: Dossier, *, today: date) -> list[Promised]:
    """Return open whistles, resolutions and tasks of earlier visits in one shape."""
    whistles = [
        Promised(
            url=reverse("whistles:one", args=[row.pk]),
            number=row.number,
            words=item_name(list_of(row), row.item),
            who=row.unit.name,
        )
        for row in found.whistles
    ]
    resolutions = [
        Promised(
            url=reverse("conferences:one", args=[row.conference.number]),
            number=row.conference.number,
            words=row.words,
            who=row.lead.name,
            due_on=row.due_on,
            is_late=row.due_on < today,
        )
        for row in found.resolutions
    ]
    tasks = [
        Promised(
            url=reverse("leadership:visit", args=[row.visit.number]),
            number=row.visit.number,
            words=row.words,
            who=row.unit.name,
            due_on=row.due_on,
            is_late=row.due_on < today,
        )
        for row in found.tasks
    ]
    return [*whistles, *resolutions, *tasks]


def _rate(hundredths: int | None) -> str:
    return "—" if hundredths is None else f"{hundredths}%"


def _named(found: Dossier, *, today: date) -> dict[str, Any]:
    return {
        "tiles": [
            (found.open_count, _("Open cases"), False),
            (found.late_count, _("Overdue"), bool(found.late_count)),
            (_rate(found.figures.solved), _("Solved by call-back"), False),
            (_rate(found.figures.satisfied), _("Satisfied by call-back"), False),
        ],
        "promised": _promised(found, today=today),
        "topics": [(row, case_labels.topic_name(row.topic)) for row in found.topics],
        "late": [(row, case_labels.topic_name(row.topic)) for row in found.late],
        "services": [(row, register_labels.label(ServiceMode(row.mode))) for row in found.services],
    }


@page(policies.SEE_LEADERSHIP)
def findings(request: HttpRequest) -> HttpResponse:
    """Show what visits found and what is not done."""
    actor, at = actor_of(request), now()
    tasks, cases = request.GET.get("tasks", ""), request.GET.get("cases", "")
    found = reading.open_findings(actor, tasks=tasks, cases=cases)
    context = {
        "found": found,
        "cases": _cases(found.cases.rows, actor=actor),
        "is_later": bool(tasks or cases),
        "today": day_of(at),
        "at": at,
    }
    return render(request, "leadership/findings.html", context)


@page(policies.SEE_LEADERSHIP, methods=("POST",))
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of a visit."""
    return take(request, VISIT_BOOK, number, step, read=_read, more=_more)
