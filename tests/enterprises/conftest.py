"""Fixtures shared with the tests of places."""

from tests.regions.conftest import _fresh_stamps, at, weihai

__all__ = ["_fresh_stamps", "at", "weihai"]
