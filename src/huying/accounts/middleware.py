"""Who acts in a request 当前岗位: found when first asked for, from the session's person and chosen post."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from huying.accounts.models import Person
from huying.accounts.queries import actor_for
from huying.core import clock
from huying.core.actors import RESIDENT, Actor
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

POST_KEY, BEGAN_KEY, SEEN_KEY = "post", "began", "seen"
LONGEST, IDLE, TOUCH = timedelta(hours=12), timedelta(hours=2), timedelta(minutes=5)


class ActorRequest(HttpRequest):
    """A request that knows who acts."""

    actor: Actor


class ActorMiddleware:
    """Give each request its actor; somebody without a session is a resident."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set `request.actor`, costing nothing where nobody asks for it."""
        cast("ActorRequest", request).actor = cast("Actor", SimpleLazyObject(lambda: current_actor(request)))
        return self.get_response(request)


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
    return actor


def begin(request: HttpRequest, *, post_id: int | None, at: datetime) -> None:
    """Write into a new session when it began and which post was chosen."""
    request.session[BEGAN_KEY] = request.session[SEEN_KEY] = int(at.timestamp())
    request.session[POST_KEY] = post_id


def _is_over(request: HttpRequest, now: datetime) -> bool:
    session, seconds = request.session, now.timestamp()
    began, seen = session.get(BEGAN_KEY, seconds), session.get(SEEN_KEY, seconds)
    return bool(seconds - began > LONGEST.total_seconds() or seconds - seen > IDLE.total_seconds())


def _touch(request: HttpRequest, actor: Actor, now: datetime) -> None:
    seconds = int(now.timestamp())
    if BEGAN_KEY not in request.session:
        begin(request, post_id=actor.post_id, at=now)
    elif seconds - request.session.get(SEEN_KEY, 0) > TOUCH.total_seconds():
        request.session[SEEN_KEY] = seconds
