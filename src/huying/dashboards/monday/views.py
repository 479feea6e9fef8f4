"""The Monday sheet at the desk 周一单: one page on a phone, one A4 page as docx."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header

from huying.cases import policies
from huying.cases.models.cases import CHINA
from huying.core.clock import now
from huying.core.views import page
from huying.dashboards import figures
from huying.dashboards.forms import MondayForm
from huying.dashboards.monday.asking import WEEK
from huying.dashboards.monday.sheet import sheet_of
from huying.regions import queries as regions
from huying.rules.weekly import monday_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from huying.dashboards.monday.asking import Sheet
    from huying.ui.typing import HuyingRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _sheet(request: HttpRequest) -> tuple[MondayForm, Sheet]:
    actor, at = cast("HuyingRequest", request).actor, now()
    form = MondayForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    day: date = asked.get("day") or at.astimezone(CHINA).date()
    place = asked.get("place") or figures.home_of(actor)
    return form, sheet_of(actor, place=place, monday=monday_of(day), at=at)


@page(policies.SEE_CITY)
def sheet(request: HttpRequest) -> HttpResponse:
    """Show the sheet of the week."""
    form, found = _sheet(request)
    this_week = monday_of(found.at.astimezone(CHINA).date())
    context = {
        "form": form,
        "is_unread": form.is_bound and not form.is_valid(),
        "sheet": found,
        "last_day": found.monday - timedelta(days=1),
        "first_day": found.monday - WEEK,
        "above": regions.place_book().above(regions.key_of_place(found.place))[:-1],
        "inside": regions.children(regions.key_of_place(found.place)),
        "before": _query(found.place, found.monday - WEEK),
        "after": _query(found.place, found.monday + WEEK) if found.monday < this_week else "",
        "query": _query(found.place, found.monday),
    }
    return render(request, "dashboards/monday.html", context)


@page(policies.SEE_CITY)
def of_day(request: HttpRequest, day: str) -> HttpResponse:
    """Lead to one's own sheet of a day's week, as a notice names it."""
    del request
    return redirect(f"{reverse('dashboards:monday')}?{urlencode({'day': day})}")


@page(policies.SEE_CITY)
def paper(request: HttpRequest) -> HttpResponse:
    """Hand out the sheet as one A4 page, in Chinese whatever the page is in."""
    with translation.override("zh-hans"):
        _form, found = _sheet(request)
    writing = import_module("huying.dashboards.monday.paper")  # what writes docx is loaded when somebody asks for one
    name, content = writing.write(found)
    answer = HttpResponse(content, content_type=DOCX)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _query(place: str, day: date) -> str:
    return f"?{urlencode({'place': place, 'day': day.isoformat()})}"
