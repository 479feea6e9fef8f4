"""Limits and lists in force 时限与清单: read from the rule sets of the day, with the version that was used."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from huying.cases.models.cases import CHINA
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit
from huying.rules.case_facts import Kind, Urgency
from huying.rules.routing import ResponsibilityList, read_list
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date, datetime

LIMITS, LIST = "case_limits", "responsibility"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force on a day 办理时限规则."""

    number: int
    body: dict[str, Any]

    def row(self, *, kind: str, urgency: str) -> str:
        """Return which row of limits a case falls under: urgency first, then complaints and reports."""
        if urgency != Urgency.NORMAL.value:
            return urgency
        return "complaint" if kind in {Kind.COMPLAINT.value, Kind.REPORT.value} else "normal"

    def limit(self, row: str, kind: ClockKind) -> Limit:
        """Return one limit."""
        found = self.body[row][kind.value]
        return _limit(int(found["amount"]), found["unit"])

    def setting(self, name: str) -> Any:
        """Return a value of the table of rules; one a version does not know yet is that of the shipped rules."""
        return self.body["rules"].get(name, _shipped_rules().get(name))

    def share(self, name: str) -> Fraction:
        """Return a share as an exact fraction."""
        return Fraction(str(self.setting(name)))

    @property
    def rating_window(self) -> timedelta:
        """Return how long after the answer the reporter may rate it."""
        return timedelta(days=int(self.setting("rating_days")))


@cache
def _shipped_rules() -> dict[str, Any]:
    text = resources.files("huying.cases").joinpath("data", "limits.toml").read_text(encoding="utf-8")
    rules: dict[str, Any] = tomllib.loads(text)["body"]["rules"]
    return rules


@lru_cache(maxsize=1000)
def _limit(amount: int, unit: str) -> Limit:
    return Limit(amount=amount, unit=LimitUnit(unit))


def day_of(at: datetime) -> date:
    """Return the day in China."""
    return at.astimezone(CHINA).date()


def limits_on(on: date) -> Limits:
    """Return the limits in force on a day."""
    found = rulesets.in_force(LIMITS, on=on)
    return Limits(found.number, found.body)


def least_share(name: str) -> Fraction:
    """Return the smallest value a share has in any released version; a running case keeps its version.

    Where none is released yet no clock runs, and the whole of its time is as good as any share.
    """
    return min((Limits(each.number, each.body).share(name) for each in rulesets.versions(LIMITS)), default=Fraction(1))


def duties_on(on: date) -> ResponsibilityList:
    """Return the responsibility list in force on a day."""
    found = rulesets.in_force(LIST, on=on)
    return _parsed(found.number, _Body(found.body))


def duties_of(number: int) -> ResponsibilityList:
    """Return a version of the responsibility list, as a case quotes it."""
    found = rulesets.version(LIST, number=number)
    return _parsed(found.number, _Body(found.body))


class _Body:
    """A body as a key of the cache: two of the same version are the same."""

    def __init__(self, body: dict[str, Any]) -> None:
        self.body = body

    def __hash__(self) -> int:
        return len(self.body)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Body) and (other.body is self.body or other.body == self.body)


@lru_cache(maxsize=8)
def _parsed(number: int, body: _Body) -> ResponsibilityList:
    return read_list(body.body, number=number)
