"""One set of synthetic registers for all tests of the demo city; each test rolls back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from huying.config import reference
from huying.core import clock
from huying.demo import registers
from huying.rulesets import stamps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

TINY = registers.Scale(name="tiny", share=0.0036, share_at_end=0.05, rolls=1)
SEED = 7


@pytest.fixture(scope="module")
def _registers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    with django_db_blocker.unblock(), transaction.atomic():
        stamps.forget()
        clock.forget()
        reference.load()
        registers.build(TINY, seed=SEED, progress=lambda _count: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reference_loaded(db: None) -> None:  # noqa: ARG001 - the database must be open first
    """Have the shipped places and rule sets only."""
    reference.load()


@pytest.fixture
def registers_built(_registers: None, db: None) -> None:
    """Have places, firms, compounds and people, and no cases yet."""
