"""Calculators of rates, and of masking 比率与脱敏."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import hotline, profiles
from huying.rules.explanations import Step
from huying.rules.masking import mask
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar


@calculator("rates.hotline")
def _rates_hotline(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    names = ("orders", "excluded", "contacted", "callbacks", "solved", "satisfied")
    rates = hotline.three_rates(**{name: fields.integer(name) for name in names}, weights=fields.weights("weights"))
    return {
        "response": rates.response,
        "solved": rates.solved,
        "satisfied": rates.satisfied,
        "score": rates.score,
        "steps": rates.steps,
    }


@calculator("rates.city")
def _rates_city(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    subtracts = profiles.value(fields.optional("profile", profiles.SHANDONG), "city.deferred_subtracted").value is True
    given = {name: fields.integer(name) for name in ("due", "deferred", "closed", "on_time")}
    rates = hotline.city_rates(**given, subtracts=subtracts)
    return {"close_rate": rates.close_rate, "on_time_rate": rates.on_time_rate, "steps": rates.steps}


@calculator("rate.complaint")
def _rate_complaint(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    part, whole = fields.integer("property"), fields.integer("all")
    rate = hotline.complaint_rate(property_orders=part, all_orders=whole)
    return {"rate": rate, "steps": (hotline.step_of(part, whole, rate),)}


@calculator("mask")
def _mask(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    return {"masked": mask(fields.text("kind"), fields.text("value")), "steps": (Step("mask.kept"),)}
