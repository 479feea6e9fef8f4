"""Each row of docs/asvs.csv names a test that is there and is not skipped by a mark."""

from __future__ import annotations

import ast
import csv
import re

from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "asvs.csv"
# fmt: off
CORE = [
    "1.2.1", "1.2.2", "1.2.4", "1.3.1", "1.3.4", "1.3.6", "1.5.1", "1.5.2", "2.1.3", "2.2.1", "2.2.2", "2.2.3",
    "2.3.1", "2.3.3", "2.3.4", "2.4.1", "3.2.1", "3.3.1", "3.3.4", "3.4.1", "3.4.3", "3.4.6", "3.5.1", "3.5.3",
    "4.1.1", "5.1.1", "5.2.1", "5.2.2", "5.2.3", "5.3.2", "5.4.1", "6.2.1", "6.3.1", "6.3.2", "6.3.3", "6.4.3",
    "6.5.1", "6.5.5", "6.6.3", "7.2.4", "7.3.1", "7.4.1", "7.4.2", "8.1.1", "8.1.2", "8.2.1", "8.2.2", "8.2.3",
    "8.3.1", "8.4.1", "10.2.1", "10.5.1", "11.4.2", "11.5.1", "13.3.1", "13.4.2", "14.1.1", "14.2.1", "14.3.2",
    "15.1.2", "15.3.1", "15.3.3", "16.2.5", "16.3.1", "16.3.2", "16.4.2", "16.5.3",
]
# fmt: on
"""The requirements to be shown first."""
PARTLY = ("2.4.1", "3.2.1", "6.5.5", "11.5.1", "13.3.1", "14.2.1", "15.1.2")
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


def test_no_requirement_of_the_core_is_left_out() -> None:
    assert len(CORE) == 67
    assert set(CORE) - {row["id"] for row in _rows()} == set()


def test_what_is_met_in_part_says_what_is_missing() -> None:
    partly = {row["id"] for row in _rows() if row["status"] == "partly"}
    assert partly & set(CORE) == {*PARTLY}
    page = (ROOT / "docs" / "reference" / "trust.md").read_text(encoding="utf-8")
    assert f"{len(CORE) - len(PARTLY)} of {len(CORE)}" in page


def test_every_row_names_a_test_that_runs() -> None:
    for row in _rows():
        path, _, name = row["test"].partition("::")
        found = _tests(path).get(name)
        assert found is not None, row["test"]
        marks = [ast.unparse(each) for each in found.decorator_list]
        assert not any(word in mark for mark in marks for word in SKIPPING), row["test"]
