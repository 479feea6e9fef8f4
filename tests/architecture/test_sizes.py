"""Files and functions stay small, and a function imports nothing."""

from __future__ import annotations

import ast

from tests.architecture.sources import ROOT, trees

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 50


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Return every function of the package with where it stands."""
    return [
        (f"{path}:{node.lineno} {node.name}", node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_file_is_long() -> None:
    sizes = {str(path): len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in trees()}
    assert [f"{path}: {lines}" for path, lines in sizes.items() if lines > MOST_LINES_OF_A_FILE] == []


def test_no_function_is_long() -> None:
    sizes = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert [f"{name}: {lines}" for name, lines in sizes.items() if lines > MOST_LINES_OF_A_FUNCTION] == []


def test_no_function_imports() -> None:
    importing = (ast.Import, ast.ImportFrom)
    assert [name for name, node in functions() if any(isinstance(each, importing) for each in ast.walk(node))] == []
