"""Cases that stand long-term 长期挂账: requests to decide, milestones, and what is overdue; counted apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Min, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.cases import policies
from huying.cases.actions import standing
from huying.cases.actions.standing import Planned
from huying.cases.forms.office import AskStandingForm, DecideStandingForm, MilestoneForm
from huying.cases.models import Case, Standing
from huying.cases.queries import visible
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms
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


@page(policies.SEE_CASES, methods=("GET", "HEAD", "POST"))
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show how a case stands, and take the step that comes next: ask, decide, or note a milestone."""
    actor, at = actor_of(request), now()
    case = visible.find(number, actor=actor)
    open_now = Standing.objects.filter(case=case, ended_at=None).first()
    form = _form(request, case, open_now, actor=actor)
    status = 200
    if request.method == "POST" and form is not None:
        status = 409
        if form.is_valid():
            try:
                _take(case, form, actor=actor, at=at)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
            else:
                messages.success(request, _("Done."))
                return redirect("office:standing_case", number=case.number)
    past = Standing.objects.filter(case=case).prefetch_related("milestones").select_related("asked_by", "decided_by")
    context = {"case": case, "title": _title(actor, case), "form": form, "past": past.order_by("-id"), "at": at}
    return render(request, "office/standing_case.html", context, status=status)


def _form(request: HttpRequest, case: Case, open_now: Standing | None, *, actor: Actor) -> forms.Form | None:
    data, initial = request.POST or None, {"version": case.version}
    if case.state == CaseState.STANDING.value and policies.HANDLE_CASE.may(actor, case):
        return MilestoneForm(data, initial=initial)
    if open_now is not None and open_now.is_granted is None and policies.END_CASE.may(actor, case):
        return DecideStandingForm(data, initial=initial)
    may_ask = case.state in {CaseState.HANDLING.value, CaseState.ANSWERED.value} and open_now is None
    return AskStandingForm(data, initial=initial) if may_ask and policies.HANDLE_CASE.may(actor, case) else None


def _take(case: Case, form: forms.Form, *, actor: Actor, at: datetime) -> None:
    data: dict[str, Any] = form.cleaned_data
    by: dict[str, Any] = {"actor": actor, "at": at, "version": data["version"]}
    if isinstance(form, AskStandingForm):
        planned = Planned(words=data["milestone"], due_on=data["due_on"])
        standing.ask_standing(case.pk, reason=data["reason"], milestones=[planned], **by)
    elif isinstance(form, DecideStandingForm):
        decide = standing.stand_long_term if data["is_granted"] else standing.refuse_standing
        decide(case.pk, reason=data["reason"], **by)
    else:
        following = Planned(words=data["following"], due_on=data["due_on"])
        standing.reach_milestone(case.pk, note=data["note"], following=following, **by)
