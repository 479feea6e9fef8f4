"""The browser of the journeys, and a folder of photographs for each test."""

from __future__ import annotations

from tests.browsing import own_media, started
from tests.ui.conftest import chromium

__all__ = ["chromium", "own_media", "started"]
