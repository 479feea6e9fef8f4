"""One order, mark or measure 详情: what it says, its timeline, its papers and what may be done now."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.supervision import labels, offers, papers, policies
from huying.supervision.queries import reading
from huying.supervision.queries.visible import find
from huying.supervision.views.shared import BOARDS, MODELS, actor_of
from huying.supervision.views.showing import SHOWN
from huying.ui import refusals

if TYPE_CHECKING:
    from enum import Enum

    from django.http import HttpRequest

    from huying.supervision.forms import StepForm

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _shown(
    request: HttpRequest,
    life: str,
    row: Any,
    *,
    bad: StepForm | None = None,
    bad_step: Enum | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, at = actor_of(request), now()
    offered = offers.offered(life, row, actor=actor, at=at)
    for offer in offered:
        if offer.step is bad_step and bad is not None:
            offer.form, offer.is_open = bad, True
    steps_kind = labels.LIVES[life][0]
    context = {
        "life": life,
        "row": row,
        "back": BOARDS[life],
        "step_url": f"supervision:{life}_step",
        "paper_url": f"supervision:{life}_paper",
        "papers": [(each.value, str(papers.LABELS[each])) for each in papers.papers_of(life, row)],
        "steps": [(each, (labels.label(steps_kind(each.step)), "")) for each in reading.steps_of(row)],
        "offered": offered,
        "at": at,
        **SHOWN[life](row, actor=actor, at=at),
    }
    return render(request, "supervision/one.html", context, status=status)


def _one(request: HttpRequest, life: str, pk: int) -> HttpResponse:
    return _shown(request, life, find(MODELS[life], pk, actor=actor_of(request)))


def _paper(request: HttpRequest, life: str, pk: int, kind: str) -> HttpResponse:
    row = find(MODELS[life], pk, actor=actor_of(request))
    wanted = papers.paper_of(life, row, kind)
    writing = import_module("huying.supervision.paper_writing")  # what writes docx is loaded when somebody asks
    name, content = writing.write(row, wanted, at=now())
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _step(request: HttpRequest, life: str, pk: int, step: str) -> HttpResponse:
    """Take one step; a refusal keeps what was typed and says why."""
    actor, at = actor_of(request), now()
    row = find(MODELS[life], pk, actor=actor)
    known = offers.step_of(life, step)
    form = offers.form_of(life, known, row, data=request.POST)
    status = 422
    if form.is_valid():
        door = offers.DOORS[known][0]
        try:
            door(row.pk, version=form.cleaned_data["version"], actor=actor, at=at, **form.facts())
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("Done: %(step)s") % {"step": labels.label(known)})
            return redirect(f"supervision:{life}", pk=row.pk)
    row = find(MODELS[life], pk, actor=actor)
    return _shown(request, life, row, bad=form, bad_step=known, status=status)


@page(policies.SEE_SUPERVISION)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order."""
    return _one(request, "order", pk)


@page(policies.SEE_SUPERVISION)
def order_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a paper of an order as docx."""
    return _paper(request, "order", pk, kind)


@page(policies.SEE_SUPERVISION, methods=("POST",))
def order_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of an order."""
    return _step(request, "order", pk, step)


@page(policies.SEE_SUPERVISION)
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mark."""
    return _one(request, "mark", pk)


@page(policies.SEE_SUPERVISION)
def mark_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out the notice of a mark as docx."""
    return _paper(request, "mark", pk, kind)


@page(policies.SEE_SUPERVISION, methods=("POST",))
def mark_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a mark."""
    return _step(request, "mark", pk, step)


@page(policies.SEE_SUPERVISION)
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one measure."""
    return _one(request, "measure", pk)


@page(policies.SEE_SUPERVISION)
def measure_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a paper of a measure as docx."""
    return _paper(request, "measure", pk, kind)


@page(policies.SEE_SUPERVISION, methods=("POST",))
def measure_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step of a measure."""
    return _step(request, "measure", pk, step)
