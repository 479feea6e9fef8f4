"""The rules of delivery in force 送达规则."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.deadlines import CHINA
from huying.rules.delivery import read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import datetime

    from huying.rules.delivery import DeliveryRules

FAMILY = "notices"


def rules_at(at: datetime) -> DeliveryRules:
    """Return the rules in force at an instant."""
    return read_rules(rulesets.in_force(FAMILY, on=at.astimezone(CHINA).date()).body)
