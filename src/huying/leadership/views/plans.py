"""Plans at the desk 规划与突破项目."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from huying.cases.queries.limits import day_of
from huying.core.clock import now
from huying.core.views import page
from huying.leadership import labels, policies
from huying.leadership.actions import plans as actions
from huying.leadership.desk import PLAN_BOOK, post_choices
from huying.leadership.forms.plans import DraftForm, FilterForm
from huying.leadership.queries import reading
from huying.leadership.queries.reading import Progress
from huying.leadership.queries.visible import PLANS
from huying.leadership.views.stepping import actor_of, begin, listed, narrowed, new_token, shown, take
from huying.rules.plans import PlanKind, PlanState

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from huying.core.actors import Actor
    from huying.leadership.models import Plan
    from huying.leadership.queries.reading import Whole

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(policies.SEE_LEADERSHIP)
def board(request: HttpRequest) -> HttpResponse:
    """Show the plans in sight, the newest first, with how their milestones stand."""
    form = FilterForm(request.GET or None)
    context = listed(request, PLAN_BOOK, form, narrowed(form))
    progress = reading.progress_of(context["found"])
    context["rows"] = [
        (row, labels.label(PlanKind(row.kind)), context["states"][row.pk], progress.get(row.pk, Progress()))
        for row in context["found"]
    ]
    return render(request, "leadership/plans.html", context)


@page(policies.KEEP_PLAN, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Draft a plan of one's own unit."""
    form = DraftForm(request.POST or None, initial=new_token())
    form.fields["lead"].choices = post_choices(actor_of(request))  # type: ignore[attr-defined]
    return begin(request, PLAN_BOOK, form, door=_draft)


def _draft(facts: dict[str, Any], actor: Actor, at: datetime) -> Plan:
    parent = PLANS.find(facts["parent"].strip(), actor=actor) if facts["parent"].strip() else None
    return actions.draft(actions.NewPlan(**(facts | {"parent": parent})), actor=actor, at=at)


def _read(row: Plan, _at: datetime) -> Whole:
    return reading.plan(row)


def _more(seen: Whole, _actor: Actor, at: datetime) -> dict[str, Any]:
    done = len(seen.promises) - len(seen.open_promises)
    return {
        "kind": labels.label(PlanKind(seen.row.kind)),
        "done": done,
        "today": day_of(at),
        "children": [(each, labels.label(PlanState(each.state))) for each in seen.children],
    }


@page(policies.SEE_LEADERSHIP)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one plan."""
    row = PLANS.find(number, actor=actor_of(request))
    return shown(request, PLAN_BOOK, row, read=_read, more=_more)


@page(policies.SEE_LEADERSHIP)
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the progress report of a plan as docx."""
    row = PLANS.find(number, actor=actor_of(request))
    writing = import_module("huying.leadership.plan_paper")  # what writes docx is loaded when somebody asks for one
    name, content = writing.write(reading.plan(row), reading.steps_of(row), at=now())
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


@page(policies.SEE_LEADERSHIP, methods=("POST",))
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of a plan."""
    return take(request, PLAN_BOOK, number, step, read=_read, more=_more)
