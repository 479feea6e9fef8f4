"""From a cell to a value 单元格取值: each kind of column takes what means the same and refuses the rest."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.sheets.cell_types import ERROR_WORDS, Cell, ErrorCell, FormulaCell, Value
from huying.sheets.columns import CellKind, Column, plain_heading
from huying.sheets.dates import (
    CHINA,
    FIRST_SERIAL,
    SCIENTIFIC,
    date_from_cell,
    date_from_number,
    date_from_text,
)
from huying.sheets.terms import Term, term_of, without_before

if TYPE_CHECKING:
    from collections.abc import Callable

EXACT_NUMBERS_BELOW = 10**15  # a spreadsheet keeps 15 digits and writes zeros for the rest
MOST_DIGITS = 18  # what a database keeps in a big integer
SHOWN_CHOICES = 12
TRUE_WORDS = frozenset({"是", "有", "对", "真", "√", "✓", "✔", "y", "yes", "t", "true", "1"})
FALSE_WORDS = frozenset({"否", "无", "没有", "错", "假", "×", "✗", "✘", "n", "no", "f", "false", "0"})
DATE_FORMATS = {date: "%Y-%m-%d", datetime: "%Y-%m-%d %H:%M:%S", time: "%H:%M:%S"}

TO_REMOVE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
QUOTED_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # how programs keep a csv field as text: ="0012"
GUARDED = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")  # the apostrophe of our own export
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+(?:\.0*)?", re.ASCII)
DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
SUSPECTS = frozenset("='")  # only these begin what must be unwrapped
CURRENCY = "¥￥$ "


def clean_text(text: str) -> str:
    """Return a text with plain line ends and without control, invisible and direction characters."""
    if text[:1] not in SUSPECTS:
        return text.strip() if text.isprintable() else _scrubbed(text).strip()
    wrapped = QUOTED_TEXT.fullmatch(text)
    if wrapped is not None:
        text = wrapped[1].replace('""', '"')
    return GUARDED.sub("", _scrubbed(text), count=1).strip()


def _scrubbed(text: str) -> str:
    return TO_REMOVE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def half_width(text: str) -> str:
    """Return a cleaned text with full-width digits, letters and signs made half width."""
    return unicodedata.normalize("NFKC", text).strip()


def convert(column: Column, cell: Cell) -> Value:
    """Return the value of a cell in this column, None when blank, or refuse with a `cell.` code."""
    plain = clean_text(cell) if isinstance(cell, str) else _opened(column, cell)
    if plain is None or plain == "":
        if column.required:
            raise RuleBrokenError("cell.required")
        return None
    if isinstance(plain, str) and plain[0] == "#" and plain.upper() in ERROR_WORDS:
        raise RuleBrokenError("cell.error_value", shown=plain)
    return CONVERTERS[column.kind](column, plain)


def _opened(column: Column, cell: Cell) -> Plain:
    """Take a formula's remembered result; refuse errors, formulas without one, and computed codes."""
    if isinstance(cell, FormulaCell):
        if cell.result is None or column.kind is CellKind.CODE:
            raise RuleBrokenError("cell.formula")
        cell = cell.result
    if isinstance(cell, ErrorCell):
        raise RuleBrokenError("cell.error_value", shown=cell.shown)
    if isinstance(cell, float) and not math.isfinite(cell):
        raise RuleBrokenError("cell.damaged_number")
    return clean_text(cell) if isinstance(cell, str) else cell


def _text(column: Column, cell: Plain) -> str:
    return _fitting(column, cell if isinstance(cell, str) else _as_text(cell))


def _as_text(cell: Plain) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _number_as_text(cell)
    pattern = DATE_FORMATS.get(type(cell))
    if pattern is not None and isinstance(cell, date | time):
        return cell.strftime(pattern)
    return str(cell)


def _number_as_text(number: float) -> str:
    if abs(number) >= EXACT_NUMBERS_BELOW:
        raise RuleBrokenError("cell.damaged_number")
    if number == int(number):
        return str(int(number))
    return format(Decimal(format(number, ".15g")), "f")


def _fitting(column: Column, text: str) -> str:
    if column.max_length is not None and len(text) > column.max_length:
        raise RuleBrokenError("cell.too_long", length=len(text), most=column.max_length)
    return text


def _code(column: Column, cell: Plain) -> str:
    """Return a code as text; a number that the program rounded or made a date of is damaged."""
    if isinstance(cell, bool):
        raise RuleBrokenError("cell.not_a_code")
    if isinstance(cell, date | time | timedelta):
        raise RuleBrokenError("cell.damaged_code")
    if not isinstance(cell, str):
        return _fitting(column, _as_text(cell))
    text = " ".join(half_width(cell).split())
    if text.startswith("="):
        raise RuleBrokenError("cell.formula")
    if SCIENTIFIC.fullmatch(text):
        raise RuleBrokenError("cell.damaged_number")
    return _fitting(column, text)


def _integer(_column: Column, cell: Plain) -> int:
    text = _digits(cell, "cell.not_an_integer")
    if not INTEGER.fullmatch(text):
        raise RuleBrokenError("cell.not_an_integer")
    whole = text.partition(".")[0]
    if len(whole.lstrip("+-0")) > MOST_DIGITS:
        raise RuleBrokenError("cell.too_large", most=MOST_DIGITS)
    return int(whole)


def _decimal(_column: Column, cell: Plain) -> Decimal:
    text = _digits(cell, "cell.not_a_number")
    if not DECIMAL.fullmatch(text):
        raise RuleBrokenError("cell.not_a_number")
    if len(text.lstrip("+-0").replace(".", "")) > MOST_DIGITS:
        raise RuleBrokenError("cell.too_large", most=MOST_DIGITS)
    return Decimal(text)


def _digits(cell: Plain, refusal: str) -> str:
    """Return a number as plain half-width digits, thousands separators and currency signs taken off."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise RuleBrokenError(refusal)
    if not isinstance(cell, str):
        return _number_as_text(cell)
    text = half_width(cell).strip(CURRENCY).replace("−", "-")
    if text.startswith("="):
        raise RuleBrokenError("cell.formula")
    if SCIENTIFIC.fullmatch(text) or set(text) == {"#"}:
        raise RuleBrokenError("cell.damaged_number")
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


def _instant(_column: Column, cell: Plain) -> datetime:
    if isinstance(cell, date):
        return date_from_cell(cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise RuleBrokenError("cell.not_a_date")
    if not isinstance(cell, str):
        return date_from_number(cell)
    text = " ".join(half_width(cell).split())
    if text.startswith("="):
        raise RuleBrokenError("cell.formula")
    return date_from_text(text)


def _limit(column: Column, cell: Plain) -> datetime | Term:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < FIRST_SERIAL:
        raise RuleBrokenError("cell.term_without_unit")
    if not isinstance(cell, str):
        return _instant(column, cell)
    text = " ".join(half_width(cell).split())
    return term_of(text) or _instant(column, without_before(text))


def _date(column: Column, cell: Plain) -> date:
    return _instant(column, cell).astimezone(CHINA).date()


@lru_cache(maxsize=256)
def _choices(column: Column) -> dict[str, str]:
    found: dict[str, str] = {}
    for choice in column.choices:
        for label in (choice.value, *choice.labels):
            if label:
                found.setdefault(plain_heading(label) or label, choice.value)
    return found


def _choice(column: Column, cell: Plain) -> str:
    value = _choices(column).get(plain_heading(_as_text(cell) if not isinstance(cell, str) else cell))
    if value is None:
        shown = [choice.labels[0] if choice.labels else choice.value for choice in column.choices]
        raise RuleBrokenError("cell.not_a_choice", choices="、".join(shown[:SHOWN_CHOICES]))
    return value


def _yes_no(column: Column, cell: Plain) -> bool | None:
    """Return yes or no; a column may have words of its own, for yes (1), no (0) and not said (blank)."""
    word = half_width(_as_text(cell) if not isinstance(cell, str) else cell).casefold()
    if column.choices and (own := _choices(column).get(plain_heading(word) or word)) is not None:
        return own == "1" if own else None
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise RuleBrokenError("cell.not_yes_no")


Plain = str | int | float | bool | date | datetime | time | timedelta | None
CONVERTERS: MappingProxyType[CellKind, Callable[[Column, Plain], Value]] = MappingProxyType(
    {
        CellKind.TEXT: _text,
        CellKind.INTEGER: _integer,
        CellKind.DECIMAL: _decimal,
        CellKind.DATE: _date,
        CellKind.INSTANT: _instant,
        CellKind.CHOICE: _choice,
        CellKind.CODE: _code,
        CellKind.YES_NO: _yes_no,
        CellKind.LIMIT: _limit,
    }
)
