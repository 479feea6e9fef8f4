"""Sheets made by code, good and broken: xlsx, xls (a compound file written by hand) and csv."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

from huying.sheets.columns import CellKind, Choice, Column, SheetSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CASES = SheetSpec(
    name="cases",
    title="诉求导入",
    natural_key=("number",),
    columns=(
        Column(
            name="number",
            headings=("留言编号", "工单编号", "编号", "message id"),
            kind=CellKind.CODE,
            required=True,
            max_length=30,
            note_zh="来源方的编号",
            note_en="The sender's own number",
            example="A100-001",
        ),
        Column(
            name="title",
            headings=("留言主题", "标题", "title"),
            required=True,
            max_length=20,
            example="电梯坏了",
        ),
        Column(
            name="received_at",
            headings=("留言时间", "受理时间", "received at"),
            kind=CellKind.INSTANT,
            required=True,
            example="2021-03-05 14:30",
        ),
        Column(name="body", headings=("留言详情", "诉求内容", "body"), max_length=200, example="三单元电梯停运"),
        Column(
            name="urgency",
            headings=("紧急程度", "urgency"),
            kind=CellKind.CHOICE,
            choices=(Choice("normal", ("一般", "normal")), Choice("urgent", ("紧急", "urgent"))),
            example="一般",
        ),
        Column(name="households", headings=("涉及户数", "households"), kind=CellKind.INTEGER, example="12"),
        Column(name="area", headings=("面积", "area"), kind=CellKind.DECIMAL, example="88.5"),
        Column(name="answered_on", headings=("答复日期", "answered on"), kind=CellKind.DATE, example="2021-03-09"),
        Column(name="is_private", headings=("是否保密", "private"), kind=CellKind.YES_NO, example="否"),
    ),
)
HEADINGS = [column.heading for column in CASES.columns]
GOOD = ["A1", "电梯坏了", "2021-03-05 14:30", "三单元电梯停运", "一般", "12", "88.5", "2021-03-09", "否"]


def row(**changes: object) -> list[Any]:
    """A good row with some cells changed."""
    values: dict[str, object] = dict(zip((column.name for column in CASES.columns), GOOD, strict=True))
    return list((values | changes).values())


def csv_of(*rows: Sequence[object], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A csv without quotes, header included only when it is among the rows."""
    lines = (delimiter.join("" if cell is None else str(cell) for cell in cells) for cells in rows)
    return ("\n".join(lines) + "\n").encode(encoding)


def xlsx(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """A workbook as `fill` writes it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        fill(book)
    return buffer.getvalue()


def xlsx_of(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet; strings that begin with `=` become formulas."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("工单")
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)

    return xlsx(fill)


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of an xlsx by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zip_of(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An xlsx with one part changed."""
    parts = parts_of(content)
    return zip_of(parts | {name: change(parts[name])})


SHEET_PART = "xl/worksheets/sheet1.xml"
SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (MS-CFB) with these streams, each at least 4,096 bytes long after padding."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    chains, body, next_sector = [], b"", 1
    for content in padded.values():
        count = -(-len(content) // SECTOR)
        chains.append((next_sector, count))
        body += content.ljust(count * SECTOR, b"\0")
        next_sector += count
    directory_at, directory = next_sector, _directory(padded, chains)
    chains.append((directory_at, len(directory) // SECTOR))
    table = [TABLE, *[FREE] * 127]
    for start, count in chains:
        table[start : start + count] = [*range(start + 1, start + count), LAST]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, LAST, 0, LAST, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + struct.pack("<128I", *table[:128]) + body + directory


def _directory(streams: Mapping[str, bytes], chains: Sequence[tuple[int, int]]) -> bytes:
    entries = [_entry("Root Entry", 5, 1, LAST, 0)]
    for number, ((name, content), (start, _)) in enumerate(zip(streams.items(), chains, strict=False), start=1):
        right = number + 1 if number < len(streams) else FREE
        entries.append(_entry(name, 2, FREE, start, len(content), right=right))
    listing = b"".join(entries)
    return listing.ljust(-(-len(listing) // SECTOR) * SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = FREE) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    head = label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IIxxxx", start, size)


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of BIFF8."""
    return struct.pack("<HH", kind, len(body)) + body


ERROR_CODES = {"#REF!": 0x17, "#N/A": 0x2A, "#DIV/0!": 0x07}


def cell_record(number: int, column: int, cell: object) -> bytes:
    """The record of one cell: a text, number, error such as "#REF!", or formula, given as ("=", 3.0)."""
    place = struct.pack("<HHH", number, column, 15)
    if isinstance(cell, str) and cell in ERROR_CODES:
        return record(0x0205, place + bytes([ERROR_CODES[cell], 1]))
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return record(0x0204, place + struct.pack("<HB", len(cell), 1) + text)
    if isinstance(cell, tuple):
        tokens = b"\x1e\x01\x00"
        return record(0x0006, place + struct.pack("<dHIH", cell[1], 0, 0, len(tokens)) + tokens)
    assert isinstance(cell, int | float)
    return record(0x0203, place + struct.pack("<d", cell))


def xls_of(*rows: Sequence[object], globals_before: bytes = b"") -> bytes:
    """An xls of one sheet."""
    cells = b"".join(
        cell_record(number, column, cell)
        for number, line in enumerate(rows)
        for column, cell in enumerate(line)
        if cell is not None
    )
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    name = "工单".encode("utf-16-le")
    size = len(begin) + len(globals_before) + 4 + 8 + len(name) + 4
    bound = record(0x0085, struct.pack("<IBBBB", size, 0, 0, 2, 1) + name)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)) + cells + record(0x000A)
    return compound({"Workbook": begin + globals_before + bound + record(0x000A) + sheet})


def small_compound(name: str, content: bytes) -> bytes:
    """A compound file with one stream of less than 4,096 bytes, which lives in the stream of the root."""
    pieces = -(-len(content) // 64)
    body = content.ljust(-(-pieces * 64 // SECTOR) * SECTOR, b"\0")
    sectors = len(body) // SECTOR
    table = [TABLE, LAST, LAST, *range(4, 3 + sectors), LAST, *[FREE] * (125 - sectors)]
    small = [*range(1, pieces), LAST, *[FREE] * (128 - pieces)]
    entries = _entry("Root Entry", 5, 1, 3, len(body)) + _entry(name, 2, FREE, 0, len(content))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2, 1, LAST, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    tables = struct.pack("<128I", *table) + entries.ljust(SECTOR, b"\0") + struct.pack("<128I", *small)
    return header + tables + body
