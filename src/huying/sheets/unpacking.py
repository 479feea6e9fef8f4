"""The process that unpacks one workbook 解包进程: standard input in, lines of JSON out.

First a line with the names of the sheets, then a line for each row (a number stands for so many blank rows),
last `null`. A refusal is one line and the end.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from huying.rules.errors import RuleBrokenError
from huying.sheets import legacy_marks, limits, marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from huying.sheets.marks import Marks

WORKBOOK_PART = "xl/workbook.xml"
ENCRYPTED_BIT = 0x1
OTHER_PACKAGES = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "content.xml": "ods",
    "xl/workbook.bin": "xlsb",
}
DAMAGES = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def main(arguments: list[str]) -> None:
    """Unpack standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.PROCESSOR_SECONDS, limits.PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for message in unpacked(sys.stdin.buffer, sheet=arguments[0] if arguments else None):
            _say(message)
        _say(None)
    except RuleBrokenError as error:
        _say({"refused": error.code, "facts": error.facts})
    except MemoryError:
        _say({"refused": "sheet.bomb", "facts": {}})
    except PasswordError:
        _say({"refused": "sheet.encrypted", "facts": {}})
    except DAMAGES:
        _say({"refused": "sheet.damaged", "facts": {}})
    sys.stdout.flush()


def unpacked(file: BinaryIO, *, sheet: str | None) -> Iterator[Any]:
    """Yield the names of the sheets, then the rows of the first that has any, or of the one asked for."""
    archive = _archive(file)
    file.seek(0)
    stream = legacy_marks.opened(file.read()) if archive is None else b""
    file.seek(0)
    workbook = CalamineWorkbook.from_filelike(file)
    names = [
        entry.name
        for entry in workbook.sheets_metadata
        if entry.typ == SheetTypeEnum.WorkSheet and entry.visible == SheetVisibleEnum.Visible
    ]
    chosen = _chosen(workbook, names, sheet)
    yield {"sheet": chosen.name, "others": [name for name in names if name != chosen.name]}
    if archive is None:
        found = legacy_marks.of_sheet(stream, workbook.sheet_names.index(chosen.name))
    else:
        found = marks.of_part(archive, marks.part_of(archive, chosen.name))
    yield from _rows(chosen, found)


def _archive(file: BinaryIO) -> zipfile.ZipFile | None:
    """Return an xlsx as the archive it is, None for an xls, and refuse other archives and bombs."""
    if file.read(2) != b"PK":
        return None
    archive = zipfile.ZipFile(file)
    parts = archive.infolist()
    unpacked_bytes = sum(part.file_size for part in parts)
    packed_bytes = sum(part.compress_size for part in parts) or 1
    too_dense = unpacked_bytes > limits.SMALL_BYTES and unpacked_bytes / packed_bytes > limits.MOST_RATIO
    if too_dense or unpacked_bytes > limits.MOST_UNPACKED_BYTES or len(parts) > limits.MOST_PARTS:
        raise RuleBrokenError("sheet.bomb", unpacked=unpacked_bytes, packed=packed_bytes, parts=len(parts))
    if any(part.flag_bits & ENCRYPTED_BIT for part in parts):
        raise RuleBrokenError("sheet.encrypted")
    _refuse_other_packages({part.filename for part in parts})
    return archive


def _refuse_other_packages(names: set[str]) -> None:
    if WORKBOOK_PART in names or any(name.lower() == WORKBOOK_PART for name in names):
        return
    found = next((kind for name, kind in OTHER_PACKAGES.items() if name in names), "zip")
    raise RuleBrokenError("sheet.not_a_sheet", found=found)


def _chosen(workbook: CalamineWorkbook, names: list[str], asked: str | None) -> CalamineSheet:
    if asked is not None and asked in names:
        return workbook.get_sheet_by_name(asked)
    if asked is not None or not names:
        raise RuleBrokenError("sheet.no_sheet", sheets=names)
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is not None:
            return sheet
    raise RuleBrokenError("sheet.empty")


def _rows(sheet: CalamineSheet, found: Marks) -> Iterator[list[Any] | int]:
    """Yield the rows; blank ones are counted and told before the next that is not."""
    if sheet.width > limits.MOST_COLUMNS:
        raise RuleBrokenError("sheet.too_many_columns", most=limits.MOST_COLUMNS)
    left = sheet.start[1] if sheet.start else 0
    merged = _Merged(sheet, left)
    blank = filled = 0
    below = max(found, default=-1) + 1 - sheet.total_height
    for number, row in enumerate(chain(sheet.iter_rows(), ([] for _ in range(below)))):
        marks.apply(row, found.get(number), left)
        merged.fill(number, row)
        if not any(cell != "" for cell in row):
            blank += 1
            continue
        filled += 1
        if filled > limits.MOST_ROWS:
            raise RuleBrokenError("sheet.too_many_rows", most=limits.MOST_ROWS)
        if blank:
            yield blank
        blank = 0
        yield row


class _Merged:
    """Cells merged downwards 合并单元格: each row of them gets the content of the top one."""

    def __init__(self, sheet: CalamineSheet, left: int) -> None:
        ranges = sheet.merged_cell_ranges or []
        if len(ranges) > limits.MOST_MERGED:
            raise RuleBrokenError("sheet.bomb", merged=len(ranges))
        self.starts: dict[int, list[tuple[int, int]]] = {}
        self.open: dict[int, tuple[int, Any]] = {}
        for (top, first), (bottom, _) in ranges:
            if bottom > top and left <= first < left + sheet.width:
                self.starts.setdefault(top, []).append((first - left, bottom))

    def fill(self, number: int, row: list[Any]) -> None:
        """Write the running contents into a row, then note the merged cells that begin in it."""
        for column, (bottom, content) in list(self.open.items()):
            if number > bottom:
                del self.open[column]
            elif column < len(row) and row[column] == "":
                row[column] = content
        for column, bottom in self.starts.get(number, ()):
            if column < len(row):
                self.open[column] = (bottom, row[column])


def pack(cell: object) -> dict[str, object]:
    """Return the form in which a cell that JSON does not know travels."""
    match cell:
        case datetime():
            return {"instant": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
        case _:
            return {"error": str(cell)}


ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, default=pack, separators=(",", ":"))


def _say(message: object) -> None:
    sys.stdout.buffer.write(ENCODER.encode(message).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
