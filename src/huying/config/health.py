"""Whether the process lives and whether it can work 健康检查."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.http import HttpResponse

from huying.core.views import public

if TYPE_CHECKING:
    from django.http import HttpRequest

PLAIN = "text/plain; charset=utf-8"


@public()
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives."""
    return HttpResponse("ok", content_type=PLAIN)


@public()
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether the database can be reached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("no database", status=503, content_type=PLAIN)
    return HttpResponse("ready", content_type=PLAIN)
