"""Following a case and rating its answer 查询与评价: with the receipt's code and four digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from huying.accounts.views import remote_address
from huying.cases import labels
from huying.cases.actions import ending
from huying.cases.queries import public as cases
from huying.core.actors import RESIDENT
from huying.core.clock import now, system_now
from huying.core.throttle import throttle
from huying.core.views import public
from huying.portal.forms import RateForm, TrackForm
from huying.rules.case_facts import CallBackBy, Purpose
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORM = ("GET", "HEAD", "POST")
TRIES_PER_HOUR = 30


@sensitive_post_parameters("code", "digits")
@never_cache
@public(methods=FORM)
def track(request: HttpRequest) -> HttpResponse:
    """Show a case to whoever has its code and its four digits."""
    form = TrackForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                throttle("portal.track", remote_address(request), most=TRIES_PER_HOUR, at=system_now())
                context |= _tracked(form.cleaned_data)
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = 404 if error.code == "tracking.not_found" else 429
            else:
                status = 200
    return render(request, "portal/track.html", context, status=status)


def _tracked(data: dict[str, Any]) -> dict[str, Any]:
    case = cases.find_by_code(data["code"], data["digits"])
    return {
        "found": case,
        "status": labels.label(case.status),
        "openings": [(row, labels.label(Purpose(row.purpose))) for row in case.openings],
        "rate_form": RateForm(initial=data) if case.may_rate else None,
    }


@sensitive_post_parameters("code", "digits", "remark")
@never_cache
@public(methods=("POST",))
def rate(request: HttpRequest) -> HttpResponse:
    """Take what the reporter says of the answer."""
    form = RateForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/rate.html", {"rate_form": form}, status=422)
    data = form.cleaned_data
    throttle("portal.track", remote_address(request), most=TRIES_PER_HOUR, at=system_now())
    found = cases.find_by_code(data["code"], data["digits"])
    if not found.may_rate:
        raise RuleBrokenError("case.rated_already")
    verdict = ending.Verdict(
        is_contacted=data["is_contacted"],
        is_solved=data["is_solved"],
        is_satisfied=data["is_satisfied"],
        remark=data["remark"],
    )
    ending.call_back(found.case_id, verdict, by=CallBackBy.REPORTER, actor=RESIDENT, at=now())
    return render(request, "portal/thanks.html", {"verdict": verdict, "words": _("Thank you.")})
