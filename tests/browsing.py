"""What every walk in a browser shares: sizes, axe and its rules, what a page must never do, and its complaints."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chromium import browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.fixtures import Settings

PHONE, DESK = (360, 740), (1366, 768)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
TWICE = """(() => { const root = document.documentElement;
  root.style.fontSize = 2 * parseFloat(getComputedStyle(root).fontSize) + 'px'; })()"""
"""What a browser does that shows text at 200 % (WCAG 1.4.4)."""


@pytest.fixture(scope="module")
def started() -> Browser:
    """Return the browser of the process, or skip."""
    return browser()


@pytest.fixture(autouse=True)
def own_media(settings: Settings, tmp_path: Path) -> None:
    """Give each test a folder of photographs of its own."""
    settings.MEDIA_ROOT = tmp_path


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on a page, in words."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']][:4]}" for each in found]


@contextmanager
def context_of(
    started: Browser, *, size: tuple[int, int], script: bool, **options: Any
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """Open a context that moves nothing by itself; what is put on the list of complaints fails the test."""
    complaints: list[str] = []
    context = started.new_context(
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
        java_script_enabled=script,
        **options,
    )
    yield context, complaints
    context.close()
    heard = [each for each in complaints if "status of 4" not in each]
    assert not heard, heard


def listened(context: BrowserContext, complaints: list[str]) -> Page:
    """Return a page of a context; what the browser complains of is noted."""
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page
