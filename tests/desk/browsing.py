"""A browser whose requests are answered inside the test, from the test's own transaction; no server, no port.

Playwright calls back in a context of its own, in which Django would open a second connection that sees nothing of
the test's transaction; each answer is therefore made in the context of the test.
"""

from __future__ import annotations

import contextvars
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.test import Client

from tests.browsing import DESK, PHONE, context_of, listened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Request

__all__ = ["BASE", "DESK", "PHONE", "opened"]
BASE = "http://localhost"
PASSED_ON = {"referer", "hx-request", "hx-target", "hx-current-url", "hx-trigger"}


def _answered(client: Client, request: Request) -> tuple[int, dict[str, str], bytes]:
    where = urlsplit(request.url)
    if where.netloc != urlsplit(BASE).netloc:
        raise AssertionError(f"a page asks another host: {request.url}")
    response: Any = client.generic(
        request.method,
        f"{where.path}?{where.query}" if where.query else where.path,
        request.post_data_buffer or b"",
        content_type=request.headers.get("content-type", "application/octet-stream"),
        headers={name: value for name, value in request.headers.items() if name in PASSED_ON},
    )
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = {name: value for name, value in response.items() if name.lower() != "content-length"}
    return response.status_code, told, body


@contextmanager
def opened(
    started: Browser, *, size: tuple[int, int] = PHONE, script: bool = True, cookies: dict[str, str] | None = None
) -> Iterator[Page]:
    """Open a page whose requests a client of Django answers; what the browser complains of fails the test.

    A cookie goes with the next request, also one that is put there while the page is open.
    """
    client, ours = Client(SERVER_NAME="localhost"), contextvars.copy_context()
    to_set = {} if cookies is None else cookies
    with context_of(started, size=size, script=script) as (context, complaints):
        page = listened(context, complaints)

        def answer(route: Any) -> None:
            while to_set:
                name, value = to_set.popitem()
                client.cookies[name] = value
            status, headers, body = ours.copy().run(_answered, client, route.request)
            route.fulfill(status=status, headers=headers, body=body)

        page.route("**/*", answer)
        yield page
