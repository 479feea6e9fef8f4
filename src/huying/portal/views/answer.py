"""The answer behind a one-time link 一次性链接: read it, press once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from huying.accounts.views import remote_address
from huying.cases.queries import public as cases
from huying.core.actors import RESIDENT
from huying.core.clock import now, system_now
from huying.core.throttle import throttle
from huying.core.views import public
from huying.portal import devices, links
from huying.portal.forms import WordForm
from huying.portal.stories import told
from huying.portal.verdicts import BUTTONS, verdict_of
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORM = ("GET", "HEAD", "POST")
TRIES = 300


@sensitive_variables("token")
@sensitive_post_parameters("word")
@never_cache
@public(methods=FORM)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show one answer and take what its reporter says of it; a link that was used or is over says so."""
    try:
        throttle("portal.link", remote_address(request), most=TRIES, at=system_now())
        case_id = links.case_of_link(token, real_at=system_now())
        if request.method == "POST":
            return _rated(request, case_id, token)
    except RuleBrokenError as error:
        context = {"words": refusals.words(error)}
        return render(request, "portal/link_over.html", context, status=refusals.status(error))
    return _page(request, case_id)


def _rated(request: HttpRequest, case_id: int, token: str) -> HttpResponse:
    device = devices.of(request)
    response = _pressed(request, case_id, token, device=device)
    if response.status_code == HTTPStatus.OK:
        devices.mark(response, device)
    return response


def _pressed(request: HttpRequest, case_id: int, token: str, *, device: str) -> HttpResponse:
    try:
        verdict = verdict_of(request.POST)
        rater = links.Rater(device=device, address=remote_address(request))
        links.rate_by_link(token, verdict, rater=rater, actor=RESIDENT, at=now(), real_at=system_now())
    except RuleBrokenError as error:
        if error.code.startswith("link."):
            raise
        return _page(request, case_id, wrong=refusals.words(error), status=refusals.status(error))
    if verdict.is_solved:
        said = _("Thank you. Your case is finished as solved.")
    else:
        said = _("Thank you. The case is worked on once more, with a new deadline; you are told the answer again.")
    return _page(request, case_id, said=said)


def _page(request: HttpRequest, case_id: int, *, said: str = "", wrong: str = "", status: int = 200) -> HttpResponse:
    context = told(cases.by_key(case_id), at=now()) | {
        "said": said,
        "wrong": wrong,
        "word_form": WordForm(),
        "buttons": BUTTONS,
        "rate_action": request.path,
    }
    return render(request, "portal/answer.html", context, status=status)
