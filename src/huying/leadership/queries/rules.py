"""The rules of leadership in force 组织领导规则: of a day, or the version a row was begun under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.groups import read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

    from huying.leadership.models import Group, MajorProblem
    from huying.rules.groups import LeadershipRules

FAMILY = "leadership"


def rules_on(day: date) -> LeadershipRules:
    """Return the rules in force on a day, or refuse where there are none."""
    found = rulesets.in_force(FAMILY, on=day)
    return read_rules(found.number, found.body)


def rules_of(row: Group | MajorProblem) -> LeadershipRules:
    """Return the rules a group or problem was begun under."""
    found = rulesets.version(FAMILY, number=row.rules_version)
    return read_rules(found.number, found.body)
