"""The rule set of supervision in force 督办规则: of a day, or the version a row was made under."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from huying.rules.supervision import SupervisionRules, read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

FAMILY = "supervision"
_read: dict[int, tuple[object, SupervisionRules]] = {}


class _Versioned(Protocol):
    list_version: int


def _rules(number: int, body: dict[str, object]) -> SupervisionRules:
    """Read a body once: the shared body of a released version never changes."""
    known = _read.get(number)
    if known is None or known[0] is not body:
        known = _read[number] = (body, read_rules(number, body))
    return known[1]


def rules_on(day: date) -> SupervisionRules:
    """Return the version in force on a day, or refuse where there is none."""
    found = rulesets.in_force(FAMILY, on=day)
    return _rules(found.number, found.body)


def rules_of(row: _Versioned) -> SupervisionRules:
    """Return the version a row was made under."""
    found = rulesets.version(FAMILY, number=row.list_version)
    return _rules(found.number, found.body)
