"""A browser and a server of the gallery that need no database."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import clear_url_caches, set_urlconf

from huying.ui import navigation
from tests.chromium import browser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

PHONE, DESK = {"width": 360, "height": 640}, {"width": 1366, "height": 768}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def chromium() -> Browser:
    """Return a browser, or skip."""
    return browser()


@pytest.fixture
def gallery() -> Iterator[str]:
    """Serve the gallery and return its address."""
    with override_settings(ROOT_URLCONF="tests.ui.urls", ALLOWED_HOSTS=["127.0.0.1"], HUYING_DEMO=True):
        clear_url_caches()
        set_urlconf(None)
        server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
    clear_url_caches()


@pytest.fixture
def visit(chromium: Browser, gallery: str) -> Iterator[Callable[..., Page]]:
    """Open a page; whatever the browser complains of, scripts or policies, fails the test."""
    complaints: list[str] = []
    opened = []

    def go(path: str, *, size: dict[str, int] = PHONE, script: bool = True, **cookies: str) -> Page:
        context = chromium.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.add_cookies([{"name": name, "value": value, "url": gallery} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append(context)
        page.goto(gallery + path)
        return page

    yield go
    for context in opened:
        context.close()
    assert [each for each in complaints if "status of 4" not in each] == []


@pytest.fixture(autouse=True)
def _three_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the head count without a database."""
    monkeypatch.setattr(navigation, "_counted", [("notices:list", lambda _actor: 3)])
