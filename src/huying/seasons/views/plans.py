"""Season plans at the desk 季节预案."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language

from huying.cases.queries.limits import day_of
from huying.core import crypto, idempotency
from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.seasons import SeasonKind
from huying.rules.surges import SurgeState
from huying.rules.topics import name_of
from huying.seasons import labels, policies
from huying.seasons.actions import planning
from huying.seasons.desk import SEASON_BOOK
from huying.seasons.forms.plans import DraftForm, FilterForm
from huying.seasons.queries.plans import season_of
from huying.seasons.queries.visible import SEASONS
from huying.seasons.views.shared import actor_of
from huying.seasons.views.stepping import listed, shown, take
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.seasons.queries.plans import PlanSeen


@page(policies.SEE_SEASONS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the plans in sight, the newest first."""
    context = listed(request, SEASON_BOOK, FilterForm(request.GET or None))
    context["rows"] = [(row, state, where, labels.label(SeasonKind(row.kind))) for row, state, where in context["rows"]]
    context["may_begin"] = policies.KEEP_SEASON.may(actor_of(request))
    return render(request, "seasons/seasons.html", context)


@page(policies.KEEP_SEASON, methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Draft a plan, once however often the form is sent."""
    actor, at, status = actor_of(request), now(), 200
    form = DraftForm(request.POST or None, initial={"token": crypto.new_token()})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts = form.facts()
            try:
                answer, _is_new = idempotency.once(
                    scope=f"season:{actor.person_id}",
                    key=form.cleaned_data["token"],
                    body={name: str(value) for name, value in facts.items()},
                    work=lambda: {"number": planning.draft(planning.NewSeason(**facts), actor=actor, at=at).number},
                )
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
            else:
                return redirect("seasons:season", number=str(answer["number"]))
    return render(request, "seasons/new_season.html", {"form": form}, status=status)


def _more(seen: PlanSeen, at: datetime) -> dict[str, Any]:
    plan = seen.plan
    season = season_of(plan, day_of(at))
    return {
        "kind": labels.label(SeasonKind(plan.kind)),
        "topics": [name_of(code, get_language() or "zh") for code in plan.topics],
        "season": season,
        "is_season": season is not None and season[0] <= day_of(at),
        "done": len(seen.lines) - len(seen.open_tasks),
        "surges": [(each, labels.label(SurgeState(each.state))) for each in seen.surges],
    }


@page(policies.SEE_SEASONS)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show one plan with its check list, and who is on duty for the units it names."""
    return shown(request, SEASON_BOOK, SEASONS.find(number, actor=actor_of(request)), more=_more)


@page(policies.SEE_SEASONS, methods=("POST",))
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take one step of a plan."""
    return take(request, SEASON_BOOK, number, step, more=_more)
