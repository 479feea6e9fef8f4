"""Cases that stand long-term 长期挂账: requests to decide, milestones, and what is overdue; counted apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.shortcuts import render

from huying.cases import policies
from huying.cases.models import Case, Standing
from huying.cases.queries import visible
from huying.cases.views import offers
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.case_flow import CaseState

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor

MOST = 100


@page(policies.SEE_CASES)
def board(request: HttpRequest) -> HttpResponse:
    """Show what stands, by the day of its next milestone, and the requests that wait."""
    actor, at, book = actor_of(request), now(), regions.place_book()
    seen = visible.visible_to(actor)
    rows = seen.filter(state=CaseState.STANDING.value).select_related("holder_unit")
    upcoming = rows.annotate(
        next_on=Min("milestones__due_on", filter=Q(milestones__done_at=None, milestones__standing__ended_at=None))
    )
    asked = Standing.objects.filter(ended_at=None, is_granted=None, case__in=seen).select_related("case", "asked_by")
    shown = [(case, _title(actor, case), book.path(case.place)) for case in upcoming.order_by("due_at", "pk")[:MOST]]
    context = {
        "rows": shown,
        "asked": [(each, _title(actor, each.case)) for each in asked.order_by("asked_at")[:MOST]],
        "count": rows.count(),
        "late": rows.filter(due_at__lt=at).count(),
        "at": at,
    }
    return render(request, "office/standing.html", context)


def _title(actor: Actor, case: Case) -> str:
    return case.title if visible.reads_original(actor, case) else case.brief[:40]


@page(policies.SEE_CASES)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show how a case stands, with the step that comes next: ask, decide, or note a milestone."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    steps = offers.offered(case, actor=actor, at=at, of=offers.STANDING)
    past = Standing.objects.filter(case=case).prefetch_related("milestones").select_related("asked_by", "decided_by")
    context = {
        "case": case,
        "title": _title(actor, case),
        "offered": [replace(offer, is_main=True) for offer in steps],
        "past": past.order_by("-id"),
        "at": at,
    }
    return render(request, "office/standing_case.html", context)
