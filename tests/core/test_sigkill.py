"""A worker killed by SIGKILL while it hands on messages or seals: nothing is lost, nothing is done or numbered twice.

Every named point here; drawn points and calls, as many as one likes, with

    HUYING_KILLS=300 HUYING_KILL_SEED=1 ./huying test tests/core/test_sigkill.py -s
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.architecture.sources import ROOT
from tests.cases.test_sigkill import address_of, administer

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS, SEED = os.environ.get("HUYING_KILLS", "0"), os.environ.get("HUYING_KILL_SEED", "1")
MESSAGES = 7
WHOLE = {
    "works": list(range(MESSAGES)),
    "waiting": 0,
    "given_up": 0,
    "numbers": True,
    "records": 25,
    "verdict": "valid",
    "anchors": 3,
    "kept": True,
}


def _run(folder: Path, *words: str) -> dict[str, Any]:
    address = address_of(str(folder))
    environment = os.environ | {"HUYING_DATABASE_URL": address, "HUYING_DATA_DIR": str(folder)}
    administer(address, "CREATE")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.core.killing", str(folder), *words],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return told
    finally:
        administer(address, "DROP")


def test_every_named_point_ends_whole(tmp_path: Path) -> None:
    told = _run(tmp_path)
    assert len(told) >= 18
    wrong = {
        point: found
        for point, found in told.items()
        if found != WHOLE | {"signal": 0 if point.startswith("half") else signal.SIGKILL}
    }
    assert wrong == {}


@pytest.mark.skipif(ROUNDS == "0", reason="set HUYING_KILLS to how many")
def test_drawn_points_end_whole(tmp_path: Path) -> None:
    told = _run(tmp_path, "--rounds", ROUNDS, "--seed", SEED)
    sys.stderr.write(f"{told}\n")
    assert set(told) == {json.dumps(WHOLE | {"signal": int(signal.SIGKILL)}, sort_keys=True)}
