"""Account pages 登录、选岗、改密."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from huying.accounts import actions, policies
from huying.accounts.actions import sign_in as door
from huying.accounts.forms import ChangePasswordForm, ChoosePostForm, SignInForm
from huying.accounts.middleware import DUE, ELSEWHERE_KEY, POST_KEY, begin
from huying.accounts.queries import has_second_factor, open_posts
from huying.core import clock, oidc
from huying.core.views import page, public
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.accounts.middleware import ActorRequest
    from huying.accounts.models import Person

FORM = ("GET", "HEAD", "POST")
REFUSED = 403


def remote_address(request: HttpRequest) -> str:
    """Return where a request comes from, as the outermost of `HUYING_TRUSTED_PROXIES` proxies saw it."""
    proxies = int(getattr(settings, "HUYING_TRUSTED_PROXIES", 0))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def next_of(request: HttpRequest) -> str:
    """Return where to go on, on this site alone."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else str(settings.LOGIN_REDIRECT_URL)


def _person(request: HttpRequest) -> Person:
    return cast("Person", request.user)


@sensitive_post_parameters("password")
@never_cache
@public(methods=FORM)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in form; judge what was typed."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _signed_in(request, form)
        except RuleBrokenError as error:
            form.add_error(None, refusals.words(error))
            status = refusals.status(error)
    context = {"form": form, "next": next_of(request), "provider": settings.HUYING_OIDC}
    return render(request, "accounts/sign_in.html", context, status=status)


def _signed_in(request: HttpRequest, form: SignInForm) -> HttpResponse:
    at, real_at = clock.now(), clock.system_now()
    person = door.sign_in(
        username=form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        address=remote_address(request),
        at=at,
        real_at=real_at,
    )
    posts = open_posts(person, at=at)
    if not posts:
        raise RuleBrokenError("account.no_post")
    login(request, person)
    begin(request, post_id=posts[0].pk, at=real_at, factor=DUE if has_second_factor(person) else None)
    return redirect(next_of(request))


@never_cache
@page(policies.SIGNED_IN, methods=("POST",), at_gate=True)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and where the operator wants it the one at the provider it came from."""
    door.sign_out(person=_person(request), at=clock.now())
    is_from_elsewhere = request.session.get(ELSEWHERE_KEY, False)
    logout(request)
    there = _end_there(request) if is_from_elsewhere else None
    return render(request, "accounts/leading.html", {"address": there}) if there else redirect("accounts:sign_in")


def _end_there(request: HttpRequest) -> str | None:
    known = oidc.provider_of(settings.HUYING_OIDC, allowed=settings.HUYING_OUTGOING_HOSTS)
    if known is None or not settings.HUYING_OIDC["sign_out"]:
        return None
    back = request.build_absolute_uri(reverse("accounts:sign_in"))
    return oidc.sign_out_address(known, back=back, at=clock.system_now())


@never_cache
@page(policies.SIGNED_IN, methods=FORM)
def choose_post(request: HttpRequest) -> HttpResponse:
    """Choose in which post to act, one's own or one stood in for."""
    posts = open_posts(_person(request), at=clock.now())
    form = ChoosePostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next((post for post in posts if post.pk == form.cleaned_data["post"]), None)
        if chosen is not None:
            request.session.cycle_key()
            request.session[POST_KEY] = chosen.pk
            return redirect(next_of(request))
        form.add_error("post", _("You do not hold this post."))
    status = REFUSED if form.errors else 200
    context = {"form": form, "posts": posts, "current": cast("ActorRequest", request).actor.post_id}
    return render(request, "accounts/choose_post.html", context, status=status)


@sensitive_post_parameters("current", "new", "again")
@never_cache
@page(policies.SIGNED_IN, methods=FORM, at_gate=True)
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other open sessions end by it."""
    form = ChangePasswordForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _password_changed(request, form)
        except RuleBrokenError as error:
            form.add_error("new" if error.code.startswith("account.password_") else "current", refusals.words(error))
            status = REFUSED
    return render(request, "accounts/change_password.html", {"form": form}, status=status)


def _password_changed(request: HttpRequest, form: ChangePasswordForm) -> HttpResponse:
    at, real_at, person = clock.now(), clock.system_now(), _person(request)
    door.confirm(person=person, password=form.cleaned_data["current"], real_at=real_at)
    changed = actions.set_password(
        person_id=person.pk,
        password=form.cleaned_data["new"],
        actor=cast("ActorRequest", request).actor,
        at=at,
    )
    update_session_auth_hash(request, changed)
    messages.success(request, _("Your password has been changed."))
    return redirect("accounts:choose_post")
