"""A browser and a server on the test's own transaction: pages show what the test wrote, and it is gone after."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connection, connections

from tests.browsing import PHONE, context_of, listened
from tests.held import connection_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages over the connection of the test, one request at a time; returns the address."""
    shared: Any = connections["default"]
    connection.inc_thread_sharing()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)

    def run() -> None:
        connections["default"] = shared
        server.serve_forever(poll_interval=0.02)

    thread = threading.Thread(target=run)
    with connection_held():
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            connection.dec_thread_sharing()


@contextmanager
def opened(
    started: Browser, *, size: tuple[int, int] = PHONE, script: bool = True, cookies: dict[str, str] | None = None
) -> Iterator[Page]:
    """Open a page of the served site; what the browser complains of, and any other host, fails the test."""
    with served() as base, context_of(started, size=size, script=script, base_url=base) as (context, complaints):
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in (cookies or {}).items()])
        page = listened(context, complaints)
        page.set_default_timeout(15_000)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((base, "data:")) else complaints.append(asked.url),
        )
        yield page
