"""Refusals in people's words 拒绝说明: each code has a sentence and a status; nobody reads a traceback."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.ui.refusal_words import (
    cases,
    closings,
    conferences,
    imports,
    leadership,
    library,
    notices,
    problems,
    registers,
    rulebook,
    sealing,
    seasons,
    sheets,
    supervision,
    training,
    transfers,
    volumes,
    votes,
    whistles,
)
from huying.ui.wording import word_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise
    from django_htmx.middleware import HtmxDetails

REFUSED, FORBIDDEN = 409, 403
NOTICES = "#notices"
CHINA = ZoneInfo("Asia/Shanghai")

WORDS: dict[str, tuple[_StrPromise, int]] = {}


def register(entries: Mapping[str, tuple[_StrPromise, int]]) -> None:
    """Enter sentences and statuses by code; a code stands once."""
    twice = sorted(entries.keys() & WORDS.keys())
    if twice:
        raise ValueError(f"refusals stand twice: {twice}")
    WORDS.update(entries)


for _area in (
    *(cases, closings, conferences, imports, notices, problems, registers, rulebook, sealing, sheets, training, votes),
    *(leadership, library, seasons, supervision, transfers, volumes, whistles),
):
    register(_area.WORDS)


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def words(error: RuleBrokenError) -> str:
    """Return the sentence for a refusal, in the page's language, with its facts."""
    if error.code not in WORDS:
        return _("This cannot be done (%(code)s).") % {"code": error.code}
    facts = _Facts({name: _shown(name, value) for name, value in error.facts.items()})
    return str(WORDS[error.code][0]) % facts


def both_languages(error: RuleBrokenError) -> tuple[str, str]:
    """Return the sentence in Chinese and in English, for files that carry both."""
    found = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.append(words(error))
    return found[0], found[1]


def _shown(name: str, value: object) -> str:
    if isinstance(value, Enum):
        return word_for(name, str(value.value))
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return _(", ").join(_shown(name, each) for each in value)
    if isinstance(value, set | frozenset):
        return _(", ").join(sorted(_shown(name, each) for each in value))
    return word_for(name, str(value))


def status(error: RuleBrokenError) -> int:
    """Return the HTTP status of a refusal; a rule that forbids is 409."""
    return WORDS[error.code][1] if error.code in WORDS else REFUSED


def refusal_response(request: HttpRequest, error: RuleBrokenError | NotAllowedError) -> HttpResponse:
    """Return what is wrong and what to do: a page, or for htmx a notice above the page's content."""
    context, code = _told(error)
    if not _wants_piece(request):
        page = "403.html" if isinstance(error, NotAllowedError) else "ui/refused.html"
        return render(request, page, context, status=code)
    piece = render(request, "ui/components/refusal.html", context, status=code)
    return reswap(retarget(piece, NOTICES), "innerHTML")


def _told(error: RuleBrokenError | NotAllowedError) -> tuple[dict[str, str], int]:
    if isinstance(error, NotAllowedError):
        told = _("Your post may not open this page or do this. If you need it, ask the administrator.")
        return {"words": told, "code": error.policy}, FORBIDDEN
    return {"words": words(error), "code": error.code}, status(error)


def _wants_piece(request: HttpRequest) -> bool:
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not (htmx.boosted or htmx.history_restore_request)


class RefusalMiddleware:
    """Turn a refusal that no view caught into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer refusals; anything else goes on to the error page."""
        if isinstance(exception, RuleBrokenError | NotAllowedError):
            return refusal_response(request, exception)
        return None
