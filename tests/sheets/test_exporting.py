from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets.dates import CHINA
from huying.sheets.exporting import export_rows
from huying.sheets.reading import open_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RISKY = ["=1+1", "+86 631", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://x","y")']


def test_csv_cells_never_begin_like_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert export_rows(path=path, headings=["=头", "b"], rows=[[text, "x"] for text in RISKY]) == len(RISKY)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "'=头"
    assert [cells[0] for cells in rows[1:]] == [f"'{text}" for text in RISKY]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_xlsx_cells_are_texts_never_formulas_or_links(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = [*RISKY, "http://example.org", "00123"]
    export_rows(path=path, headings=["=头"], rows=[[text] for text in texts])
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert sheet["A2"].value == "=1+1"
    assert sheet["A12"].value == "00123"
    assert not any(cell.hyperlink for cell in sheet["A"])


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_values_come_back_as_they_were(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    instant = datetime(2021, 3, 5, 14, 30, tzinfo=CHINA)
    values = [None, True, -3, 2.5, Decimal("-1.20"), date(2021, 3, 5), instant, "371002001003-0042", 10**17]
    export_rows(path=path, headings=list("abcdefghi"), rows=[values])
    _, row = open_rows(path)
    instant_text, code, large = "2021-03-05T14:30:00+08:00", "371002001003-0042", str(10**17)
    expected = {
        "csv": ["", "1", "-3", "2.5", "-1.20", "2021-03-05", instant_text, code, large],
        "xlsx": ["", 1, -3, 2.5, -1.2, date(2021, 3, 5), instant_text, code, large],
    }
    assert row == expected[kind]


def test_texts_beyond_a_cell_are_cut_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export_rows(path=path, headings=["a"], rows=[["长" * 40_000], ["a\x00b\ud800c\x07"]])
    _, first, second = open_rows(path)
    assert str(first[0]).endswith("cut, see csv）")
    assert len(str(first[0])) == 32_767
    assert second == ["abc"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_broken_export_leaves_no_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"

    def broken() -> Iterator[list[object]]:
        yield ["x"]
        raise RuleBrokenError("x.y")

    with pytest.raises(RuleBrokenError, match=r"x\.y"):
        export_rows(path=path, headings=["a"], rows=broken())
    assert list(tmp_path.iterdir()) == []


def test_only_known_kinds_are_written(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match=r"export\.unknown_kind"):
        export_rows(path=tmp_path / "a.doc", headings=["a"], rows=[])
