"""Lines of the log 运行日志: one JSON object each, with the request, who acts by number, and no word of anybody.

A refused or failed request is told by its route and the number of its case, never by its address, which may carry a
one-time link. An exception is told by its kind and where it arose; what it says may hold what somebody typed.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject, empty

from huying.core.actors import RESIDENT, Actor
from huying.core.requests import request_id

if TYPE_CHECKING:
    from django.http import HttpRequest

REQUESTS = ("django.request", "django.security")


class JsonFormatter(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
        }
        request = getattr(record, "request", None)
        if record.name.startswith(REQUESTS):
            told |= {"message": "request", "status": getattr(record, "status_code", 0)}
        else:
            told["message"] = record.getMessage()
        if request is not None:
            told |= _asked(request)
        if record.exc_info and record.exc_info[0] is not None:
            told |= {"error": record.exc_info[0].__name__, "where": traceback.format_tb(record.exc_info[2])}
        return json.dumps(told, ensure_ascii=True, default=str)


def _asked(request: HttpRequest) -> dict[str, Any]:
    match, actor = getattr(request, "resolver_match", None), _acting(request)
    return {
        "method": request.method,
        "route": match.route if match else "",
        "case": match.kwargs.get("number", "")[:20] if match else "",
        "person": actor.person_id,
        "post": actor.post_id,
    }


def _acting(request: HttpRequest) -> Actor:
    """Return who acts as far as it was found out; writing a line asks the database nothing."""
    by_token: Actor | None = getattr(request, "api_actor", None)
    if by_token is not None:
        return by_token
    actor = getattr(request, "actor", RESIDENT)
    is_open = isinstance(actor, SimpleLazyObject) and actor.__dict__["_wrapped"] is empty
    return RESIDENT if is_open else actor
