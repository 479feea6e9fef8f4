"""Every verb of the audit record is written down in docs/reference/audit.md."""

from __future__ import annotations

import ast

from tools import lives

from tests.architecture.sources import ROOT, called, constant, keyword, trees

OF_LIVES = "<step>.<step>"  # what core/lives.py records; its verbs are those of the lives
DOCUMENT = ROOT / "docs" / "reference" / "audit.md"


def verbs() -> set[str]:
    """Return the verbs recorded; a part filled in at run time reads `<step>`."""
    found: set[str] = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                spoken = node.args[0] if called(node) in {"record", "entry"} and node.args else keyword(node, "verb")
                found |= {verb for verb in _texts(spoken) if "." in verb}
    steps = {f"{life.name}.{step.value}" for life in lives.every() for step in life.steps}
    return (found - {OF_LIVES}) | steps


def _texts(node: ast.expr | None) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return {"".join(constant(part) or "<step>" for part in node.values)}
    text = constant(node)
    return {text} if text else set()


def test_the_verbs_are_seen() -> None:
    assert {"case.received", "case.<step>", "whistle.approve", "conference.issue"} <= verbs()


def test_every_verb_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert sorted(verb for verb in verbs() if f"`{verb}`" not in text) == []
