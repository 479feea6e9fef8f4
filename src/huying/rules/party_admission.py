"""Admission of Party members 发展党员: the times between its steps (R7.13; 25 steps in five phases)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import add_months
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date


def _number(name: str) -> int:
    return profiles.value(profiles.MINISTRY, f"party.{name}").integer


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Whether an activist may be proposed as a development target, with what is missing."""

    warnings: tuple[str, ...]


def check_target(*, activist_since: date, proposed: date, checked: tuple[date, ...]) -> Proposal:
    """Refuse an activist of less than a year; warn where a half-yearly check is missing."""
    if proposed < add_months(activist_since, _number("activist_months")):
        raise RuleBrokenError("party.activist_too_short", since=activist_since, months=_number("activist_months"))
    begin, missing = activist_since, False
    while add_months(begin, _number("check_months")) <= proposed:
        end = add_months(begin, _number("check_months"))
        missing = missing or not any(begin < day <= end for day in checked)
        begin = end
    return Proposal(warnings=("half_year_check_missing",) if missing else ())


def check_training(*, days: int, hours: int) -> None:
    """Refuse a target trained less than the days or class hours asked."""
    least_days, least_hours = _number("training_days"), _number("training_hours")
    if days < least_days and hours < least_hours:
        raise RuleBrokenError("party.training_too_short", days=least_days, hours=least_hours)


def check_introducers(full_members: int) -> None:
    """Refuse an admission that too few full members introduce."""
    if full_members < _number("introducers"):
        raise RuleBrokenError("party.introducers_missing", needed=_number("introducers"))


def check_age(years: int) -> None:
    """Refuse an applicant under age."""
    if years < _number("applicant_age"):
        raise RuleBrokenError("party.under_age", least=_number("applicant_age"))


def probation_ends(decided: date) -> date:
    """Return when probation ends: a year from the branch decision."""
    return add_months(decided, _number("probation_months"))


def extended_probation(ends: date, *, months: int) -> date:
    """Return when an extended probation ends; six months to a year are usual."""
    least, most = _number("extension_months_least"), _number("extension_months_most")
    if not least <= months <= most:
        raise RuleBrokenError("party.extension_range", least=least, most=most)
    return add_months(ends, months)


def approval_due(decided: date, *, is_special: bool = False) -> date:
    """Return when the committee above must have decided on a branch decision."""
    return add_months(decided, _number("special_approval_months") if is_special else _number("approval_months"))
