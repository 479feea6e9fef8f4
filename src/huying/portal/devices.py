"""The random mark of a device 设备随机标识: set when somebody rates, never when somebody reads."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from huying.core import crypto
from huying.ui.language import cookie_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE, KEPT = "rater", timedelta(days=31)
_SHAPE = re.compile(r"[\w-]{24}", re.ASCII)


def of(request: HttpRequest) -> str:
    """Return the mark a device brings, or a new one."""
    given = request.COOKIES.get(cookie_name(COOKIE), "")
    return given if _SHAPE.fullmatch(given) else crypto.new_token()


def mark(response: HttpResponse, device: str) -> None:
    """Leave the mark on a device."""
    response.set_cookie(
        cookie_name(COOKIE),
        device,
        max_age=KEPT,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
