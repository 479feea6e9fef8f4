"""The overview of places and months 全市概览: the three headline rates; each number opens to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from django.shortcuts import render
from django.utils.translation import gettext as _

from huying.cases import policies
from huying.cases.models.cases import CHINA
from huying.cases.queries import rates
from huying.core.clock import now
from huying.core.views import page
from huying.dashboards.forms import OverviewForm
from huying.regions import queries as regions
from huying.rules.hotline import complaint_rate, three_rates

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from huying.cases.queries.rates import Counts
    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

CITY = "3710"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place with its counts and rates."""

    code: str
    name: str
    counts: Counts
    response: str | None
    solved: str | None
    satisfied: str | None
    complaint_rate: str | None


@page(policies.SEE_CITY)
def overview(request: HttpRequest) -> HttpResponse:
    """Show a place and the places in it for one month."""
    actor, at = cast("HuyingRequest", request).actor, now()
    form = OverviewForm(request.GET or None)
    is_asked = form.is_bound and form.is_valid()
    code = (form.cleaned_data["place"] if is_asked else "") or CITY
    month = (form.cleaned_data["month"] if is_asked else None) or at.astimezone(CHINA).date().replace(day=1)
    region = regions.resolve(code)
    inside = regions.children(region.key)
    lines = [line_of(actor, child.code, child.name, month=month, at=at) for child in inside[:40]]
    context = {
        "form": form,
        "month": month,
        "begin": month.isoformat(),
        "end": _last_day(month).isoformat(),
        "whole": line_of(actor, region.code, region.name, month=month, at=at),
        "lines": lines,
        "note": _("Rates are computed from the rows each time; nothing is typed in."),
    }
    return render(request, "dashboards/overview.html", context)


def line_of(actor: Actor, code: str, name: str, *, month: date, at: datetime) -> Line:
    """Return a place with its counts and rates."""
    counts = rates.counts(actor, place=code, month=month, at=at)
    three = three_rates(
        orders=counts.received,
        excluded=0,
        contacted=counts.contacted_in_time,
        callbacks=counts.called_back,
        solved=counts.solved,
        satisfied=counts.satisfied,
    )
    whole = counts.hotline_total
    return Line(
        code=code,
        name=name,
        counts=counts,
        response=three.response,
        solved=three.solved,
        satisfied=three.satisfied,
        complaint_rate=complaint_rate(property_orders=counts.property_received, all_orders=whole) if whole else None,
    )


def _last_day(month: date) -> date:
    _begin, end = rates.month_span(month)
    return date.fromordinal(end.date().toordinal() - 1)
