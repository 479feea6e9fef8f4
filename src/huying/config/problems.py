"""Problem answers of the API 接口错误 (RFC 9457): each says what is wrong in words, with its code and facts.

The edge of the API stands here too: what is too large, of another kind than JSON, or at no address is refused
before any work is done, in the same shape. A reader branches on `code`; `title` and `detail` are for people.
"""

from __future__ import annotations

import logging
from datetime import datetime
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from huying.core.requests import request_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

log = logging.getLogger(__name__)
CHINA = ZoneInfo("Asia/Shanghai")
ROOT = "/api/"
PROBLEM_JSON = "application/problem+json"
MOST_BODY = 256 * 1024
"""Bytes of one request: the longest text (20,000 characters) fits even when each is written as an escape."""
BUSY_SECONDS = 5
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})

TITLES: dict[int, _StrPromise] = {
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("A valid token is needed"),
    403: gettext_lazy("This post may not do that"),
    404: gettext_lazy("Nothing is found here"),
    405: gettext_lazy("This address does not take this method"),
    409: gettext_lazy("A rule forbids it now"),
    413: gettext_lazy("The request is too large"),
    415: gettext_lazy("The request must be JSON"),
    422: gettext_lazy("The request has wrong fields"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something went wrong on our side"),
    503: gettext_lazy("Busy: try again in a moment"),
}
CODES = {
    400: "request.unreadable",
    401: "not_signed_in",
    404: "not_found",
    405: "method.not_allowed",
    413: "request.too_large",
    415: "request.not_json",
    500: "server.error",
    503: "server.busy",
}


class Encoder(NinjaJSONEncoder):
    """Write enums as their values and instants in Chinese time."""

    def default(self, o: Any) -> Any:
        """Return what JSON can hold."""
        if isinstance(o, Enum):
            return o.value
        if isinstance(o, datetime) and o.tzinfo is not None:
            return o.astimezone(CHINA).isoformat(timespec="seconds")
        if isinstance(o, set | frozenset):
            return sorted(o, key=str)
        return super().default(o)


class Renderer(JSONRenderer):
    """The JSON of answers."""

    encoder_class = Encoder


def problem(
    status: int, code: str = "", detail: str = "", *, retry_after: int = 0, facts: Mapping[str, object] | None = None
) -> HttpResponse:
    """Return a problem answer."""
    title = str(TITLES.get(status, HTTPStatus(status).phrase))
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": code or CODES.get(status, "http"),
        "detail": detail or title,
        "facts": facts or {},
    }
    response = JsonResponse(
        body, status=status, content_type=PROBLEM_JSON, encoder=Encoder, json_dumps_params={"ensure_ascii": False}
    )
    if retry_after:
        response["Retry-After"] = str(retry_after)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def failure(error: Exception) -> HttpResponse:
    """Return the answer to what nobody foresaw, and write it down; a lock that was not given is only busy."""
    if isinstance(error, OperationalError) and _is_busy(error):
        log.warning("the database was busy: %s", type(error).__name__)
        return problem(503, retry_after=BUSY_SECONDS)
    log.error("the API failed", exc_info=error)
    words = _("The failure was written down; name its number when you ask.")
    return problem(500, detail=words, facts={"request": request_id.get()})


def _is_busy(error: OperationalError) -> bool:
    """Tell whether trying again may help; SQLite says by the same class that a table is missing."""
    return getattr(error.__cause__, "sqlite_errorname", "SQLITE_BUSY").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


class ProblemMiddleware:
    """Keep what the API cannot take away from it, and give every refusal under its address one shape."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what can be read; turn pages of refusal into problem answers."""
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        refused = _unfit(request)
        if refused is not None:
            return refused
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        is_told = response.status_code < HTTPStatus.BAD_REQUEST or "json" in response.get("Content-Type", "")
        return response if is_told else _retold(response)


def _unfit(request: HttpRequest) -> HttpResponse | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        return problem(400)
    if int(length) > MOST_BODY:
        return problem(413, facts={"most": MOST_BODY})
    if request.method in WITH_BODY and int(length) and request.content_type != "application/json":
        return problem(415, facts={"content_type": (request.content_type or "")[:80]})
    return None


def _retold(response: HttpResponse) -> HttpResponse:
    told = problem(response.status_code)
    for name in ("Allow", "Retry-After"):
        if response.has_header(name):
            told[name] = response[name]
    return told
