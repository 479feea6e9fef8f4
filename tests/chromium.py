"""The one browser of a test process: Playwright's loop stays in its thread, so a second one could not be started."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_open = ExitStack()
_started: list[Browser] = []


def browser() -> Browser:
    """Return Debian's chromium, started once, or skip; Django may then work beside the loop in this thread."""
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    if not _started:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        driver = _open.enter_context(sync_playwright())
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        found = driver.chromium.launch(executable_path=CHROMIUM, args=flags)
        _open.callback(found.close)
        _started.append(found)
    return _started[0]


def close() -> None:
    """Close the browser at the end of the session."""
    _open.close()
