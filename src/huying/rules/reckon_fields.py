"""What calculators are made of 计算器字段: the fields of one line, read with their type, and the table of calculators.

A family of calculators is a module `reckon_*.py` that enters each of its own by `calculator(rule)`; `reckon.py` imports
them all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.rules.workdays import WorkCalendar

Calculator = Callable[["Fields", "WorkCalendar"], dict[str, Any]]
CALCULATORS: dict[str, Calculator] = {}
PROFILES = frozenset(
    [
        "shandong",
        "weihai-demo",
        "qingdao",
        "weifang",
        "zibo",
        "liaocheng",
        "heze",
        "jinan",
        "yantai",
        "beijing",
        "shanghai",
        "hangzhou",
        "ningbo",
        "huzhou",
        "taizhou",
        "shaoxing",
        "guangdong",
        "jinhua",
        "ministry",
    ]
)


class Fields:
    """The fields of one line, each read with its type or refused by name."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def raw(self, name: str) -> Any:
        """Return a field that must be there."""
        if name not in self._given:
            raise RuleBrokenError("field.missing", field=name)
        return self._given[name]

    def integer(self, name: str, *, least: int = 0) -> int:
        """Return a whole number."""
        value = self.raw(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise RuleBrokenError("field.type", field=name, value=value, least=least)
        return value

    def text(self, name: str) -> str:
        """Return words."""
        value = self.raw(name)
        if not isinstance(value, str):
            raise RuleBrokenError("field.type", field=name, value=value)
        return value

    def day(self, name: str) -> date:
        """Return a day, also from an instant."""
        written = self.text(name)
        try:
            if len(written) == 10:  # noqa: PLR2004 - the length of YYYY-MM-DD
                return date.fromisoformat(written)
            return self.instant(name).astimezone(CHINA).date()
        except ValueError as error:
            raise RuleBrokenError("date.impossible", field=name, value=written[:40]) from error

    def instant(self, name: str) -> datetime:
        """Return an instant, in China where no zone is given; a day begins at midnight."""
        written = self.text(name)
        try:
            found = datetime.fromisoformat(written)
        except ValueError as error:
            raise RuleBrokenError("date.impossible", field=name, value=written[:40]) from error
        return found if found.tzinfo else found.replace(tzinfo=CHINA)

    def weights(self, name: str) -> list[int]:
        """Return a list of whole numbers, empty where the field is not there."""
        value = self._given.get(name, [])
        if not isinstance(value, list) or any(isinstance(each, bool) or not isinstance(each, int) for each in value):
            raise RuleBrokenError("field.type", field=name, value=value)
        return value

    def optional(self, name: str, default: str) -> str:
        """Return words, or the default where the field is not there."""
        return self.text(name) if name in self._given else default


def calculator(rule: str) -> Callable[[Calculator], Calculator]:
    """Enter a calculator under the name of its rule."""

    def enter(function: Calculator) -> Calculator:
        if rule in CALCULATORS:
            raise ValueError(f"calculator {rule} stands twice")
        CALCULATORS[rule] = function
        return function

    return enter
