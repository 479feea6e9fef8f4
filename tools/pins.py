"""Pins without a lock file: the same names and versions in constraints.txt and in `[tool.uv]`.

`python -m tools.pins write` writes both from the environment it runs in; `check` tells what is missing there.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
PROJECT = ROOT / "pyproject.toml"
HEAD = """\
# Every package of the development environment with its exact version: names and versions only, no addresses.
# Made by `.venv/bin/python -m tools.pins write`, as is the same list under [tool.uv] in pyproject.toml.
"""
NOT_PINNED = {"huying", "pip", "setuptools", "wheel", "uv"}
TABLE = re.compile(r"\n*^\[tool\.uv\]\n.*?(?=^\[|\Z)", re.MULTILINE | re.DOTALL)


def in_constraints() -> list[str]:
    """Return the pins of constraints.txt in their order."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def in_project() -> list[str]:
    """Return the pins of `[tool.uv] constraint-dependencies` in their order."""
    pins: list[str] = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["uv"]["constraint-dependencies"]
    return pins


def installed() -> list[str]:
    """Return a pin for every package of this environment, by name."""
    found = {_plain(each.metadata["Name"]): each.version for each in distributions()}
    return [f"{name}=={version}" for name, version in sorted(found.items()) if name not in NOT_PINNED]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def write() -> None:
    """Write both lists from this environment."""
    pins = installed()
    CONSTRAINTS.write_text(HEAD + "".join(f"{pin}\n" for pin in pins), encoding="utf-8")
    table = "[tool.uv]\nconstraint-dependencies = [\n" + "".join(f'  "{pin}",\n' for pin in pins) + "]\n"
    rest = TABLE.sub("\n", PROJECT.read_text(encoding="utf-8")).rstrip("\n")
    PROJECT.write_text(f"{rest}\n\n{table}", encoding="utf-8")


def missing() -> list[str]:
    """Return what is installed here and not pinned so."""
    return sorted(set(installed()) - set(in_constraints()))


def main(arguments: list[str]) -> int:
    """Run `write` or `check`."""
    if arguments == ["write"]:
        write()
        return 0
    if arguments == ["check"]:
        for pin in missing():
            sys.stderr.write(f"installed and not pinned: {pin}\n")
        return 1 if missing() else 0
    sys.stderr.write("python -m tools.pins write|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
