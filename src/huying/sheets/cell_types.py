"""What a cell of a sheet may hold before it is understood 单元格."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from huying.sheets.terms import Term


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell that shows an error of the spreadsheet program 错误值, such as #REF!."""

    shown: str

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A computed cell 公式: the result the file remembers, or None where it remembers none."""

    result: str | float | bool | date | time | timedelta | ErrorCell | None

    def __str__(self) -> str:
        return "=" if self.result is None else str(self.result)


Cell = str | int | float | bool | date | datetime | time | timedelta | ErrorCell | FormulaCell | None
Cells = Sequence[Cell]
Value = str | int | bool | Decimal | date | datetime | Term | None

ERROR_WORDS = frozenset(
    {
        "#REF!",
        "#N/A",
        "#DIV/0!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#VALUE!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
        "#GETTING_DATA",
    }
)


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that a reader would see."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\ufeff\u200b \t\r\n\u3000\xa0"))
