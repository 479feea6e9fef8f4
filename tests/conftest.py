"""What all tests share: the databases' marks, the stamps forgotten between tests, and the small city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections

from huying.core import clock
from huying.rulesets import stamps
from tests import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import City


LONG = 86_400.0


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nothing be remembered from the test before, nor be read anew by the wall clock in the middle of one."""
    monkeypatch.setattr(stamps, "SECONDS", LONG)
    monkeypatch.setattr(clock, "REFRESH_SECONDS", LONG)
    stamps.forget()
    clock.forget()
    yield
    stamps.forget()
    clock.forget()


@pytest.fixture(autouse=True)
def _right_database(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set HUYING_TEST_DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001 - pytest-django's own, which this wraps
    """Close the connections opened beside the browser's loop before the databases of the tests are dropped."""
    yield
    connections.close_all()


def pytest_sessionfinish() -> None:
    """Close the browser, if one was started."""
    chromium.close()


@pytest.fixture
def city(db: None) -> City:  # noqa: ARG001 - the database must be open first
    from tests.people import build_city  # noqa: PLC0415 - models only once the apps are ready

    return build_city()
