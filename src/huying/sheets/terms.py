"""A limit as centres write it 办理时限: an instant, or so many days or hours that are counted from the dispatch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from huying.rules.errors import RuleBrokenError

LONGEST_DAYS, LONGEST_HOURS = 366, 8784


class TermUnit(Enum):
    """In what a term is counted 期限单位."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"


@dataclass(frozen=True, slots=True)
class Term:
    """So many days or hours 期限, not yet counted from anything."""

    amount: int
    unit: TermUnit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


UNITS = MappingProxyType(
    {
        "工作日": TermUnit.WORKING_DAYS,
        "工作天": TermUnit.WORKING_DAYS,
        "workingday": TermUnit.WORKING_DAYS,
        "workingdays": TermUnit.WORKING_DAYS,
        "工作小时": TermUnit.WORKING_HOURS,
        "工作时": TermUnit.WORKING_HOURS,
        "workinghours": TermUnit.WORKING_HOURS,
        "小时": TermUnit.HOURS,
        "h": TermUnit.HOURS,
        "hour": TermUnit.HOURS,
        "hours": TermUnit.HOURS,
        "自然日": TermUnit.NATURAL_DAYS,
        "日历日": TermUnit.NATURAL_DAYS,
        "日历天": TermUnit.NATURAL_DAYS,
        "天": TermUnit.NATURAL_DAYS,
        "日": TermUnit.NATURAL_DAYS,
        "day": TermUnit.NATURAL_DAYS,
        "days": TermUnit.NATURAL_DAYS,
    }
)
DIGITS = MappingProxyType({sign: value for value, sign in enumerate("零一二三四五六七八九") if value} | {"两": 2})
WRITTEN = re.compile(
    r"[限于在]?(?P<amount>\d{1,5}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])个?(?P<unit>"
    + "|".join(sorted(UNITS, key=len, reverse=True))
    + r")(?:之内|以内|内)?(?:办结|办理完毕|办理|答复|反馈|完成)?",
    re.ASCII | re.IGNORECASE,
)
AMOUNT_ALONE = re.compile(r"\d{1,4}(?:\.0*)?", re.ASCII)
BEFORE = re.compile(r"(?:之前|以前|前)(?:办结|办理完毕|答复|反馈|完成)?$")


def without_before(text: str) -> str:
    """Return a limit without the word for "before" that may follow the instant."""
    return BEFORE.sub("", text).strip()


def term_of(text: str) -> Term | None:
    """Return the term that a text in half-width form means, None where it is none; refuse one without unit."""
    plain = re.sub(r"[\s()]", "", text).casefold()
    found = WRITTEN.fullmatch(plain)
    if found is None:
        if AMOUNT_ALONE.fullmatch(plain):
            raise RuleBrokenError("cell.term_without_unit")
        return None
    amount, unit = _number(found["amount"]), UNITS[found["unit"].lower()]
    most = LONGEST_HOURS if unit in {TermUnit.HOURS, TermUnit.WORKING_HOURS} else LONGEST_DAYS
    if not 1 <= amount <= most:
        raise RuleBrokenError("cell.term_too_long", most=most)
    return Term(amount, unit)


def _number(written: str) -> int:
    """Return a number below a hundred in Chinese, or in digits."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.partition("十")
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0) if ten else DIGITS[written]
