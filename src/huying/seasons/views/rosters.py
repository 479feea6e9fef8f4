"""Holidays on duty at the desk 节假日值班: the runs, a summary of each, and the roster of a unit with its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from huying.cases.queries.limits import day_of
from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.rosters import RosterState
from huying.seasons import labels, policies
from huying.seasons.actions import reporting
from huying.seasons.forms.rosters import ReportForm
from huying.seasons.queries import rosters as queries
from huying.seasons.queries.visible import ROSTERS
from huying.seasons.views.shared import actor_of, timeline_of
from huying.ui import refusals

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.seasons.models import Roster
    from huying.seasons.queries.rosters import Day


@page(policies.SEE_ROSTERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show the runs of days off in sight, the latest first."""
    cursor = request.GET.get("cursor", "")
    found = queries.runs_of(actor_of(request), cursor=cursor)
    context = {
        "rows": found.rows,
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "today": day_of(now()),
    }
    return render(request, "seasons/holidays.html", context)


@page(policies.SEE_ROSTERS)
def run(request: HttpRequest, first_on: str) -> HttpResponse:
    """Show the summary of a run: the units in sight, each day's report, and gaps of the rota."""
    actor, at = actor_of(request), now()
    first, cursor = queries.day_read(first_on), request.GET.get("cursor", "")
    summary = queries.summary_of(actor, first, at=at)
    found = ROSTERS.page_of(actor, {"first_on": first}, cursor=cursor)
    days = queries.days_of(found.rows)
    context = {
        "run": found.rows[0] if found.rows else None,
        "first_on": first,
        "summary": summary,
        "missing": max(summary.due - summary.sent, 0),
        "days": days[found.rows[0].pk] if found.rows else [],
        "rows": [(row, _standings(days[row.pk], at=at), any(day.gaps for day in days[row.pk])) for row in found.rows],
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
    }
    return render(request, "seasons/holiday.html", context)


def _standings(days: list[Day], *, at: datetime) -> list[tuple[Day, str]]:
    return [(day, day.standing(at=at)) for day in days]


@page(policies.SEE_ROSTERS)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """Show the roster of a unit: who is on duty each day, gaps, and the reports."""
    return _shown(request, ROSTERS.find(number, actor=actor_of(request)))


def _shown(request: HttpRequest, roster: Roster, *, bad: ReportForm | None = None, status: int = 200) -> HttpResponse:
    actor, at = actor_of(request), now()
    days = queries.days_of([roster])[roster.pk]
    may_send = policies.SEND_REPORT.may(actor, roster) and roster.state == RosterState.OPEN.value
    waiting = _waiting(days, at=at) if may_send else None
    form = bad
    if form is None and waiting is not None:
        form = ReportForm(initial={"version": roster.version, "day": waiting.on})
    context = {
        "row": roster,
        "state": labels.label(RosterState(roster.state)),
        "days": _standings(days, at=at),
        "waiting": waiting,
        "form": form,
        "steps": timeline_of(roster, "roster"),
        "at": at,
    }
    if waiting is not None:
        since = queries.counting_from(roster)
        context |= {"since": since, "figures": queries.figures_of(roster.unit, since=since, until=at)}
    return render(request, "seasons/roster.html", context, status=status)


def _waiting(days: list[Day], *, at: datetime) -> Day | None:
    """Return the first day up to today whose report is not sent."""
    begun = (day for day in days if day.on <= day_of(at))
    return next((day for day in begun if day.report is None or day.report.sent_at is None), None)


@page(policies.SEND_REPORT, methods=("POST",))
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Send the report of a day; a refusal keeps what was typed."""
    actor, at = actor_of(request), now()
    roster = ROSTERS.find(number, actor=actor)
    form, status = ReportForm(request.POST), 422
    if form.is_valid():
        facts: dict[str, Any] = form.facts() | {"version": form.cleaned_data["version"]}
        try:
            reporting.send(roster.pk, actor=actor, at=at, **facts)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
        else:
            messages.success(request, _("The report is sent."))
            return redirect("seasons:roster", number=roster.number)
    return _shown(request, roster, bad=form, status=status)
