"""Sheets that people fill in 模板与错误表: the empty template, and the refused rows with their reasons."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from huying.sheets.cell_types import Cell, ErrorCell, FormulaCell
from huying.sheets.columns import CellKind, Column, Matching, SheetSpec
from huying.sheets.exporting import fitting, write_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from huying.sheets.rows import Row, RowError

GUIDE, OPTIONS = "填写说明", "选项"
GUIDE_HEADINGS = ("列名", "英文列名 English", "必填 Required", "格式 Format", "说明", "Note", "示例 Example")
ROW_HEADING, REASON_HEADING = "原行号 Row", "拒收原因 Reason"
STYLED_ROWS = 20_000  # rows of a template that have drop-downs and text format ahead of being filled
SHEET_NAME_LENGTH = 31
NARROW, WIDE, WIDEST = 12, 24, 60
KIND_WORDS = {
    CellKind.TEXT: "文字 text",
    CellKind.INTEGER: "整数 whole number",
    CellKind.DECIMAL: "数字 number",
    CellKind.DATE: "日期 date, 2021-03-05",
    CellKind.INSTANT: "时间 time, 2021-03-05 14:30",
    CellKind.CHOICE: "选项 one of the list",
    CellKind.CODE: "编号（文本格式）code as text",
    CellKind.YES_NO: "是 / 否 yes or no",
    CellKind.LIMIT: "时间或期限 time or term, 2021-03-05 14:30, 5个工作日",
}
NUMBER_FORMATS = {
    CellKind.TEXT: "@",
    CellKind.CODE: "@",
    CellKind.CHOICE: "@",
    CellKind.YES_NO: "@",
    CellKind.LIMIT: "@",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.INSTANT: "yyyy-mm-dd hh:mm",
}


def write_template(*, spec: SheetSpec, path: Path) -> None:
    """Write the empty sheet of a spec: headings with notes, drop-downs, and a second sheet that explains."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(spec.title[:SHEET_NAME_LENGTH])
        guide = book.add_worksheet(GUIDE)
        options = book.add_worksheet(OPTIONS)
        options.hide()
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(spec.columns):
            _write_heading(book, sheet, index, column)
            _offer(sheet, options, index, column)
        _write_guide(book, guide, spec)


def _write_heading(book: Any, sheet: Any, index: int, column: Column) -> None:
    style = book.add_format({"num_format": NUMBER_FORMATS.get(column.kind, "General")})
    head = book.add_format({"bold": True, "bg_color": "#FCE4D6" if column.required else "#DCE6F1", "border": 1})
    sheet.set_column(index, index, max(NARROW, 2 * len(column.heading) + 4), style)
    sheet.write_string(0, index, column.heading + ("*" if column.required else ""), head)
    sheet.write_comment(0, index, _note(column), {"x_scale": 1.6, "y_scale": 1.4})


def _note(column: Column) -> str:
    duty = "必填 Required" if column.required else "选填 Optional"
    length = f"最多 {column.max_length} 字 at most {column.max_length} characters" if column.max_length else ""
    lines = (duty, KIND_WORDS[column.kind], length, column.note_zh, column.note_en, _example(column))
    return "\n".join(line for line in lines if line)


def _example(column: Column) -> str:
    return f"例 e.g. {column.example}" if column.example else ""


def _offer(sheet: Any, options: Any, index: int, column: Column) -> None:
    """Give a column its drop-down; the list stands on a hidden sheet, where its length has no limit."""
    labels = labels_of(column)
    if not labels:
        return
    for row, label in enumerate(labels):
        options.write_string(row, index, label)
    letter = xlsxwriter.utility.xl_col_to_name(index)
    rule = {
        "validate": "list",
        "source": f"={OPTIONS}!${letter}$1:${letter}${len(labels)}",
        "error_title": "不在选项内 Not in the list",
        "error_message": column.note_zh[:200] or "请从下拉列表中选择",
    }
    sheet.data_validation(1, index, STYLED_ROWS, index, rule)


def labels_of(column: Column) -> list[str]:
    """Return what a drop-down of this column offers."""
    if column.kind is CellKind.YES_NO:
        return ["是", "否"]
    return [choice.labels[0] if choice.labels else choice.value for choice in column.choices]


def _write_guide(book: Any, guide: Any, spec: SheetSpec) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    guide.freeze_panes(1, 0)
    for place, width in enumerate((WIDE, WIDE, NARROW, WIDE, WIDEST, WIDEST, WIDE)):
        guide.set_column(place, place, width, wrap)
    for place, heading in enumerate(GUIDE_HEADINGS):
        guide.write_string(0, place, heading, bold)
    for row, column in enumerate(spec.columns, start=1):
        for place, text in enumerate(_guide_row(column)):
            guide.write_string(row, place, text, wrap)
    first = len(spec.columns) + 2
    guide.write_string(first, 0, "示例行 Example row", bold)
    for place, column in enumerate(spec.columns):
        guide.write_string(first + 1, place, column.heading, bold)
        guide.write_string(first + 2, place, column.example, wrap)


def _guide_row(column: Column) -> tuple[str, ...]:
    required = "是 yes" if column.required else ""
    others = " / ".join(column.headings[1:])
    labels = "、".join(labels_of(column))
    note = f"{column.note_zh}（可选：{labels}）" if labels else column.note_zh
    return (column.heading, others, required, KIND_WORDS[column.kind], note, column.note_en, column.example)


def write_errors(
    *,
    spec: SheetSpec,
    errors: Iterable[RowError],
    rows: Mapping[int, Sequence[Cell]],
    path: Path,
    matching: Matching | None = None,
) -> None:
    """Write the refused rows as they were given, wrong cells red, reasons last; mended, it can be sent again.

    `rows` holds the cells of each refused row by its number.
    """
    headings = matching.headings if matching else tuple(column.heading for column in spec.columns)
    reasons = _by_row(errors)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(spec.title[:SHEET_NAME_LENGTH])
        pen = _Pen(book, sheet, headings)
        for line, (number, found) in enumerate(sorted(reasons.items()), start=1):
            pen.write_row(line, rows.get(number, ()), found)


def refused_cells(rows: Iterable[Row]) -> dict[int, tuple[Cell, ...]]:
    """Return the cells of the refused rows by number, as `write_errors` wants them."""
    return {row.number: row.given for row in rows if row.is_refused}


def _by_row(errors: Iterable[RowError]) -> dict[int, list[RowError]]:
    found: dict[int, list[RowError]] = {}
    for error in errors:
        found.setdefault(error.row, []).append(error)
    return found


class _Pen:
    """Writes the error workbook."""

    def __init__(self, book: Any, sheet: Any, headings: Sequence[str]) -> None:
        self.sheet = sheet
        self.headings = list(headings)
        self.red = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"})
        self.red_day = book.add_format({"bg_color": "#FFC7CE", "num_format": "yyyy-mm-dd"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.reason = book.add_format({"text_wrap": True, "font_color": "#9C0006"})
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        sheet.freeze_panes(1, 0)
        for place, heading in enumerate((*self.headings, ROW_HEADING, REASON_HEADING)):
            sheet.write_string(0, place, heading, head)
            sheet.set_column(place, place, WIDEST if heading == REASON_HEADING else WIDE)

    def write_row(self, line: int, cells: Sequence[Cell], errors: Sequence[RowError]) -> None:
        """Write one refused row."""
        wrong = {column for error in errors for column in error.column.split(" / ")}
        width = len(self.headings)
        for place in range(width):
            cell = cells[place] if place < len(cells) else None
            self._write(line, place, cell, is_wrong=self.headings[place] in wrong)
        self.sheet.write_number(line, width, errors[0].row)
        self.sheet.write_string(line, width + 1, fitting("\n".join(map(_words, errors))), self.reason)

    def _write(self, line: int, place: int, cell: Cell, *, is_wrong: bool) -> None:
        plain = str(cell) if isinstance(cell, ErrorCell | FormulaCell) else cell
        if plain is None or plain == "":
            self.sheet.write_blank(line, place, None, self.red if is_wrong else None)
            return
        write_cell(self.sheet, (line, place), plain, self._style(plain, is_wrong=is_wrong))

    def _style(self, plain: object, *, is_wrong: bool) -> Any:
        if isinstance(plain, date) and not isinstance(plain, datetime):
            return self.red_day if is_wrong else self.day
        if is_wrong:
            return self.red
        return self.text if isinstance(plain, str) else None


def _words(error: RowError) -> str:
    place = f"{error.column}：" if error.column else ""
    return f"{place}{error.reason_zh} / {error.reason_en}"
