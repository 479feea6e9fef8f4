"""Admission of Party members 发展党员: the times between its steps (R7.13; 25 steps in five phases)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.rules.deadlines import add_months
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date

ACTIVIST_MONTHS, CHECK_MONTHS = 12, 6
PROBATION_MONTHS = 12
LEAST_EXTENSION, MOST_EXTENSION = 6, 12
LEAST_TRAINING_DAYS, LEAST_TRAINING_HOURS = 3, 24
INTRODUCERS, ADULT = 2, 18
APPROVAL_MONTHS, SPECIAL_APPROVAL_MONTHS = 3, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Whether an activist may be proposed as a development target, with what is missing."""

    warnings: tuple[str, ...]


def check_target(*, activist_since: date, proposed: date, checked: tuple[date, ...]) -> Proposal:
    """Refuse an activist of less than a year; warn where a half-yearly check is missing."""
    if proposed < add_months(activist_since, ACTIVIST_MONTHS):
        raise RuleBrokenError("party.activist_too_short", since=activist_since, months=ACTIVIST_MONTHS)
    begin, missing = activist_since, False
    while add_months(begin, CHECK_MONTHS) <= proposed:
        end = add_months(begin, CHECK_MONTHS)
        missing = missing or not any(begin < day <= end for day in checked)
        begin = end
    return Proposal(warnings=("half_year_check_missing",) if missing else ())


def check_training(*, days: int, hours: int) -> None:
    """Refuse a target trained less than three days or twenty-four class hours."""
    if days < LEAST_TRAINING_DAYS and hours < LEAST_TRAINING_HOURS:
        raise RuleBrokenError("party.training_too_short", days=LEAST_TRAINING_DAYS, hours=LEAST_TRAINING_HOURS)


def check_introducers(full_members: int) -> None:
    """Refuse an admission that not two full members introduce."""
    if full_members < INTRODUCERS:
        raise RuleBrokenError("party.introducers_missing", needed=INTRODUCERS)


def check_age(years: int) -> None:
    """Refuse an applicant under eighteen."""
    if years < ADULT:
        raise RuleBrokenError("party.under_age", least=ADULT)


def probation_ends(decided: date) -> date:
    """Return when probation ends: a year from the branch decision."""
    return add_months(decided, PROBATION_MONTHS)


def extended_probation(ends: date, *, months: int) -> date:
    """Return when an extended probation ends; six months to a year may be added."""
    if not LEAST_EXTENSION <= months <= MOST_EXTENSION:
        raise RuleBrokenError("party.extension_range", least=LEAST_EXTENSION, most=MOST_EXTENSION)
    return add_months(ends, months)


def approval_due(decided: date, *, is_special: bool = False) -> date:
    """Return when the committee above must have decided on a branch decision."""
    return add_months(decided, SPECIAL_APPROVAL_MONTHS if is_special else APPROVAL_MONTHS)
