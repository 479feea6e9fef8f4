"""The browser of the residents' pages, and a folder of photographs for each test."""

from __future__ import annotations

from tests.browsing import own_media, started

__all__ = ["own_media", "started"]
