"""The digest of hot matters at the desk 热点周报: what several people told in a week, the hottest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.shortcuts import render

from huying.cases import labels
from huying.cases.models.cases import CHINA
from huying.cases.policies import SEE_MATTERS
from huying.cases.queries.weekly import days_of, week_of
from huying.cases.views.rows import shown
from huying.core.clock import now
from huying.core.views import page
from huying.dashboards import figures
from huying.dashboards.forms import MondayForm
from huying.regions import queries as regions
from huying.rules.problems import WEEK
from huying.rules.weekly import monday_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from huying.ui.typing import HuyingRequest


@page(SEE_MATTERS)
def digest(request: HttpRequest) -> HttpResponse:
    """Show the week that ended before the Monday of a day; without a day, the last one that is whole."""
    actor, at = cast("HuyingRequest", request).actor, now()
    form = MondayForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day: date = asked.get("day") or at.astimezone(CHINA).date()
    region = regions.resolve(asked.get("place") or figures.home_of(actor))
    monday, this_week = monday_of(day), monday_of(at.astimezone(CHINA).date())
    found = week_of(actor, place=region.code, monday=monday)
    rows = shown([told.matter.lead for told in found.hottest], actor=actor, at=at)
    first, last = days_of(monday)
    context = {
        "form": form,
        "is_unread": form.is_bound and not form.is_valid(),
        "place": region,
        "monday": monday,
        "first_day": first,
        "last_day": last,
        "week": found,
        "topics": [(labels.topic_name(code), people) for code, people in found.topics],
        "rows": [
            (told, row, labels.topic_name(told.matter.topic)) for told, row in zip(found.hottest, rows, strict=True)
        ],
        "above": regions.place_book().above(regions.key_of_place(region.code))[:-1],
        "before": _query(region.code, monday - WEEK),
        "after": _query(region.code, monday + WEEK) if monday < this_week else "",
    }
    return render(request, "dashboards/weekly.html", context)


def _query(place: str, day: date) -> str:
    return f"?{urlencode({'place': place, 'day': day.isoformat()})}"
