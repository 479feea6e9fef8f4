"""Every command explains itself, refuses what it does not know with 2, and fails in words with 1."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from huying.config.cli import COMMANDS, main

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_NEEDED = {
    "token": ["create", "--user", "somebody"],
    "admin": ["create", "--role", "system", "--username", "a"],
    "export": ["cases", "--to", "{folder}/out.csv"],
    "import": ["cases", "{folder}/none.csv", "--source", "x"],
    "load-reference": [],
}


def _code(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as over:
        return int(over.code or 0)


WRITTEN = [name for name, (module, _words) in COMMANDS.items() if find_spec(f"huying.config.commands.{module}")]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _code([name, "--help"]) == 0
    assert f"huying {name}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["fly"], ["token", "--nonsense"], ["reckon", "--nonsense"], ["-x"], [""]])
def test_bad_usage_is_2_and_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _code(words) == 2
    told = capsys.readouterr()
    assert told.out + told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("name", DATABASE_NEEDED)
def test_on_an_empty_folder_a_command_fails_in_words(name: str, tmp_path: Path) -> None:
    words = [word.format(folder=tmp_path) for word in DATABASE_NEEDED[name]]
    known = {"PATH": os.environ["PATH"], "HUYING_ADMIN_PASSWORD_FILE": str(tmp_path / "none")}
    command = [sys.executable, "-c", "from huying.config.cli import main; raise SystemExit(main())", name, *words]
    done = subprocess.run(
        [*command, "--data-dir", str(tmp_path / "data")],
        env=known,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("huying")
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_names_its_variable(tmp_path: Path) -> None:
    for name, value in (("HUYING_WORKERS", "two"), ("HUYING_PRODUCTION", "perhaps"), ("HUYING_DATABASE_URL", "a:b")):
        known = {"PATH": os.environ["PATH"], "HUYING_DATA_DIR": str(tmp_path), name: value}
        command = [sys.executable, "-c", "from huying.config.cli import main; raise SystemExit(main(['migrate']))"]
        done = subprocess.run(command, env=known, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode in {1, 2}
        assert name in done.stderr
        assert "Traceback" not in done.stderr
