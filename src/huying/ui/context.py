"""What every page's shell shows 页面外壳."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from huying.ui.language import ELDER_COOKIE, chosen
from huying.ui.navigation import links

if TYPE_CHECKING:
    from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return organisation, demo mark, language, large type and navigation."""
    language = chosen(request)
    return {
        "shell": {
            "organisation": settings.HUYING_ORGANISATION,
            "is_demo": settings.HUYING_DEMO,
            "language": language,
            "other_language": "zh-hans" if language == "en" else "en",
            "other_name": "中文" if language == "en" else "English",
            "is_elder": request.COOKIES.get(ELDER_COOKIE) == "1",
            "path": request.get_full_path() if request.method == "GET" else request.path,
            "nav": SimpleLazyObject(lambda: links(request.actor, request.path) if hasattr(request, "actor") else []),
        }
    }
