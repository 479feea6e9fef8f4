"""Marks of an xls 旧格式标记: which cells hold a formula or show an error, and what the file is at all.

Source: MS-XLS 2.4, the records BoundSheet8, BoolErr and Formula.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.sheets.compound_file import CompoundFile
from huying.sheets.marks import FORMULA_MARK, Mark, Marks

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMULA, END, FILE_PASS, BOUND_SHEET, BOOL_OR_ERROR = 0x0006, 0x000A, 0x002F, 0x0085, 0x0205
NO_NUMBER, AN_ERROR = 0xFFFF, 2
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
WORKBOOK_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
STRANGERS = {"WordDocument": "doc", "PowerPoint Document": "ppt", "__properties_version1.0": "msg"}


def opened(content: bytes) -> bytes:
    """Return the workbook stream of a compound file, or refuse what is locked or no workbook."""
    compound = CompoundFile(content)
    if "EncryptedPackage" in compound.entries:
        raise RuleBrokenError("sheet.encrypted")
    name = next((name for name in WORKBOOK_STREAMS if name in compound.entries), None)
    if name is None:
        found = next((kind for name, kind in STRANGERS.items() if name in compound.entries), "ole")
        raise RuleBrokenError("sheet.not_a_sheet", found=found)
    stream = compound.stream(name)
    if any(kind == FILE_PASS for kind, _ in _records(stream, 0)):
        raise RuleBrokenError("sheet.encrypted")
    return stream


def of_sheet(stream: bytes, index: int) -> Marks:
    """Return the marks of the sheet at this place in the workbook, by row and column, both from 0."""
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == BOUND_SHEET]
    found: Marks = {}
    for kind, body in _records(stream, starts[index]):
        mark = _mark(kind, body)
        if mark is not None:
            row, column = struct.unpack_from("<HH", body)
            found.setdefault(row, {})[column] = mark
    return found


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == END:
            return
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _mark(kind: int, body: bytes) -> Mark | None:
    if kind == BOOL_OR_ERROR and body[7]:
        return _error(body[6])
    if kind != FORMULA:
        return None
    is_error = struct.unpack_from("<H", body, 12)[0] == NO_NUMBER and body[6] == AN_ERROR
    return _error(body[8]) if is_error else FORMULA_MARK


def _error(code: int) -> Mark:
    return Mark(error=ERRORS.get(code, "#VALUE!"))
