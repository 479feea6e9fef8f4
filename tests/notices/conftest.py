"""What the tests of notices share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.notices.outside import open_ways, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.notices.outside import Outside


@pytest.fixture
def outside() -> Iterator[Outside]:
    """Serve somebody outside."""
    with serving() as found:
        yield found


@pytest.fixture
def to_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Open the way to a file, in a directory of its own."""
    open_ways(monkeypatch, file=True)
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
