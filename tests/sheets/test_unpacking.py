"""What the unpacking process does, here inside this one; only harmless workbooks."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets import limits, unpacking
from huying.sheets.compound_file import CompoundFile
from tests.sheets.builders import GOOD, HEADINGS, compound, small_compound, xls_of, xlsx, xlsx_of, zip_of

if TYPE_CHECKING:
    import xlsxwriter


def unpacked(content: bytes) -> list[object]:
    return list(unpacking.unpacked(io.BytesIO(content), sheet=None))


def test_blank_rows_are_counted_not_sent() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("一")
        sheet.write(0, 0, "a")
        sheet.write(900, 0, "b")

    assert unpacked(xlsx(fill)) == [{"sheet": "一", "others": []}, ["a"], 899, ["b"]]


def test_marks_and_merged_cells_are_put_in() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("一")
        sheet.merge_range(0, 1, 2, 1, "甲")
        sheet.write_row(0, 2, ["=1+1", "x"])
        sheet.write_row(2, 2, ["y"])
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write_row(4, 1, ["乙"])

    assert unpacked(xlsx(fill))[1:] == [
        ["甲", {"formula": 0.0}, "x"],
        ["甲", "", ""],
        ["甲", "y", {"error": "#DIV/0!"}],
        1,
        ["乙", "", ""],
    ]


def test_an_xls_is_unpacked_alike() -> None:
    rows = unpacked(xls_of(["a", "#N/A"], [1.5, ("=", 2.0)]))
    assert rows[1:] == [["a", {"error": "#N/A"}], [1.5, {"formula": 2.0}]]


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [
        ("MOST_ROWS", 1, "sheet.too_many_rows"),
        ("MOST_COLUMNS", 3, "sheet.too_many_columns"),
        ("MOST_PARTS", 3, "sheet.bomb"),
        ("MOST_UNPACKED_BYTES", 99, "sheet.bomb"),
    ],
)
def test_limits_hold(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, code: str) -> None:
    monkeypatch.setattr(limits, limit, value)
    with pytest.raises(RuleBrokenError) as refusal:
        unpacked(xlsx_of(HEADINGS, GOOD))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zip_of({"content.xml": b""}), "sheet.not_a_sheet"),
        (compound({"WordDocument": b""}), "sheet.not_a_sheet"),
        (compound({"EncryptedPackage": b""}), "sheet.encrypted"),
        (xlsx_of(), "sheet.empty"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        unpacked(content)
    assert refusal.value.code == code


def test_a_small_stream_is_found_in_the_stream_of_the_root() -> None:
    content = bytes(range(250)) * 8
    assert CompoundFile(small_compound("Workbook", content)).stream("Workbook") == content
    assert CompoundFile(compound({"Book": content * 4})).stream("Book") == content * 4


def test_cells_without_a_form_in_json_are_packed() -> None:
    line = json.dumps({"x": object}, default=unpacking.pack)
    assert line.startswith('{"x": {"error"')
