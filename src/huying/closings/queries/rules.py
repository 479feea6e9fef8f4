"""The rules of the monthly close in force 结算规则: of a day, or the version a period was frozen under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.closings import read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

    from huying.closings.models import Closing
    from huying.rules.closings import ClosingRules

FAMILY = "closings"


def rules_on(day: date) -> ClosingRules:
    """Return the rules in force on a day, or refuse where there are none."""
    found = rulesets.in_force(FAMILY, on=day)
    return read_rules(found.number, found.body)


def rules_of(closing: Closing) -> ClosingRules:
    """Return the rules a period was frozen under."""
    found = rulesets.version(FAMILY, number=closing.rules_version)
    return read_rules(found.number, found.body)
