"""The script `./huying`: makes the environment once, anew when it is stale, and says what is missing."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.architecture.sources import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = ("sh", "dirname", "cksum", "cat", "tr", "rm", "mkdir", "cp", "chmod")
PYTHON = """#!/bin/sh
# stands in for Python: notes what it was asked for, and makes an environment of copies of itself
case "$*" in
*"-m venv"*)
    for folder; do :; done
    mkdir -p "$folder/bin"
    cp "$0" "$folder/bin/python"
    printf '#!/bin/sh\\necho "ran $*"\\n' >"$folder/bin/huying"
    chmod +x "$folder/bin/huying" ;;
*"-m pip install"*) echo "$*" >>"$LOG"; [ ! -e "$LOG.broken" ] ;;
*"-m pytest"*) echo "tested $*" ;;
*"import ensurepip"*) [ ! -e "$LOG.bare" ] ;;
esac
"""


class Checkout:
    """A checkout in a folder with a space in its name, on a machine with a Python and little else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout"
        self.log = folder / "log"
        self.programs = folder / "bin"
        self.folder.mkdir()
        self.programs.mkdir()
        for name in ("huying", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, self.folder)
        for name in TOOLS:
            (self.programs / name).symlink_to(shutil.which(name) or name)

    def add_python(self) -> None:
        """Put a Python on the path."""
        (self.programs / "python3").write_text(PYTHON, encoding="utf-8")
        (self.programs / "python3").chmod(0o755)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script from another folder."""
        return subprocess.run(
            [self.folder / "huying", *arguments],
            cwd="/",
            env={"PATH": str(self.programs), "LOG": str(self.log)} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def installs(self) -> list[str]:
        """Return what was installed, one line each time."""
        lines = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        return [line.rpartition("/")[2] for line in lines]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path)
    made.add_python()
    return made


def test_it_makes_the_environment_once_and_hands_on(checkout: Checkout) -> None:
    first, second = checkout.run("demo", "--port", "8001"), checkout.run("demo")
    assert (first.stdout, second.stdout) == ("ran demo --port 8001\n", "ran demo\n")
    assert "making the environment" in first.stderr
    assert second.stderr == ""
    assert checkout.installs() == ["a checkout"]


def test_it_makes_it_anew_when_the_pins_change(checkout: Checkout) -> None:
    checkout.run("demo")
    with (checkout.folder / "constraints.txt").open("a", encoding="utf-8") as pins:
        pins.write("another==1.0\n")
    checkout.run("demo")
    assert len(checkout.installs()) == 2


def test_the_tests_need_an_extra_that_stays(checkout: Checkout) -> None:
    assert "-m pytest -n 2" in checkout.run("test").stdout
    assert "-m pytest -q tests/rules" in checkout.run("test", "-q", "tests/rules").stdout
    checkout.run("demo")
    assert checkout.installs() == ["a checkout[dev]"]


def test_postgres_needs_its_driver(checkout: Checkout) -> None:
    checkout.run("migrate", HUYING_DATABASE_URL="postgresql://somebody@localhost/huying")
    checkout.run("migrate", HUYING_DATABASE_URL="sqlite:///huying.sqlite3")
    assert checkout.installs() == ["a checkout[postgres]"]


def test_a_broken_installation_is_tried_again(checkout: Checkout) -> None:
    broken = checkout.log.with_name("log.broken")
    broken.touch()
    refused = checkout.run("demo")
    assert (refused.returncode, refused.stdout) == (1, "")
    broken.unlink()
    assert checkout.run("demo").stdout == "ran demo\n"


def test_it_names_the_package_that_is_missing(checkout: Checkout) -> None:
    checkout.log.with_name("log.bare").touch()
    refused = checkout.run("demo")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "package python3-venv" in refused.stderr


def test_it_says_which_python_it_needs(tmp_path: Path) -> None:
    refused = Checkout(tmp_path).run("demo")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Python 3.11" in refused.stderr
