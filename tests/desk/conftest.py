"""The browser of the desk's walks, and a folder of photographs for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chromium import browser

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from pytest_django.fixtures import Settings


@pytest.fixture(scope="module")
def started() -> Browser:
    """Return the browser."""
    return browser()


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
