"""Language and elder mode 语言与大字版: Chinese unless one chose English; kept in a cookie, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

COOKIE, ELDER_COOKIE = "huying_language", "huying_elder"
YEAR_SECONDS = 365 * 24 * 3600


def cookie_name(name: str) -> str:
    """Return the name of a cookie as browsers keep it; in production they take it over TLS alone."""
    return f"{settings.HUYING_COOKIE_PREFIX}{name}"


def chosen(request: HttpRequest) -> str:
    """Return the language one chose, Chinese where none."""
    wanted = request.COOKIES.get(cookie_name(COOKIE), "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Answer in the chosen language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the language for this request."""
        with translation.override(chosen(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
            patch_vary_headers(response, ("Cookie",))
        return response
