from __future__ import annotations

import gc
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from huying.rules.errors import RuleBrokenError
from huying.sheets import text_tables
from huying.sheets.cell_types import ErrorCell, FormulaCell
from huying.sheets.reading import open_rows
from huying.sheets.rows import read_rows
from tests.sheets.builders import (
    CASES,
    GOOD,
    HEADINGS,
    SHEET_PART,
    csv_of,
    row,
    with_part,
    xls_of,
    xlsx,
    xlsx_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import xlsxwriter

ROWS: list[list[Any]] = [HEADINGS, GOOD, row(number="A2", body="含，全角逗号；分号、和 emoji 😀")]


def numbers(content: bytes | Path, name: str = "") -> list[object]:
    return [found.values["number"] for found in read_rows(CASES, open_rows(content, name=name))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_any_usual_form(encoding: str, delimiter: str) -> None:
    content = csv_of(*ROWS, encoding=encoding, delimiter=delimiter)
    rows = list(read_rows(CASES, open_rows(content, name="来件.csv")))
    assert [found.values["number"] for found in rows] == ["A1", "A2"]
    assert rows[1].values["body"] == "含，全角逗号；分号、和 emoji 😀"
    assert not any(found.errors for found in rows)


def test_gbk_with_short_lines_is_not_taken_for_a_mixture() -> None:
    assert numbers("\n".join([",".join(HEADINGS), "联通,联通,2021-3-5", "A2,电,2021-3-5"]).encode("gbk")) == [
        "联通",
        "A2",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_line_ends(line_end: str) -> None:
    content = csv_of(*ROWS).decode().replace("\n", line_end).encode()
    assert numbers(content) == ["A1", "A2"]


def test_a_quoted_field_keeps_its_lines_and_rows_keep_their_numbers() -> None:
    content = (",".join(HEADINGS[:4]) + '\nA1,a,2021-3-5,"一\n二""三"""\n\nA2,b,2021-3-5,四\n').encode()
    rows = list(read_rows(CASES, open_rows(content)))
    assert [(found.number, found.values["body"]) for found in rows] == [(2, '一\n二"三"'), (4, "四")]


def test_the_separator_line_of_excel_is_obeyed() -> None:
    assert numbers(b"sep=;\r\n" + csv_of(*ROWS, delimiter=";")) == ["A1", "A2"]


def test_commas_in_long_texts_do_not_hide_the_true_separator() -> None:
    wordy = row(body="一,二,三,四,五,六,七,八,九,十,十一,十二")
    assert numbers(csv_of(HEADINGS, wordy, row(number="A2"), delimiter=";")) == ["A1", "A2"]


def test_the_content_decides_whatever_the_name_says() -> None:
    assert numbers(csv_of(*ROWS, delimiter="\t"), "导出.xls") == ["A1", "A2"]
    assert numbers(xlsx_of(*ROWS), "导出.csv") == ["A1", "A2"]


def test_csv_of_many_bytes_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_bytes(csv_of(*ROWS))
    rows = open_rows(path)
    assert next(rows) == HEADINGS
    assert rows.name == "many"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_tables, "MOST_ROWS", 2)
    with pytest.raises(RuleBrokenError, match=r"sheet\.too_many_rows"):
        list(open_rows(csv_of(*ROWS)))


def test_xlsx_cells_keep_their_kinds() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("热线")
        book.add_worksheet("说明").write(0, 0, "x")
        sheet.write_row(2, 1, ["文", 12.5, True])
        sheet.write_datetime(2, 4, date(2021, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
        moment = datetime(2021, 3, 5, 14, 30)  # noqa: DTZ001 as a sheet has it
        sheet.write_datetime(2, 5, moment, book.add_format({"num_format": "yyyy/m/d h:mm"}))
        sheet.write_formula(2, 6, "=1+1", None, 2)
        sheet.write_formula(2, 7, "=1/0", None, "#DIV/0!")

    sheet = open_rows(xlsx(fill))
    assert (sheet.name, sheet.others) == ("热线", ("说明",))
    assert list(sheet) == [
        [],
        [],
        [
            "文",
            12.5,
            True,
            date(2021, 3, 5),
            datetime(2021, 3, 5, 14, 30),  # noqa: DTZ001 as a sheet has it
            FormulaCell(2.0),
            ErrorCell("#DIV/0!"),
        ],
    ]


def test_a_formula_without_result_is_seen_even_at_the_edge(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "编号"
    book.active["C1"] = "=1+1"
    book.active["B3"] = '=A1&"x"'
    book.save(tmp_path / "a.xlsx")
    assert list(open_rows(tmp_path / "a.xlsx")) == [
        ["编号", "", FormulaCell(None)],
        [],
        ["", FormulaCell(None)],
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'<c r="C1"><f>1+1</f></c>', FormulaCell(None)),
        (b'<c r="C1"><f>1+1</f><v/></c>', FormulaCell(None)),
        (b'<c r="C1"><f>1+1</f><v></v></c>', FormulaCell(None)),
        (b'<c r="C1" t="str"><f>""</f><v></v></c>', ""),
        (b'<c r="C1"><f>1+1</f><v>2</v></c>', FormulaCell(2.0)),
    ],
)
def test_only_a_text_may_be_the_empty_result_of_a_formula(written: bytes, read: object) -> None:
    plain = xlsx(lambda book: book.add_worksheet().write_row(0, 0, ["a", "b", 3]) and None)
    cell = b'<c r="C1"><v>3</v></c>'
    content = with_part(plain, SHEET_PART, lambda xml: xml.replace(cell, written))
    assert list(open_rows(content)) == [["a", "b", read]]


def test_a_named_sheet_is_read_and_an_unknown_one_refused() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("封面").write(0, 0, "某市")
        book.add_worksheet("工单").write_row(0, 0, HEADINGS)

    content = xlsx(fill)
    assert next(open_rows(content, sheet="工单")) == HEADINGS
    with pytest.raises(RuleBrokenError, match=r"sheet\.no_sheet"):
        open_rows(content, sheet="没有")


def test_hidden_and_blank_sheets_are_passed_over() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("空")
        hidden = book.add_worksheet("藏")
        hidden.write(0, 0, "x")
        hidden.hide()
        book.add_worksheet("工单").write_row(0, 0, HEADINGS)

    assert open_rows(xlsx(fill)).name == "工单"


def merged(rows: Sequence[Sequence[object]], *ranges: tuple[int, int, int, int, object]) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("工单")
        for place in ranges:
            sheet.merge_range(*place)
        for number, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, column, cell)

    return xlsx(fill)


def test_cells_merged_downwards_are_filled_in_and_two_row_headers_read() -> None:
    content = merged(
        [
            [None, None, None, None],
            [None, "留言时间", "留言详情"],
            [None, "2021-3-5", "甲"],
            [None, "2021-3-6", "乙"],
        ],
        (0, 0, 1, 0, "留言主题"),
        (0, 1, 0, 3, "来件"),
        (2, 0, 3, 0, "电梯"),
        (0, 4, 1, 4, "留言编号"),
    )
    rows = list(read_rows(CASES, open_rows(content)))
    assert [found.values["title"] for found in rows] == ["电梯", "电梯"]
    assert [found.values["body"] for found in rows] == ["甲", "乙"]
    assert {error.code for found in rows for error in found.errors} == {"cell.required"}


def test_prefixed_xml_is_searched_for_formulas_too() -> None:
    def prefix(xml: bytes) -> bytes:
        for tag in (b"worksheet", b"sheetData", b"row", b"c ", b"c>", b"f>", b"v>"):
            xml = xml.replace(b"<" + tag, b"<x:" + tag).replace(b"</" + tag, b"</x:" + tag)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    content = with_part(xlsx_of(["a", "=1+1"]), SHEET_PART, prefix)
    assert list(open_rows(content)) == [["a", FormulaCell(0.0)]]


def test_xls_is_read_with_its_errors_and_formulas() -> None:
    sheet = open_rows(xls_of(["留言编号", "数"], ["A1", "#REF!"], [7, ("=", 3.0)]), name="a.xls")
    assert sheet.name == "工单"
    assert list(sheet) == [["留言编号", "数"], ["A1", ErrorCell("#REF!")], [7.0, FormulaCell(3.0)]]


def test_leaving_early_ends_the_unpacking_process() -> None:
    sheet = open_rows(xlsx_of(HEADINGS, *[GOOD] * 5_000))
    assert next(sheet) == HEADINGS
    del sheet
    gc.collect()  # a process left behind would be a ResourceWarning, which is an error here
