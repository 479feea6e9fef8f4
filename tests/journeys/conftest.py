"""A browser beside a live server: the browser's driver keeps a loop in this thread, which Django would refuse."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["chromium"]
ALLOWED = "DJANGO_ALLOW_ASYNC_UNSAFE"


@pytest.fixture(scope="session", autouse=True)
def _beside_a_loop() -> Iterator[None]:
    before = os.environ.get(ALLOWED)
    os.environ[ALLOWED] = "true"
    yield
    if before is None:
        del os.environ[ALLOWED]
    else:
        os.environ[ALLOWED] = before
