"""Opening a sheet 打开表格: xlsx, xls or csv by what the file holds, whatever its name says."""

from __future__ import annotations

import contextlib
import io
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.sheets.limits import MOST_BYTES
from huying.sheets.text_tables import text_rows
from huying.sheets.workbooks import workbook_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from huying.sheets.cell_types import Cell

HEAD_BYTES = 4096
ZIP, COMPOUND_FILE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STRANGERS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3", "sqlite"),
    (b"\x7fELF", "program"),
    (b"PK\x05\x06", "zip"),
)
TEXT_STRANGERS = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<table", "html"),
    (b"<meta", "html"),
    (b"<?xml", "xml"),
    (b"mime-version:", "mhtml"),
    (b"{", "json"),
)
MARK = b"\xef\xbb\xbf"


class OpenSheet:
    """The rows of one opened sheet, once through; `name` is the sheet, `others` those not read.

    Its files close at the end of the rows, by `close()`, or when nobody holds it any more.
    """

    def __init__(
        self, *, name: str, others: tuple[str, ...], rows: Iterator[list[Cell]], files: contextlib.ExitStack
    ) -> None:
        self.name = name
        self.others = others
        self.close = weakref.finalize(self, files.close)
        self._rows = rows

    def __iter__(self) -> Iterator[list[Cell]]:
        return self

    def __next__(self) -> list[Cell]:
        try:
            return next(self._rows)
        except StopIteration:
            self.close()
            raise


def open_rows(source: Path | bytes, *, name: str = "", sheet: str | None = None) -> OpenSheet:
    """Open a sheet and return its rows, or refuse it; `name` is the file's name as people know it."""
    label = name or (source.name if isinstance(source, Path) else "")
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(_opened(source, label))
        head = _head(file)
        others: tuple[str, ...] = ()
        if head.startswith((ZIP, COMPOUND_FILE)):
            title, others, rows = workbook_rows(_with_descriptor(file, stack), sheet=sheet)
        else:
            _refuse_strangers(head)
            title, rows = Path(label).stem, text_rows(file)
        files = stack.pop_all()
    return OpenSheet(name=title, others=others, rows=rows, files=files)


def _opened(source: Path | bytes, label: str) -> BinaryIO:
    try:
        return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    except OSError:
        raise RuleBrokenError("sheet.not_found", name=label) from None


def _with_descriptor(file: BinaryIO, stack: contextlib.ExitStack) -> BinaryIO:
    """Return a file that another process can read, which bytes in memory are not."""
    if not isinstance(file, io.BytesIO):
        return file
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 the stack closes it
    copy.write(file.getbuffer())
    copy.flush()
    return copy


def _head(file: BinaryIO) -> bytes:
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise RuleBrokenError("sheet.too_large", size=size, most=MOST_BYTES)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head.removeprefix(MARK).strip() and size <= HEAD_BYTES:
        raise RuleBrokenError("sheet.empty")
    return head


def _refuse_strangers(head: bytes) -> None:
    plain = head.removeprefix(MARK).lstrip().lower()
    for start, found in STRANGERS:
        if head.startswith(start):
            raise RuleBrokenError("sheet.not_a_sheet", found=found)
    for start, found in TEXT_STRANGERS:
        if plain.startswith(start):
            raise RuleBrokenError("sheet.not_a_sheet", found=found)
