"""The rules of transfers in force 移送规则: of a day, or the version a letter was written under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.transfers import read_rules
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date

    from huying.rules.transfers import TransferRules
    from huying.transfers.models import Transfer

FAMILY = "transfers"


def rules_on(day: date) -> TransferRules:
    """Return the rules in force on a day, or refuse where there are none."""
    found = rulesets.in_force(FAMILY, on=day)
    return read_rules(found.number, found.body)


def rules_of(transfer: Transfer) -> TransferRules:
    """Return the rules a letter was written under."""
    found = rulesets.version(FAMILY, number=transfer.rules_version)
    return read_rules(found.number, found.body)
