"""The request an act belongs to: its id and the person and post acting, for the audit record."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")
_SHAPE = re.compile(r"[0-9a-zA-Z-]{8,36}", re.ASCII)


class RequestIdMiddleware:
    """Give each request an id, shown on error pages and kept in audit records."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the caller's id when it is well shaped, else make one."""
        given = request.headers.get("X-Request-Id", "")
        known = given if _SHAPE.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(known)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = known
        return response
