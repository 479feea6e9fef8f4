"""Foreign keys point down: import-linter sees imports, not the names of models given as strings."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import app_of, called, constant, floors, keyword, trees

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def relations() -> list[tuple[str, str]]:
    """Return (app, app pointed to) for every relation whose target is a string or the user model."""
    found = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in RELATIONS:
                target = node.args[0] if node.args else keyword(node, "to")
                found.append((app_of(path), _app(target, own=app_of(path))))
    return found


def _app(target: ast.expr | None, *, own: str) -> str:
    if isinstance(target, ast.Attribute) and target.attr == "AUTH_USER_MODEL":
        return "accounts"
    text = constant(target) or ""
    return text.partition(".")[0] if "." in text else own


def test_the_relations_are_seen() -> None:
    assert relations()


@pytest.mark.parametrize(("app", "target"), sorted(set(relations())))
def test_a_foreign_key_points_down(app: str, target: str) -> None:
    assert app == target or floors()[target] < floors()[app]
