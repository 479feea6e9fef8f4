"""Places for the tests of registers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from huying.core.actors import SYSTEM
from huying.regions import actions
from huying.rulesets import stamps

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2021, 6, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_stamps() -> Iterator[None]:
    stamps.forget()
    yield
    stamps.forget()


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def weihai(db: None) -> None:  # noqa: ARG001 - the database must be open first
    actions.load_reference(actor=SYSTEM, at=AT)
    actions.create_regions(
        names={"371002003001": "竹岛社区", "371002003002": "塔山社区", "371071004001": "怡园社区"},
        is_synthetic=True,
        actor=SYSTEM,
        at=AT,
    )
