"""The rules of conferences in force 会议规则: of a day, or the version a conference was planned under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.conferences import read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

    from huying.conferences.models import Conference
    from huying.rules.conferences import ConferenceRules

FAMILY = "conferences"


def rules_on(day: date) -> ConferenceRules:
    """Return the rules in force on a day, or refuse where there are none."""
    found = rulesets.in_force(FAMILY, on=day)
    return read_rules(found.number, found.body)


def rules_of(conference: Conference) -> ConferenceRules:
    """Return the rules a conference was planned under."""
    found = rulesets.version(FAMILY, number=conference.rules_version)
    return read_rules(found.number, found.body)
