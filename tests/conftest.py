"""What all tests share: the databases' marks, the stamps forgotten between tests, and the small city."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from hypothesis import settings

from huying.core import clock
from huying.rulesets import stamps
from tests import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.people import City


LONG = 86_400.0
settings.register_profile("unhurried", deadline=None)  # how long an example takes says only what else the machine does
settings.load_profile("unhurried")


OPEN_A_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens no database, so that a run on a second database need not repeat it."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") is None and not names & OPEN_A_DATABASE:
            item.add_marker("no_database")


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
def _no_heads_are_left() -> Iterator[None]:
    """Take away the heads a test sent to the file of the data directory: what they anchor is rolled back."""
    yield
    (Path(django_settings.DATA_DIR) / "heads.jsonl").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _right_database(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set HUYING_TEST_DATABASE_URL")


def _unguarded(statements: list[str]) -> list[str]:
    """Take the guards off for one flush, which is one transaction."""
    tables = ("core_auditrecord", "core_sealedevent", "core_sealhead", "core_sealepoch")
    off, on = ([f"ALTER TABLE {table} {verb} TRIGGER USER" for table in tables] for verb in ("DISABLE", "ENABLE"))
    return [*off, *statements, *on] if statements else []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001 - pytest-django's own, which this wraps
    """Let tests with transactions of their own empty guarded tables; close every connection before the end."""
    if connection.vendor == "postgresql":
        # of the class: beside the browser's loop another connection than this one does the flush
        kind = type(connection.ops)
        real = kind.sql_flush
        kind.sql_flush = lambda *args, **more: _unguarded(real(*args, **more))  # type: ignore[method-assign]
    yield
    connections.close_all()


def pytest_sessionfinish() -> None:
    """Close the browser, if one was started."""
    chromium.close()


@pytest.fixture
def city(db: None) -> City:  # noqa: ARG001 - the database must be open first
    from tests.snapshots import city_of_rows  # noqa: PLC0415 - models only once the apps are ready

    return city_of_rows()
