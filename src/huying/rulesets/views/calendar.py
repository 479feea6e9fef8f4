"""The calendar of working days 工作日历: what is official until when, and the days the city entered itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core.clock import now
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rulesets import actions, policies, queries
from huying.rulesets.forms.versions import WorkDaysForm
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@page(policies.SEE_RULES)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show until when the calendar is official, and the days entered."""
    return _shown(request, WorkDaysForm())


def _shown(request: HttpRequest, form: WorkDaysForm, *, status: int = 200) -> HttpResponse:
    context = {
        "until": queries.calendar().official_until,
        "rows": queries.entered_days(),
        "form": form if policies.EDIT_CALENDAR.may(_actor(request)) else None,
    }
    return render(request, "rulesets/calendar.html", context, status=status)


@page(policies.EDIT_CALENDAR, methods=("POST",))
def enter(request: HttpRequest) -> HttpResponse:
    """Enter the days of a notice; a wrong line keeps everything that was typed."""
    form = WorkDaysForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        count = actions.edit_work_days(
            days=form.cleaned_data["days"], source=form.cleaned_data["source"], actor=_actor(request), at=now()
        )
    except RuleBrokenError as error:
        form.add_error(None, refusals.words(error))
        return _shown(request, form, status=refusals.status(error))
    messages.success(request, _("%(count)s days were entered.") % {"count": count})
    return HttpResponseRedirect(reverse("rules:calendar"))


@page(policies.EDIT_CALENDAR, methods=("POST",))
def drop(request: HttpRequest, on: str) -> HttpResponse:
    """Take an entry back."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise RuleBrokenError("date.impossible", value=on) from None
    actions.drop_work_day(on=day, actor=_actor(request), at=now())
    return HttpResponseRedirect(reverse("rules:calendar"))
