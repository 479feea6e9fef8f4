from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets.columns import match_headings
from huying.sheets.reading import open_rows
from huying.sheets.rows import read_rows
from huying.sheets.writing import GUIDE, REASON_HEADING, refused_cells, write_errors, write_template
from tests.sheets.builders import CASES, GOOD, HEADINGS, row

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(spec=CASES, path=path)
    return path


def test_the_template_is_recognised_whole_and_has_no_rows(template: Path) -> None:
    rows = open_rows(template)
    matching = match_headings(list(rows), CASES)
    assert (rows.name, len(matching.mapping), matching.unknown) == ("诉求导入", 9, ())
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_rows"):
        list(read_rows(CASES, open_rows(template)))


def test_the_template_helps_whoever_fills_it_in(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    sheet, guide = book["诉求导入"], book[GUIDE]
    assert book["选项"].sheet_state == "hidden"
    assert sheet.freeze_panes == "A2"
    assert "来源方的编号" in sheet["A1"].comment.text
    assert sheet.column_dimensions["A"].width > 10
    assert sheet["A1"].value == "留言编号*"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists == {"E2": "选项!$E$1:$E$2", "I2": "选项!$I$1:$I$2"}
    assert [guide.cell(2, place).value for place in (1, 3, 7)] == ["留言编号", "是 yes", "A100-001"]


def test_a_filled_template_is_read_back(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    examples = [column.example for column in CASES.columns]
    for place, example in enumerate(examples, start=1):
        book["诉求导入"].cell(2, place).value = example
    book.save(template)
    (found,) = read_rows(CASES, open_rows(template))
    assert found.errors == []
    assert (found.values["number"], found.values["urgency"]) == ("A100-001", "normal")


def test_the_error_workbook_shows_the_rows_as_given_and_can_be_mended(tmp_path: Path) -> None:
    sheet: list[list[Any]] = [
        ["流水号", *HEADINGS[1:]],
        GOOD,
        row(number="A2", received_at="2021-02-30", body="=1+1"),
        row(number="A3", title=""),
    ]
    reader = read_rows(CASES, sheet, remembered={"流水号": "number"}, sheet="三月")
    rows = list(reader)
    path = tmp_path / "errors.xlsx"
    write_errors(
        spec=CASES,
        errors=[error for found in rows for error in found.errors],
        rows=refused_cells(rows),
        path=path,
        matching=reader.matching,
    )

    book = openpyxl.load_workbook(path)
    written = book.worksheets[0]
    assert [cell.value for cell in written[1]] == [*sheet[0], "原行号 Row", REASON_HEADING]
    assert [written.cell(2, place).value for place in (1, 3, 4, 10)] == ["A2", "2021-02-30", "=1+1", 3]
    assert written["D2"].data_type == "s"
    assert "没有这一天" in written["K2"].value
    assert [written.cell(2, place).fill.fgColor.rgb for place in (2, 3)] == ["00000000", "FFFFC7CE"]
    assert written["B3"].fill.fgColor.rgb == "FFFFC7CE"

    written["C2"] = "2021-02-28"
    written["B3"] = "漏水"
    book.save(path)
    mended = list(read_rows(CASES, open_rows(path), remembered={"流水号": "number"}))
    assert [(found.values["number"], found.errors) for found in mended] == [("A2", []), ("A3", [])]
