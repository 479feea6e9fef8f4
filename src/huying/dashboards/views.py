"""The overview of places and months 全市概览: headline rates with their trend; each number opens to its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.shortcuts import render

from huying.cases import policies
from huying.cases.models.cases import CHINA
from huying.cases.queries import rates
from huying.cases.queries.months import shifted
from huying.core.clock import now
from huying.core.views import page
from huying.dashboards import figures
from huying.dashboards.figures import Basis
from huying.dashboards.forms import OverviewForm
from huying.regions import queries as regions
from huying.rules.comparing import FEW_CASES

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from huying.ui.typing import HuyingRequest

HEADLINES = ("complaint", "satisfied")


@page(policies.SEE_CITY)
def overview(request: HttpRequest) -> HttpResponse:
    """Show a place and the places in it for one month, with the trend of two years."""
    actor, at = cast("HuyingRequest", request).actor, now()
    form = OverviewForm(request.GET or None)
    is_asked = form.is_bound and form.is_valid()
    this_month = at.astimezone(CHINA).date().replace(day=1)
    month = (form.cleaned_data["month"] if is_asked else None) or this_month
    region = regions.resolve((form.cleaned_data["place"] if is_asked else "") or figures.home_of(actor))
    basis = Basis(place=region.code, month=month)
    series = rates.by_month(actor, place=region.code, months=figures.months_to(month), at=at)
    shares = figures.shares(basis, series)
    context = {
        "form": form,
        "is_unread": form.is_bound and not is_asked,
        "region": region,
        "month": f"{month:%Y-%m}",
        "above": regions.place_book().above(region.key)[:-1],
        "before": _query(region.code, shifted(month, -1)),
        "after": _query(region.code, shifted(month, 1)) if month < this_month else "",
        "headlines": [share for share in shares if share.name in HEADLINES],
        "further": [share for share in shares if share.name not in HEADLINES],
        "numbers": basis.numbers(series[month]),
        "trend": figures.trend_rows(basis, series),
        "shares": shares,
        "lines": figures.lines(actor, basis, regions.children(region.key), at=at),
        "worst": figures.worst(actor, basis, at=at),
        "few": FEW_CASES,
    }
    return render(request, "dashboards/overview.html", context)


def _query(place: str, month: date) -> str:
    return f"?{urlencode({'place': place, 'month': f'{month:%Y-%m}'})}"
