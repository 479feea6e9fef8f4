"""The browser of the desk's walks, and a folder of photographs for each test."""

from __future__ import annotations

from tests.browsing import own_media, started
from tests.desk.notice_states import _own_ways

__all__ = ["_own_ways", "own_media", "started"]
