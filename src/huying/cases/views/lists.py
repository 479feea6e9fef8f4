"""My work and the list of cases 我的工作与诉求列表."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases import labels, policies
from huying.cases.actions import filters
from huying.cases.forms.filters import FilterForm
from huying.cases.models import Case, SavedFilter, SendBack
from huying.cases.queries import lists, visible
from huying.cases.queries.lists import BY_DUE, CaseFilter
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import SHIELDED_FROM_REPORTER

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

WORK_ROWS = 50


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts."""
    return cast("HuyingRequest", request).actor


def shown(cases: list[Case], *, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Return rows as the list shows them, without a query for each."""
    book = regions.place_book()
    return [
        {
            "case": case,
            "number": case.number,
            "title": case.title if visible.reads_original(actor, case) else case.brief[:40],
            "place": book.path(case.place),
            "topic": labels.topic_name(case.topic),
            "state": labels.label(CaseState(case.state)),
            "overdue": lists.is_overdue(case, at=at),
        }
        for case in cases
    ]


@page(policies.SEE_CASES)
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person and the unit, by deadline, with counts that open to their rows."""
    actor, at = actor_of(request), now()
    mine = CaseFilter(holder=actor.unit_id, order=BY_DUE)
    waiting = lists.narrowed(actor, mine, at=at).exclude(
        state__in=[CaseState.CLOSED.value, CaseState.ANSWERED.value, CaseState.STANDING.value]
    )
    rows = list(
        waiting.select_related("holder_unit", "holder_person").defer("suggestion").order_by("due_at", "pk")[:WORK_ROWS]
    )
    overdue = lists.overdue_at(at)
    counts = waiting.aggregate(
        all=Count("pk"),
        overdue=Count("pk", filter=overdue),
        unsigned=Count("pk", filter=Q(state=CaseState.DISPATCHED.value)),
        triage=Count("pk", filter=Q(state=CaseState.TRIAGE.value)),
        checking=Count("pk", filter=Q(state=CaseState.CHECKING.value)),
        own=Count("pk", filter=Q(holder_person=actor.person_id)),
    )
    context = {
        "rows": shown(rows, actor=actor, at=at),
        "counts": counts,
        "tiles": _tiles(counts, actor),
        "returns": SendBack.objects.filter(ruler_id=actor.unit_id, ruled_at=None).select_related("case", "unit")[:20],
        "filters": SavedFilter.objects.filter(person_id=actor.person_id or 0).order_by("name")[:20],
        "at": at,
    }
    return render(request, "cases/work.html", context)


def _tiles(counts: dict[str, int], actor: Actor) -> list[dict[str, Any]]:
    base = f"holder={actor.unit_id}&order=due"
    return [
        {"label": _("Overdue"), "count": counts["overdue"], "query": f"{base}&overdue=1", "is_alarm": True},
        {"label": _("Waiting to be signed for"), "count": counts["unsigned"], "query": f"{base}&state=dispatched"},
        {"label": _("Waiting to be confirmed"), "count": counts["triage"], "query": f"{base}&state=triage"},
        {"label": _("Answers to check"), "count": counts["checking"], "query": f"{base}&state=checking"},
        {"label": _("Assigned to me"), "count": counts["own"], "query": f"person={actor.person_id}&order=due"},
    ]


@page(policies.SEE_CASES)
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the cases within the post's ranges, narrowed by what the address says."""
    actor, at = actor_of(request), now()
    form = FilterForm(request.GET or None)
    wanted, error = CaseFilter(), ""
    if form.is_bound:
        if form.is_valid():
            wanted = form.wanted()
        else:
            error = _("The filter could not be read; all cases are shown.")
    found = lists.page_of(actor, wanted, at=at, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "rows": shown(found.rows, actor=actor, at=at),
        "next_cursor": found.next_cursor,
        "has_cursor": bool(request.GET.get("cursor")),
        "error": error,
        "is_filtered": not wanted.is_empty,
        "may_export": policies.EXPORT_CASES.may(actor),
        "is_shielded": actor.role in SHIELDED_FROM_REPORTER,
        "at": at,
    }
    return render(request, "cases/list.html", context)


@page(policies.SEE_CASES, methods=("POST",))
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name."""
    name, query = request.POST.get("name", "").strip(), request.POST.get("query", "")
    form = FilterForm(QueryDict(query))
    if not name or not form.is_valid():
        raise RuleBrokenError("list.filter_name")
    filters.save_filter(name=name, query=query, actor=actor_of(request), at=now())
    return redirect(f"{reverse('cases:list')}?{query}")
