"""Pages of the second factor 双因素: enter a code, take a phone into use, recovery codes, another phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from huying.accounts import actions, policies, queries
from huying.accounts.forms import CodeForm
from huying.accounts.middleware import FACTOR_KEY, PASSED
from huying.accounts.views import FORM, next_of
from huying.core import clock
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.rules.sign_in import FactorFor
from huying.ui import refusals
from huying.ui.pictures import qr_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from huying.accounts.models import Person


def _person(request: HttpRequest) -> Person:
    return cast("Person", request.user)


def _tried(form: CodeForm, act: Callable[[str], HttpResponse]) -> HttpResponse | int:
    """Do something with the code that was typed; on a refusal note it at the field and return its status."""
    if not form.is_bound or not form.is_valid():
        return 200
    try:
        return act(form.cleaned_data["code"])
    except RuleBrokenError as error:
        form.add_error("code", refusals.words(error))
        return refusals.status(error)


@sensitive_post_parameters("code")
@never_cache
@page(policies.SIGNED_IN, methods=FORM, at_gate=True)
def code(request: HttpRequest) -> HttpResponse:
    """Ask for a code after the password; who has no phone in use yet is led to take one."""
    person, form = _person(request), CodeForm(request.POST or None)
    if not queries.has_second_factor(person):
        return redirect("accounts:second_factor")

    def act(typed: str) -> HttpResponse:
        is_recovery = actions.pass_factor(person=person, code=typed, at=clock.now(), real_at=clock.system_now())
        _passed(request)
        if is_recovery:
            left = queries.recovery_codes_left(person)
            messages.warning(request, _("A recovery code was used; %(left)s are left.") % {"left": left})
        return redirect(next_of(request))

    answer = _tried(form, act)
    context = {"form": form, "next": next_of(request)}
    return render(request, "accounts/code.html", context, status=answer) if isinstance(answer, int) else answer


def _passed(request: HttpRequest) -> None:
    request.session.cycle_key()
    request.session[FACTOR_KEY] = PASSED


@sensitive_post_parameters("code")
@never_cache
@page(policies.SIGNED_IN, methods=FORM, at_gate=True)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Take a phone into use by a code of it, or show what is in use."""
    person, form = _person(request), CodeForm(request.POST or None)
    if queries.has_second_factor(person):
        return redirect("accounts:code") if getattr(request, "gate", None) == "accounts:code" else _standing(request)
    secret = actions.begin_factor(person=person)

    def act(typed: str) -> HttpResponse:
        at, real_at = clock.now(), clock.system_now()
        codes = actions.confirm_factor(person=person, code=typed, at=at, real_at=real_at)
        _passed(request)
        update_session_auth_hash(request, person)
        return _codes(request, codes)

    answer = _tried(form, act)
    if not isinstance(answer, int):
        return answer
    context = {
        "form": form,
        "secret": " ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        "picture": qr_picture(actions.factor_address(secret, person=person)),
        "is_owed": getattr(request, "gate", None) is not None,
    }
    return render(request, "accounts/second_factor.html", context, status=answer)


def _standing(request: HttpRequest, form: CodeForm | None = None, *, status: int = 200) -> HttpResponse:
    person = _person(request)
    context = {
        "form": form or CodeForm(),
        "since": person.second_factor.confirmed_at,
        "left": queries.recovery_codes_left(person),
        "is_for_all": FactorFor(settings.HUYING_SECOND_FACTOR) is FactorFor.ALL,
    }
    return render(request, "accounts/factor_in_use.html", context, status=status)


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


@sensitive_post_parameters("code")
@never_cache
@page(policies.SIGNED_IN, methods=("POST",))
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes; a code is asked again."""
    form, person = CodeForm(request.POST), _person(request)
    if not queries.has_second_factor(person):
        return redirect("accounts:second_factor")

    def act(typed: str) -> HttpResponse:
        at, real_at = clock.now(), clock.system_now()
        return _codes(request, actions.new_recovery_codes(person=person, code=typed, at=at, real_at=real_at))

    answer = _tried(form, act)
    return _standing(request, form, status=answer) if isinstance(answer, int) else answer


@sensitive_post_parameters("code")
@never_cache
@page(policies.SIGNED_IN, methods=("POST",))
def another_phone(request: HttpRequest) -> HttpResponse:
    """Take the phone out of use and begin with another one; a code is asked again."""
    form, person = CodeForm(request.POST), _person(request)
    if not queries.has_second_factor(person):
        return redirect("accounts:second_factor")

    def act(typed: str) -> HttpResponse:
        actions.leave_factor(person=person, code=typed, at=clock.now(), real_at=clock.system_now())
        update_session_auth_hash(request, person)
        del request.session[FACTOR_KEY]
        return redirect("accounts:second_factor")

    answer = _tried(form, act)
    return _standing(request, form, status=answer) if isinstance(answer, int) else answer
