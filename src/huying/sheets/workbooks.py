"""Workbooks 工作簿: unpacked by a process of their own, so that a hostile file can only harm that one.

The library that reads xlsx and xls fills a rectangle from the first to the last cell: two cells far apart
ask for hundreds of gigabytes, and the whole process is ended. The process started here has a ceiling of
memory and of processor time; whatever ends it becomes a refusal.
"""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import Cell, ErrorCell, FormulaCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

COMMAND = (sys.executable, "-P", "-m", "huying.sheets.unpacking")
TOO_MUCH = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV}


def workbook_rows(file: BinaryIO, *, sheet: str | None) -> tuple[str, tuple[str, ...], Iterator[list[Cell]]]:
    """Return the name of the sheet read, the names of the others, and its rows, or refuse."""
    messages = _messages(file, sheet)
    opened = next(messages)
    return opened["sheet"], tuple(opened["others"]), _rows(messages)


def _rows(messages: Iterator[Any]) -> Iterator[list[Cell]]:
    for message in messages:
        if isinstance(message, int):
            yield from ([] for _ in range(message))  # so many blank rows
        else:
            yield message


def _messages(file: BinaryIO, sheet: str | None) -> Iterator[Any]:
    """Yield what the unpacking process says, a line each, until it says that all was said."""
    file.seek(0)
    arguments = [*COMMAND, *([sheet] if sheet is not None else [])]
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(  # noqa: S603 our own module; a sheet's name is an argument, never a command
                arguments, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        )
        stack.callback(process.kill)
        for line in process.stdout or ():
            message = _read(line)
            if isinstance(message, dict) and "refused" in message:
                raise RuleBrokenError(message["refused"], **message["facts"])
            if message is None:
                return
            yield message
        raise RuleBrokenError(_reason(process.wait()))


def _reason(ended_with: int) -> str:
    return "sheet.bomb" if ended_with in TOO_MUCH else "sheet.damaged"


UNPACKED: MappingProxyType[str, Callable[[Any], Cell]] = MappingProxyType(
    {
        "date": date.fromisoformat,
        "instant": datetime.fromisoformat,
        "time": time.fromisoformat,
        "seconds": lambda seconds: timedelta(seconds=seconds),
        "error": ErrorCell,
        "formula": FormulaCell,
    }
)


def _cell(packed: dict[str, Any]) -> Any:
    """Return the cell that JSON has no form for; see `unpacking.pack`."""
    kind = next(iter(packed), "")
    return UNPACKED[kind](packed[kind]) if kind in UNPACKED else packed


DECODER = json.JSONDecoder(object_hook=_cell)


def _read(line: bytes) -> Any:
    try:
        return DECODER.decode(line.decode())
    except json.JSONDecodeError:
        raise RuleBrokenError("sheet.damaged") from None
