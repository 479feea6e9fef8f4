"""Calculators of days and limits 工作日与期限."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.rules import catalogue, deadlines, sources
from huying.rules.city_management import office_hours
from huying.rules.deadlines import CHINA, Due, DueAt, MonthsNature
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.profiles import SHANDONG
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.rules.workdays import WorkCalendar

LONGEST_HOURS = 100_000


def _profile(fields: Fields) -> str:
    return fields.optional("profile", SHANDONG)


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
    is_working, is_provisional = calendar.is_working(day), calendar.is_provisional(day)
    step = Step("workday.working" if is_working else "workday.rest")
    return {"working": is_working, "provisional": is_provisional, "steps": (step,)}


@calculator("due.working_days")
def _working_days(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(
        deadlines.working_days(_start(fields, "start", calendar), fields.integer("days", least=1), calendar=calendar)
    )


@calculator("due.natural_days")
def _natural_days(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    start, rolls = _start(fields, "start", calendar), catalogue.natural_limits_roll(_profile(fields))
    return _shown(deadlines.natural_days(start, fields.integer("days"), calendar=calendar, rolls=rolls))


@calculator("due.months")
def _months(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    try:
        nature = MonthsNature(fields.optional("nature", "limit"))
    except ValueError as error:
        raise RuleBrokenError("field.type", field="nature", value=fields.raw("nature")) from error
    start, count = _start(fields, "start", calendar), fields.integer("months")
    return _shown(deadlines.months(start, count, nature=nature, calendar=calendar))


@calculator("due.days_before")
def _days_before(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    return _shown(deadlines.days_before(_start(fields, "event", calendar), fields.integer("days"), calendar=calendar))


def _start(fields: Fields, name: str, calendar: WorkCalendar) -> date:
    """Return the day a limit runs from; one before the calendar begins is refused."""
    day = fields.day(name)
    calendar.check(day)
    return day


def _instant(fields: Fields, calendar: WorkCalendar) -> datetime:
    at = fields.instant("start").astimezone(CHINA)
    calendar.check(at.date())
    return at


def _hours_of(fields: Fields) -> timedelta:
    hours = fields.integer("hours")
    if hours > LONGEST_HOURS:
        raise RuleBrokenError("field.type", field="hours", value=hours, most=LONGEST_HOURS)
    return timedelta(hours=hours)


@calculator("due.hours")
def _hours(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    start = _instant(fields, calendar)
    due = deadlines.hours(start, _hours_of(fields))
    return {**_shown_at(due), "provisional": calendar.is_provisional(due.due.date())}


@calculator("due.working_hours")
def _working_hours(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    start, office = _instant(fields, calendar), office_hours(_profile(fields))
    return _shown_at(deadlines.working_hours(start, _hours_of(fields), calendar=calendar, office=office))


@calculator("due.catalogue")
def _catalogue(fields: Fields, calendar: WorkCalendar) -> dict[str, Any]:
    found = catalogue.current().reckon(
        fields.text("code"),
        start=_instant(fields, calendar),
        profile=_profile(fields),
        variant=fields.optional("variant", ""),
        calendar=calendar,
    )
    source = f"{sources.cite(found.variant.source)} ({found.variant.source})"
    if isinstance(found.due, DueAt):
        shown = _shown_at(found.due)
        return {"raw": shown["due"], **shown, "source": source}
    return {**_shown(found.due), "source": source}
