"""What calculators are made of 计算器字段: the fields of one line, read with their type, and the table of calculators.

A family of calculators is a module `reckon_*.py` that enters each of its own by `calculator(rule)`; `reckon.py` imports
them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.rules.workdays import WorkCalendar

Calculator = Callable[["Fields", "WorkCalendar"], dict[str, Any]]
CALCULATORS: dict[str, Calculator] = {}
Choice = TypeVar("Choice", bound=Enum)


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?", re.ASCII)
_RATIO = re.compile(r"\d{1,9}(?:\.\d{1,18})?", re.ASCII)
_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)
MOST = 10**15
"""The largest whole number read; none that the rules count comes near."""
LONGEST_TEXT = 10_000


class Fields:
    """The fields of one line, each read with its type or refused by name."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def raw(self, name: str) -> Any:
        """Return a field that must be there."""
        if name not in self._given:
            raise RuleBrokenError("field.missing", field=name)
        return self._given[name]

    def integer(self, name: str, *, least: int = 0, default: int | None = None) -> int:
        """Return a whole number; without a default the field must be there."""
        value = self.raw(name) if default is None or self.has(name) else default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MOST:
            raise RuleBrokenError("field.type", field=name, value=value, least=least)
        return value

    def text(self, name: str) -> str:
        """Return words that can be written down: no lone half of a pair."""
        value = self.raw(name)
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            raise RuleBrokenError("field.type", field=name, value=value)
        if not value.isascii():
            _written(name, value)
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of words."""
        value = self.raw(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise RuleBrokenError("field.type", field=name, value=value)
        for each in value:
            _written(name, each)
        return value

    def optional_texts(self, name: str) -> list[str]:
        """Return a list of words, empty where the field is not there or null."""
        return self.texts(name) if self.has(name) else []

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return yes or no; without a default the field must be there."""
        value = self.raw(name) if default is None else self._given.get(name, default)
        if not isinstance(value, bool):
            raise RuleBrokenError("field.type", field=name, value=value)
        return value

    def ratio(self, name: str) -> Fraction:
        """Return a share from 0 to 1, written as a decimal string."""
        value = self.raw(name)
        written = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(written, str) or not _RATIO.fullmatch(written):
            raise RuleBrokenError("field.type", field=name, value=value)
        share = Fraction(written)
        if share > 1:
            raise RuleBrokenError("ratio.above_one", field=name, value=value)
        return share

    def amount(self, name: str) -> Fraction:
        """Return a number of points, whole or a decimal string."""
        return _amount(name, self.raw(name))

    def amounts(self, name: str) -> list[Fraction]:
        """Return a list of numbers of points."""
        value = self.raw(name)
        if not isinstance(value, list):
            raise RuleBrokenError("field.type", field=name, value=value)
        return [_amount(name, each) for each in value]

    def day(self, name: str) -> date:
        """Return a day, also from an instant."""
        written = self.text(name)
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError as error:
            raise RuleBrokenError("date.impossible", field=name, value=written) from error
        return self.instant(name).astimezone(CHINA).date()

    def instant(self, name: str) -> datetime:
        """Return an instant, in China where no zone is given; a day begins at midnight."""
        written = self.text(name)
        try:
            found = datetime.fromisoformat(written if _INSTANT.fullmatch(written) else "")
        except ValueError as error:
            raise RuleBrokenError("date.impossible", field=name, value=written) from error
        return found if found.tzinfo else found.replace(tzinfo=CHINA)

    def weights(self, name: str) -> list[int]:
        """Return a list of whole numbers, empty where the field is not there."""
        value = self._given.get(name, [])
        if not isinstance(value, list) or any(isinstance(each, bool) or not isinstance(each, int) for each in value):
            raise RuleBrokenError("field.type", field=name, value=value)
        return value

    def optional(self, name: str, default: str) -> str:
        """Return words, or the default where the field is not there or null."""
        return default if self._given.get(name) is None else self.text(name)

    def has(self, name: str) -> bool:
        """Tell whether a field is there and not null."""
        return self._given.get(name) is not None

    def choice(self, name: str, kind: type[Choice], *, default: Choice | None = None) -> Choice:
        """Return one of a closed list."""
        if default is not None and not self.has(name):
            return default
        written = self.text(name)
        try:
            return kind(written)
        except ValueError as error:
            raise RuleBrokenError("field.type", field=name, value=written) from error


def _written(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RuleBrokenError("field.type", field=name, value=ascii(value)) from error


def _amount(name: str, value: object) -> Fraction:
    written = str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MOST else value
    if not isinstance(written, str) or not _AMOUNT.fullmatch(written):
        raise RuleBrokenError("field.type", field=name, value=value)
    return Fraction(written)


def calculator(rule: str) -> Callable[[Calculator], Calculator]:
    """Enter a calculator under the name of its rule."""

    def enter(function: Calculator) -> Calculator:
        if rule in CALCULATORS:
            raise ValueError(f"calculator {rule} stands twice")
        CALCULATORS[rule] = function
        return function

    return enter
