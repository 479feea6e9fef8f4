"""Calculators of days and limits 工作日与期限."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.rules import deadlines
from huying.rules.deadlines import Due, DueAt, MonthsNature
from huying.rules.errors import RuleBrokenError
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar

LONGEST_HOURS = 100_000


def _shown(due: Due) -> dict[str, Any]:
    return {
        "raw": due.raw.isoformat(),
        "due": due.due.isoformat(),
        "provisional": due.provisional,
        "steps": due.steps,
    }


def _shown_at(due: DueAt) -> dict[str, Any]:
    return {
        "due": due.due.isoformat(timespec="seconds"),
        "provisional": due.provisional,
        "steps": due.steps,
    }


@calculator("workday")
def _workday(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    day = fields.day("on")
    return {"working": calendar.is_working(day), "provisional": calendar.is_provisional(day)}


@calculator("due.working_days")
def _working_days(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.working_days(fields.day("start"), fields.integer("days", least=1), calendar=calendar))


@calculator("due.natural_days")
def _natural_days(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.natural_days(fields.day("start"), fields.integer("days"), calendar=calendar))


@calculator("due.months")
def _months(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    try:
        nature = MonthsNature(fields.optional("nature", "limit"))
    except ValueError as error:
        raise RuleBrokenError("field.type", field="nature", value=fields.raw("nature")) from error
    start, count = fields.day("start"), fields.integer("months")
    return _shown(deadlines.months(start, count, nature=nature, calendar=calendar))


@calculator("due.days_before")
def _days_before(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.days_before(fields.day("event"), fields.integer("days"), calendar=calendar))


def _hours_of(fields: Fields) -> timedelta:
    hours = fields.integer("hours")
    if hours > LONGEST_HOURS:
        raise RuleBrokenError("field.type", field="hours", value=hours, most=LONGEST_HOURS)
    return timedelta(hours=hours)


@calculator("due.hours")
def _hours(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    return _shown_at(deadlines.hours(fields.instant("start"), _hours_of(fields)))


@calculator("due.working_hours")
def _working_hours(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown_at(deadlines.working_hours(fields.instant("start"), _hours_of(fields), calendar=calendar))
