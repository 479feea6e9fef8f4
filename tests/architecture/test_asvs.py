"""Each row of docs/reference/asvs.csv names a test that is there and is not skipped by a mark."""

from __future__ import annotations

import ast
import csv
import re

from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "reference" / "asvs.csv"
SKIPPING = ("skip", "xfail")


def _rows() -> list[dict[str, str]]:
    with PAGE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _tests(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_is_whole_and_stands_once_in_order() -> None:
    rows = _rows()
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids), key=lambda each: [int(part) for part in each.split(".")])
    for row in rows:
        assert re.fullmatch(r"\d+\.\d+\.\d+", row["id"]), row
        assert row["level"] in {"1", "2", "3"}, row
        assert row["status"] in {"met", "partly"}, row
        assert row["how"], row


def test_every_row_names_a_test_that_runs() -> None:
    for row in _rows():
        path, _, name = row["test"].partition("::")
        found = _tests(path).get(name)
        assert found is not None, row["test"]
        marks = [ast.unparse(each) for each in found.decorator_list]
        assert not any(word in mark for mark in marks for word in SKIPPING), row["test"]
