"""Calculators of credit 信用."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from huying.rules import credit
from huying.rules.credit import Severity, Standing
from huying.rules.figures import rounded
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar


@calculator("credit.grade")
def _grade(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    scale = credit.scale_of(fields.optional("profile", "shandong"))
    if fields.has("basic_cap"):
        scale = replace(scale, basic_cap=fields.amount("basic_cap"))
    if fields.has("good_cap"):
        scale = replace(scale, good_cap=fields.amount("good_cap"))
    found = credit.grade(
        basic=fields.amount("basic"),
        good=fields.amount("good"),
        bad=fields.amount("bad"),
        standing=Standing(
            has_bad_record=fields.flag("has_bad_record"),
            has_joined=fields.flag("joined", default=True),
            is_blacklisted=fields.flag("blacklisted", default=False),
        ),
        scale=scale,
    )
    return {"score": rounded(found.score), "grade": found.grade.value, "steps": found.steps}


@calculator("credit.publication")
def _publication(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = credit.publication(fields.choice("severity", Severity), decided=fields.day("decided"))
    return {
        "repair_from": found.repair_from and found.repair_from.isoformat(),
        "stops_on": found.stops_on and found.stops_on.isoformat(),
        "steps": found.steps,
    }
