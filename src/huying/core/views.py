"""Doors of pages 页面入口: each view names the policy that opens it, so that the rights can be read and tested."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.views.decorators.http import require_http_methods

from huying.core.policies import Policy, policy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

View = Callable[..., "HttpResponseBase"]

VISIT_PUBLIC_PAGES = policy("visit_public_pages", "Anybody may open it", lambda _actor, _subject: True)


class Guarded(Protocol):
    """A view with its policy and the methods it takes."""

    policy: Policy
    methods: tuple[str, ...]

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the request."""


def page(
    door: Policy, *, methods: tuple[str, ...] = ("GET", "HEAD"), at_gate: bool = False
) -> Callable[[View], Guarded]:
    """Open a view to those the policy allows; the anonymous are asked to sign in, others refused.

    Whoever signed in and owes something first (a code, a new password) is led to `request.gate`; views `at_gate`
    are open on the way there.
    """

    def dress(view: View) -> Guarded:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor  # type: ignore[attr-defined]  # set by accounts.middleware
            if door is not VISIT_PUBLIC_PAGES:
                if actor.role is None:
                    gate = getattr(request, "gate", None)
                    if not (gate and at_gate):
                        return redirect_to_login(request.get_full_path(), login_url=gate)
                door.check(actor)
            return view(request, *args, **kwargs)

        dressed = require_http_methods(methods)(guarded)
        dressed.policy, dressed.methods = door, methods  # type: ignore[attr-defined]
        return cast("Guarded", dressed)

    return dress


def public(*, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], Guarded]:
    """Open a view to everybody."""
    return page(VISIT_PUBLIC_PAGES, methods=methods)
