"""Writing lists out 导出: csv, xlsx and parquet as streams, and no cell that a spreadsheet program would compute.

A csv cell that begins like a formula gets an apostrophe before it; in xlsx every text is written as text.
"""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, Self

import xlsxwriter

from huying.rules.errors import RuleBrokenError
from huying.sheets.cells import EXACT_NUMBERS_BELOW
from huying.sheets.parquet import ParquetSink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Any

MOST_WORKSHEET_ROWS = 1_048_576
MOST_CELL_LENGTH = 32_767
CUT = "…（过长已截断，全文请导出 csv / cut, see csv）"
RISKY = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
NOT_WRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
PARTIAL = ".part"


def shown(value: object) -> str:
    """Return a value as exports write it: instants with their zone, truth as 1 and 0, nothing as blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat(sep="T" if value.tzinfo else " ", timespec="seconds")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return NOT_WRITABLE.sub("", str(value))


def guarded(value: object) -> str:
    """Return the csv text of a value that no spreadsheet program takes for a formula."""
    text = shown(value)
    if isinstance(value, bool | int | float | Decimal | date):
        return text
    return f"'{text}" if RISKY.match(text) else text


class _Sink(Protocol):
    """Where rows are written to."""

    def write(self, row: Sequence[object]) -> None:
        """Write one row."""

    def close(self) -> None:
        """Finish the file."""


class CsvSink:
    """A csv file in UTF-8; with the mark at its beginning Excel opens it in the right encoding, programs need none."""

    def __init__(self, path: Path, *, has_mark: bool = True) -> None:
        self.file = path.open("w", encoding="utf-8-sig" if has_mark else "utf-8", newline="")
        self.writer = csv.writer(self.file)

    def write(self, row: Sequence[object]) -> None:
        """Write one row."""
        self.writer.writerow([guarded(value) for value in row])

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


class XlsxSink:
    """An xlsx file written row by row, in little memory."""

    def __init__(self, path: Path, *, widths: Sequence[int] = ()) -> None:
        self.book = xlsxwriter.Workbook(str(path), WORKBOOK_OPTIONS)
        self.sheet = self.book.add_worksheet()
        self.head = self.book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.row = 0

    def write(self, row: Sequence[object]) -> None:
        """Write one row, the first as the header."""
        if self.row >= MOST_WORKSHEET_ROWS:
            raise RuleBrokenError("export.too_many_rows", most=MOST_WORKSHEET_ROWS)
        style = self.head if self.row == 0 else None
        for column, value in enumerate(row):
            write_cell(self.sheet, (self.row, column), value, style or self._style(value))
        self.row += 1

    def _style(self, value: object) -> Any:
        return self.day if isinstance(value, date) and not isinstance(value, datetime) else None

    def close(self) -> None:
        """Finish the file."""
        self.book.close()


def write_cell(sheet: Any, place: tuple[int, int], value: object, style: Any = None) -> None:
    """Write a value as a number, a day or else as text; never as a formula or link."""
    if isinstance(value, bool | int | float | Decimal) and abs(float(value)) < EXACT_NUMBERS_BELOW:
        sheet.write_number(*place, value, style)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(*place, value, style)
    else:
        sheet.write_string(*place, fitting(shown(value)), style)


def fitting(text: str) -> str:
    """Return a text that a cell holds, with a mark where it had to be cut."""
    return text if len(text) <= MOST_CELL_LENGTH else text[: MOST_CELL_LENGTH - len(CUT)] + CUT


class ExportWriter:
    """A list being written to a file 导出文件; the file is there when it is whole, else not at all."""

    def __init__(
        self, *, path: Path, headings: Sequence[str], widths: Sequence[int] = (), has_mark: bool = True
    ) -> None:
        self.path = path
        self.partial = path.with_name(path.name + PARTIAL)
        self.rows = 0
        self._sink = _sink(path.suffix.lower(), self.partial, widths, has_mark=has_mark)
        self._sink.write(headings)

    def write(self, row: Sequence[object]) -> None:
        """Write one row of values."""
        self._sink.write(row)
        self.rows += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sink.close()
        if kind is None:
            self.partial.replace(self.path)
        else:
            self.partial.unlink(missing_ok=True)


def _sink(suffix: str, path: Path, widths: Sequence[int], *, has_mark: bool) -> _Sink:
    if suffix == ".csv":
        return CsvSink(path, has_mark=has_mark)
    if suffix == ".xlsx":
        return XlsxSink(path, widths=widths)
    if suffix == ".parquet":
        return ParquetSink(path, shown=shown)
    raise RuleBrokenError("export.unknown_kind", suffix=suffix)


def export_rows(*, path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]], has_mark: bool = True) -> int:
    """Write a list to an xlsx, csv or parquet file and return how many rows it has."""
    with ExportWriter(path=path, headings=headings, has_mark=has_mark) as writer:
        for row in rows:
            writer.write(row)
    return writer.rows
