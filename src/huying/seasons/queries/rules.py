"""The rules in force 值班与预案规则: of a day, or the version a row was begun under."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from huying.rules.errors import RuleBrokenError
from huying.rules.seasons import read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

    from huying.rules.seasons import SeasonRules

FAMILY = "seasons"


class _Versioned(Protocol):
    rules_version: int


def rules_on(day: date) -> SeasonRules:
    """Return the rules in force on a day, or refuse where there are none."""
    found = rulesets.in_force(FAMILY, on=day)
    return read_rules(found.number, found.body)


def rules_if_any(day: date) -> SeasonRules | None:
    """Return the rules in force on a day, None where there are none: the worker then has nothing to look at."""
    try:
        return rules_on(day)
    except RuleBrokenError:
        return None


def rules_of(row: _Versioned) -> SeasonRules:
    """Return the rules a row was begun under."""
    found = rulesets.version(FAMILY, number=row.rules_version)
    return read_rules(found.number, found.body)
