"""Signing in at a provider 统一身份认证登录: go there, come back; nobody becomes anybody without an account here."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.accounts.actions import sign_in as door
from huying.accounts.forms import SignInForm
from huying.accounts.middleware import DUE, PASSED, begin
from huying.accounts.queries import has_second_factor, open_posts
from huying.accounts.views import next_of, remote_address
from huying.core import clock, oidc
from huying.core.throttle import throttle
from huying.core.views import public
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.accounts.models import Person

    Attempt = dict[str, str | int] | None

KEPT_AS = "oidc"
LASTS = timedelta(minutes=10)
MOST_AN_HOUR = 600
"""Attempts from one address, behind which a whole office may sit."""


def _provider() -> oidc.Provider:
    provider = oidc.provider_of(settings.HUYING_OIDC, allowed=settings.HUYING_OUTGOING_HOSTS)
    if provider is None:
        raise Http404
    return provider


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("accounts:provider_back"))


@never_cache
@public(methods=("POST",))
def provider(request: HttpRequest) -> HttpResponse:
    """Begin an attempt and lead to the provider.

    A page leads there, not a redirect of the form: the policy of contents lets forms go to this site alone.
    """
    known, at = _provider(), clock.system_now()
    try:
        throttle("oidc", remote_address(request), most=MOST_AN_HOUR, at=at)
        attempt = oidc.begin(known, back=_back(request), at=at)
    except RuleBrokenError as error:
        return _refused(request, error)
    request.session[KEPT_AS] = {
        "state": attempt.state,
        "nonce": attempt.nonce,
        "verifier": attempt.verifier,
        "next": next_of(request),
        "began": int(at.timestamp()),
    }
    return render(request, "accounts/leading.html", {"address": attempt.address})


@never_cache
@public()
def provider_back(request: HttpRequest) -> HttpResponse:
    """Take what a browser brings back, once, and let in whom it names."""
    known, at, real_at = _provider(), clock.now(), clock.system_now()
    attempt = request.session.pop(KEPT_AS, None)
    try:
        person, identity = _let_in(request, known, attempt, at=at, real_at=real_at)
        post = _first_post(person, at=at)
    except RuleBrokenError as error:
        if attempt is not None:
            door.note_refused(code=error.code, address=remote_address(request), at=at, real_at=real_at)
        return _refused(request, error)
    login(request, person)
    factor = PASSED if identity.has_second_factor else DUE if has_second_factor(person) else None
    begin(request, post_id=post, at=real_at, factor=factor, is_from_elsewhere=True)
    return redirect(attempt["next"])


def _let_in(
    request: HttpRequest, known: oidc.Provider, attempt: Attempt, *, at: datetime, real_at: datetime
) -> tuple[Person, oidc.Identity]:
    identity = _identity(request, known, attempt, real_at)
    return door.sign_in_elsewhere(username=identity.name, at=at), identity


def _first_post(person: Person, *, at: datetime) -> int:
    posts = open_posts(person, at=at)
    if not posts:
        raise RuleBrokenError("account.no_post")
    return posts[0].pk


def _identity(request: HttpRequest, known: oidc.Provider, attempt: Attempt, real_at: datetime) -> oidc.Identity:
    """Refuse what is not the answer to this browser's own attempt; then ask the provider whom it let in."""
    given = request.GET
    if attempt is None or not hmac.compare_digest(given.get("state", "").encode(), str(attempt["state"]).encode()):
        raise RuleBrokenError("oidc.not_begun")
    if real_at - datetime.fromtimestamp(int(attempt["began"]), tz=UTC) > LASTS:
        raise RuleBrokenError("oidc.not_begun")
    if given.get("iss", known.issuer) != known.issuer:
        raise RuleBrokenError("oidc.not_believed", what="iss")
    if not given.get("code"):
        raise RuleBrokenError("oidc.refused_there")
    return oidc.finish(
        known,
        code=given["code"],
        verifier=str(attempt["verifier"]),
        nonce=str(attempt["nonce"]),
        back=_back(request),
        at=real_at,
    )


def _refused(request: HttpRequest, error: RuleBrokenError) -> HttpResponse:
    context = {
        "form": SignInForm(),
        "next": next_of(request),
        "provider": settings.HUYING_OIDC,
        "words": refusals.words(error),
        "code": error.code,
    }
    return render(request, "accounts/sign_in.html", context, status=refusals.status(error))
