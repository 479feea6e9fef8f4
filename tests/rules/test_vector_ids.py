"""Every vector of the rulebook, listed in `ids.txt`, is a test that bears its id."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
IDS = (TESTS / "rules" / "ids.txt").read_text(encoding="utf-8").split()
NAMED = re.compile(r"test_(tv_[a-z]\d\d)(?:_|$)")
MARKED = re.compile(r"(TV-[A-Z]\d\d)(?!\d)")


def ids_of_tests() -> set[str]:
    """Return the ids that names of tests and the marks of their tables bear."""
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= _borne_by(node)
    return found


def _borne_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.FunctionDef) and (name := NAMED.match(node.name)):
        return {name[1].replace("_", "-").upper()}
    if isinstance(node, ast.keyword) and node.arg == "id" and isinstance(node.value, ast.Constant):
        return set(MARKED.findall(str(node.value.value)))
    return set()


def test_each_vector_is_a_test() -> None:
    assert len(IDS) == len(set(IDS)) > 100
    assert sorted(set(IDS) - ids_of_tests()) == []
