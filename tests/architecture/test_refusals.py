"""Every refusal has words: the code raised somewhere is in the registry of `ui.refusals`."""

from __future__ import annotations

import ast
import re
from importlib import import_module

from huying.rules.errors import RuleBrokenError
from tests.architecture.sources import called, constant, keyword, trees

CODE = re.compile(r"[a-z]+\.[a-z0-9_.]+")


def codes() -> dict[str, str]:
    """Return every code that is raised, or handed on as `code=`, with a file that does so."""
    found: dict[str, str] = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                first = node.args[0] if called(node) == RuleBrokenError.__name__ and node.args else None
                for code in filter(None, (constant(first), constant(keyword(node, "code")))):
                    if CODE.fullmatch(code):
                        found[code] = str(path)
    return found


def test_the_codes_are_seen() -> None:
    assert "case.no_draft" in codes()


def test_every_code_has_words() -> None:
    refusals = import_module("huying.ui.refusals")
    assert sorted(f"{code} ({path})" for code, path in codes().items() if code not in refusals.WORDS) == []
