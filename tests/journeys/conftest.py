"""The browser of the journeys."""

from __future__ import annotations

from tests.ui.conftest import chromium

__all__ = ["chromium"]
