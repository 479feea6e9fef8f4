"""Following a case 查询: with the receipt's code and four digits; pressing; having it taken up again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from huying.accounts.views import remote_address
from huying.cases.actions import ending, pressing, recusing
from huying.cases.queries import public as cases
from huying.conferences.queries.reading import concerning
from huying.core.actors import RESIDENT
from huying.core.clock import now, system_now
from huying.core.throttle import forgive, throttle
from huying.core.views import public
from huying.portal import passes
from huying.portal.forms import TrackForm, WordForm
from huying.portal.stories import told
from huying.portal.verdicts import BUTTONS, verdict_of
from huying.rules.case_facts import CallBackBy
from huying.rules.errors import RuleBrokenError
from huying.seasons.queries.public import event_of
from huying.ui import refusals

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from django.http import HttpRequest, HttpResponse

    from huying.cases.queries.public import PublicCase

FORM = ("GET", "HEAD", "POST")
WRONG = 422


@sensitive_post_parameters("code", "digits")
@never_cache
@public(methods=FORM)
def track(request: HttpRequest) -> HttpResponse:
    """Show a case to whoever has its code and its four digits."""
    form = TrackForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                return case_page(request, _found(request, form.cleaned_data))
            except RuleBrokenError as error:
                form.add_error(None, refusals.words(error))
                status = refusals.status(error)
    return render(request, "portal/track.html", {"form": form}, status=status)


def _found(request: HttpRequest, data: dict[str, Any]) -> PublicCase:
    """Return the case, counting each try before it is judged and taking back the right ones."""
    at, doors = system_now(), _doors(request, data["code"])
    for name, who, most, window in doors:
        throttle(name, who, most=most, at=at, window=window)
    case = cases.find_by_code(data["code"], data["digits"])
    for name, who, _most, window in doors:
        forgive(name, who, at=at, window=window)
    return case


def _doors(request: HttpRequest, code: str) -> list[tuple[str, str, int, timedelta]]:
    return [
        ("portal.track", remote_address(request), cases.TRIES_FROM_ONE_ADDRESS, cases.TRIES_WINDOW),
        ("portal.code", code, cases.TRIES_OF_ONE_CODE, cases.TRIES_WINDOW),
    ]


def case_page(
    request: HttpRequest, case: PublicCase, *, said: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    """Show a case, with what was just done or refused."""
    context = told(case, at=now()) | {
        "conferences": concerning(case.case_id),
        "event": event_of(case.case_id),
        "said": said,
        "wrong": wrong,
        "pass": passes.make(case.case_id),
        "word_form": WordForm(),
        "withdraw_form": WordForm(auto_id="withdraw_%s"),
        "recusal_form": WordForm(auto_id="recusal_%s"),
        "buttons": BUTTONS,
        "rate_action": reverse("portal:rate"),
    }
    return render(request, "portal/case.html", context, status=status)


def _acting(request: HttpRequest, work: Callable[[int], str]) -> HttpResponse:
    """Do what the bearer of a pass asks for, and show the case anew; a refusal is told on the page."""
    case_id = passes.case_of(request.POST.get("pass", ""))
    said, wrong, status = "", "", 200
    try:
        said = work(case_id)
    except RuleBrokenError as error:
        wrong, status = refusals.words(error), refusals.status(error)
    return case_page(request, cases.by_key(case_id), said=said, wrong=wrong, status=status)


@sensitive_post_parameters("pass", "word")
@never_cache
@public(methods=("POST",))
def press(request: HttpRequest) -> HttpResponse:
    """Press the holder, with a word more if there is one."""

    def work(case_id: int) -> str:
        pressing.press(case_id, word=request.POST.get("word", ""), actor=RESIDENT, at=now())
        return _("Pressed. The unit sees it at once.")

    return _acting(request, work)


@sensitive_post_parameters("pass", "word")
@never_cache
@public(methods=("POST",))
def reopen(request: HttpRequest) -> HttpResponse:
    """Have a closed case taken up again."""

    def work(case_id: int) -> str:
        pressing.take_up_again(case_id, word=request.POST.get("word", ""), actor=RESIDENT, at=now())
        return _("Taken up again. You see the new deadline below.")

    return _acting(request, work)


@sensitive_post_parameters("pass", "word")
@never_cache
@public(methods=("POST",))
def recusal(request: HttpRequest) -> HttpResponse:
    """Ask that whoever handles the case withdraws."""

    def work(case_id: int) -> str:
        recusing.ask_recusal(case_id, word=request.POST.get("word", ""), actor=RESIDENT, at=now())
        return _("Asked. A superior of the unit decides, and you read it here.")

    return _acting(request, work)


@sensitive_post_parameters("pass", "word")
@never_cache
@public(methods=("POST",))
def withdraw(request: HttpRequest) -> HttpResponse:
    """Have an open case ended that its reporter takes back."""

    def work(case_id: int) -> str:
        pressing.withdraw(case_id, word=request.POST.get("word", ""), actor=RESIDENT, at=now())
        return _("Taken back. Nothing more is done about it; you may report it anew at any time.")

    return _acting(request, work)


@sensitive_post_parameters("pass", "word")
@never_cache
@public(methods=("POST",))
def rate(request: HttpRequest) -> HttpResponse:
    """Take what the reporter says of the answer: one press."""

    def work(case_id: int) -> str:
        verdict = verdict_of(request.POST)
        if not cases.by_key(case_id).may_rate:
            raise RuleBrokenError("case.rated_already")
        ending.call_back(case_id, verdict, by=CallBackBy.REPORTER, actor=RESIDENT, at=now())
        return _("Thank you. It is noted.")

    return _acting(request, work)
