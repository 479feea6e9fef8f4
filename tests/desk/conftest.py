"""The browser of the desk's walks, and a folder of photographs for each test."""

from __future__ import annotations

from tests.browsing import own_media, started
from tests.desk.factor_states import _provider_offered
from tests.desk.notice_states import _own_ways

__all__ = ["_own_ways", "_provider_offered", "own_media", "started"]
