"""Refusals in people's words 拒绝说明: each code has a sentence and a status; nobody ever reads a traceback."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from huying.core.policies import NotAllowedError
from huying.core.requests import request_id
from huying.rules.errors import RuleBrokenError
from huying.ui.refusal_words import cases, registers, sheets
from huying.ui.wording import word_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

WORDS = cases.WORDS | registers.WORDS | sheets.WORDS
REFUSED, FORBIDDEN = 409, 403


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def words(error: RuleBrokenError) -> str:
    """Return the sentence for a refusal, in the page's language, with its facts."""
    if error.code not in WORDS:
        return error.code
    facts = _Facts({name: _shown(name, value) for name, value in error.facts.items()})
    return str(WORDS[error.code][0]) % facts


def _shown(name: str, value: object) -> str:
    if isinstance(value, Enum):
        return word_for(name, str(value.value))
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(str(each) for each in value)
    return word_for(name, str(value))


def status(error: RuleBrokenError) -> int:
    """Return the HTTP status of a refusal; a rule that forbids is 409."""
    return WORDS[error.code][1] if error.code in WORDS else REFUSED


def refused(request: HttpRequest, error: RuleBrokenError) -> HttpResponse:
    """Return the page that says what is wrong and what to do."""
    context = {"words": words(error), "code": error.code, "request_id": request_id.get()}
    return render(request, "ui/refused.html", context, status=status(error))


class RefusalMiddleware:
    """Turn a refusal that no view caught into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; anything else goes on to the error page."""
        if isinstance(exception, RuleBrokenError):
            return refused(request, exception)
        if isinstance(exception, NotAllowedError):
            context = {"words": _("Your post may not do this."), "code": "not_allowed", "request_id": request_id.get()}
            return render(request, "ui/refused.html", context, status=FORBIDDEN)
        return None
