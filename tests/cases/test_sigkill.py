"""An import whose process is killed by SIGKILL goes on to the same end, or leaves no trace; never half, never twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from tests.architecture.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE = 2
WHOLE = 7


def address_of(folder: str) -> str:
    """Return the address of a database for killing in."""
    if connection.vendor != "postgresql":
        return f"sqlite:///{folder}/killed.sqlite3"
    parts = urlsplit(os.environ["HUYING_TEST_DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"{parts.path}_kill_{os.getpid()}"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("killed")
    address = address_of(str(folder))
    environment = os.environ | {"HUYING_DATABASE_URL": address, "HUYING_DATA_DIR": str(folder)}
    administer(address, "CREATE")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.cases.killing", str(folder)],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        yield json.loads(done.stdout.strip().splitlines()[-1])
    finally:
        administer(address, "DROP")


def administer(address: str, verb: str) -> None:
    """Make or drop that database, where a server has to."""
    if connection.vendor != "postgresql":
        return
    parts = urlsplit(address)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as opened:
        opened.execute(f'{verb} DATABASE {"IF EXISTS " if verb == "DROP" else ""}"{parts.path[1:]}"')


def test_every_point_ended_the_process(told: dict[str, Any]) -> None:
    assert len(told["points"]) >= 20
    assert {each for found in told["points"].values() for each in found["signals"]} == {signal.SIGKILL}


def test_a_killed_import_shows_nothing_or_all(told: dict[str, Any]) -> None:
    assert {found["seen"] for found in told["points"].values()} == {BEFORE, WHOLE}
    assert len(told["whole"]["cases"]) == WHOLE


def test_the_same_sheet_again_leaves_what_an_undisturbed_import_leaves(told: dict[str, Any]) -> None:
    for point, found in told["points"].items():
        resumed, whole = found["resumed"], told["whole"]
        if found["seen"] == WHOLE:
            resumed = _without_the_second_import(resumed)
        assert resumed["cases"] == whole["cases"], point
        assert resumed["audit"] == whole["audit"], point
        assert resumed["counts"] == whole["counts"], point


def _without_the_second_import(found: dict[str, Any]) -> dict[str, Any]:
    """Take off what the import that found all written already left: its own batch and its own record."""
    audit = dict(found["audit"])
    nothing_new = next(key for key in audit if key.startswith('["cases.imported"') and '"unchanged": 8' in key)
    assert audit.pop(nothing_new) == 1
    counts = found["counts"] | {"cases.ImportBatch": found["counts"]["cases.ImportBatch"] - 1}
    return {"cases": found["cases"], "audit": audit, "counts": counts}


def test_another_sheet_removes_what_never_showed(told: dict[str, Any]) -> None:
    batches = "cases.ImportBatch"
    for point, found in told["points"].items():
        if found["seen"] == WHOLE:
            continue
        removed, other = found["removed"], told["other"]
        assert removed["cases"] == other["cases"], point
        assert removed["counts"] | {batches: 0} == other["counts"] | {batches: 0}, point
        received = [key for key in other["audit"] if "cases.imported" in key]
        assert all(removed["audit"][key] == other["audit"][key] for key in received), point
