from __future__ import annotations

from huying.sheets.differences import DifferenceKind, Summary, compare, difference, summary


def test_only_what_the_sheet_names_can_change() -> None:
    existing = {"name": "甲", "households": 3, "note": "x"}
    assert compare(existing, {"name": "甲", "households": 4}) == {"households": (3, 4)}
    assert compare(existing, {"note": None}) == {"note": ("x", None)}
    assert compare(existing, {"name": "甲"}) == {}


def test_a_row_is_new_or_changed_or_the_same() -> None:
    kinds = [
        difference(key=("1",), existing=None, incoming={"a": 1}),
        difference(key=("2",), existing={"a": 1}, incoming={"a": 2}),
        difference(key=("3",), existing={"a": 1}, incoming={"a": 1}),
    ]
    assert [found.kind for found in kinds] == list(DifferenceKind)
    assert kinds[0].changes == {"a": (None, 1)}
    assert summary(differences=kinds, refused=2, rounds=1) == Summary(
        rows=5, created=1, updated=1, unchanged=1, refused=2, rounds=1
    )


def test_the_summary_has_the_names_the_command_line_promises() -> None:
    assert list(Summary().as_json()) == ["rows", "created", "updated", "unchanged", "refused", "rounds"]
