"""Who acts in a request 当前岗位: found when first asked for, from the session's person and chosen post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from huying.accounts.models import Person
from huying.accounts.queries import actor_for
from huying.core import clock
from huying.core.actors import RESIDENT, Actor
from huying.rules.errors import RuleBrokenError
from huying.rules.sign_in import FactorFor, must_change, needs_factor, profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from huying.rules.sign_in import SignInProfile

POST_KEY, BEGAN_KEY, SEEN_KEY, ELSEWHERE_KEY = "post", "began", "seen", "elsewhere"
FACTOR_KEY, DUE, PASSED = "factor", "due", "passed"
TOUCH = timedelta(minutes=1)


class ActorRequest(HttpRequest):
    """A request that knows who acts."""

    actor: Actor


class ActorMiddleware:
    """Give each request its actor; somebody without a session is a resident."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor`, costing nothing where nobody asks for it; what a session sees, no browser keeps."""
        cast("ActorRequest", request).actor = cast("Actor", SimpleLazyObject(lambda: current_actor(request)))
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response


def current_actor(request: HttpRequest) -> Actor:
    """Return who acts; a session that is too old, or whose post is no longer held, ends here and now."""
    person = request.user
    if not isinstance(person, Person):
        return RESIDENT
    real_now = clock.system_now()
    if _is_over(request, real_now):
        logout(request)
        return RESIDENT
    try:
        actor = actor_for(person, at=clock.now(), post_id=request.session.get(POST_KEY))
    except RuleBrokenError:
        logout(request)
        return RESIDENT
    _touch(request, actor, real_now)
    gate = gate_of(request, person, actor, now=real_now)
    if gate is None:
        return actor
    request.gate = gate  # type: ignore[attr-defined]  # read by core.views
    return Actor(person_id=person.pk)


def gate_of(request: HttpRequest, person: Person, actor: Actor, *, now: datetime) -> str | None:
    """Return the page somebody must go through before anything else, None where nothing is owed."""
    state = request.session.get(FACTOR_KEY)
    if state == DUE or (state != PASSED and needs_factor(actor.role, asked=FactorFor(settings.HUYING_SECOND_FACTOR))):
        return "accounts:code"
    if request.session.get(ELSEWHERE_KEY):
        return None  # the provider's password is not ours to be changed
    is_due = must_change(set_at=person.password_set_at, is_initial=person.is_password_initial, now=now, by=_by())
    return "accounts:change_password" if is_due else None


def _by() -> SignInProfile:
    return profile(settings.HUYING_SIGN_IN_PROFILE)


def begin(
    request: HttpRequest,
    *,
    post_id: int | None,
    at: datetime,
    factor: str | None = None,
    is_from_elsewhere: bool = False,
) -> None:
    """Write into a new session when and where it began, which post was chosen, and how a second factor stands."""
    if factor is not None:
        request.session[FACTOR_KEY] = factor
    if is_from_elsewhere:
        request.session[ELSEWHERE_KEY] = True
    request.session[BEGAN_KEY] = request.session[SEEN_KEY] = int(at.timestamp())
    request.session[POST_KEY] = post_id


def _is_over(request: HttpRequest, now: datetime) -> bool:
    session, seconds = request.session, now.timestamp()
    began, seen = session.get(BEGAN_KEY, seconds), session.get(SEEN_KEY, seconds)
    by = _by()
    return bool(seconds - began > by.longest.total_seconds() or seconds - seen > by.idle.total_seconds())


def _touch(request: HttpRequest, actor: Actor, now: datetime) -> None:
    seconds = int(now.timestamp())
    if BEGAN_KEY not in request.session:
        begin(request, post_id=actor.post_id, at=now)
    elif seconds - request.session.get(SEEN_KEY, 0) > TOUCH.total_seconds():
        request.session[SEEN_KEY] = seconds
