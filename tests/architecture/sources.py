"""What the tests of the architecture read: tracked files, syntax trees, the order of the floors."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "huying"


@cache
def project() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """Return the floor of each app, 0 at the bottom, as the import contract orders them."""
    contract = next(each for each in project()["tool"]["importlinter"]["contracts"] if each["id"] == "apps")
    levels: list[str] = list(reversed(contract["layers"]))
    return {app.strip(" ()"): floor for floor, level in enumerate(levels) for app in level.split("|")}


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax tree of each file of the package but the migrations, by path from the root."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that belong to the repository, those not yet added too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def app_of(path: Path) -> str:
    """Return the app that a file of the package belongs to."""
    return path.relative_to("src/huying").parts[0]


def constant(node: ast.expr | None) -> str | None:
    """Return the text of a literal, or None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def called(node: ast.Call) -> str:
    """Return the last name of what is called: `record` of `audit.record(…)`."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    """Return a keyword argument of a call."""
    return next((each.value for each in node.keywords if each.arg == name), None)
