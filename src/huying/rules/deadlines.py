"""Time limits 期间: when a limit ends, and by which steps it came about.

Source: R11.1-R11.5 (Civil Code arts. 200-204; Civil Procedure Law art. 85). The day of the start is not counted;
a limit by days ends with the last day, here 23:59:59 in China. A limit by natural days or months that ends on
a rest day ends on the next working day; a term 期限 of a contract or office does not move. A backward limit
moves earlier. Hours run from the moment, nights and holidays too, unless they are working hours.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.rules.workdays import WorkCalendar

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
END_OF_DAY = time(23, 59, 59)
OfficeHours = tuple[tuple[time, time], ...]
OFFICE_HOURS: OfficeHours = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
LISTED_DAYS = 40
LONGEST = 20_000
_DAY = timedelta(days=1)


class MonthsNature(Enum):
    """Whether a limit by months moves off a rest day."""

    LIMIT = "limit"  # 期间
    TERM = "term"  # 期限


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a limit ends: before and after rolling, whether provisional, and why."""

    raw: date
    due: date
    provisional: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAt:
    """When a limit of hours ends."""

    due: datetime
    provisional: bool
    steps: tuple[Step, ...]


def _counted(count: int, *, least: int = 0) -> int:
    if not least <= count <= LONGEST:
        raise RuleBrokenError("field.type", field="count", value=count, least=least, most=LONGEST)
    return count


def working_days(start: date, days: int, *, calendar: WorkCalendar) -> Due:
    """Return the end of a limit of working days; only working days count, so nothing rolls (R11.2)."""
    due = calendar.add_working_days(start, _counted(days, least=1))
    steps = [Step("received", {"on": start.isoformat()}), *_rests(start, due, calendar=calendar)]
    steps.append(Step("nth_working_day", {"days": days, "on": due.isoformat()}))
    return _due(due, due, steps, calendar=calendar)


def _rests(start: date, due: date, *, calendar: WorkCalendar) -> list[Step]:
    """Return the days on the way that are not what their weekday says, and the rest days of a short limit."""
    span = (due - start).days
    found = []
    for offset in range(1, span + 1):
        day = start + _DAY * offset
        is_working, is_weekday = calendar.is_working(day), day.weekday() < 5  # noqa: PLR2004 - Monday to Friday
        if is_working and not is_weekday:
            found.append(Step("make_up", {"on": day.isoformat(), "name": calendar.name_of(day)}))
        elif not is_working and (span <= LISTED_DAYS or is_weekday):
            found.append(Step("rest", {"on": day.isoformat(), "name": calendar.name_of(day)}))
    return found


def read_office_hours(written: Sequence[str]) -> OfficeHours:
    """Read office hours written `08:30-12:00`, or refuse; each span begins where the one before has ended."""
    try:
        spans = tuple(tuple(time.fromisoformat(each) for each in span.split("-")) for span in written)
        found = tuple((opening, closing) for opening, closing in spans)
    except ValueError as error:
        raise RuleBrokenError("days.office_hours_unreadable", written=list(written)) from error
    edges = [edge for span in found for edge in span]
    if not edges or edges != sorted(set(edges)):
        raise RuleBrokenError("days.office_hours_unreadable", written=list(written))
    return found


def natural_days(start: date, days: int, *, calendar: WorkCalendar, rolls: bool = True) -> Due:
    """Return the end of a limit of natural days, moved to the next working day where limits roll (R11.1)."""
    raw = start + _DAY * _counted(days)
    steps = [Step("received", {"on": start.isoformat()}), Step("counted", {"days": days, "on": raw.isoformat()})]
    if not rolls:
        return _due(raw, raw, [*steps, Step("term_stays", {})], calendar=calendar)
    return _rolled(raw, steps, calendar=calendar)


def months(start: date, count: int, *, nature: MonthsNature, calendar: WorkCalendar) -> Due:
    """Return the corresponding day so many months later, the month's end where there is none (R11.3)."""
    raw = add_months(start, _counted(count))
    steps = [Step("received", {"on": start.isoformat()}), Step("months", {"months": count, "on": raw.isoformat()})]
    if nature is MonthsNature.TERM:
        steps.append(Step("term_stays", {}))
        return _due(raw, raw, steps, calendar=calendar)
    return _rolled(raw, steps, calendar=calendar)


def add_months(start: date, count: int) -> date:
    """Return the corresponding day of a later month."""
    whole = start.year * 12 + start.month - 1 + count
    year, month = divmod(whole, 12)
    if not 1 <= year <= 9999:  # noqa: PLR2004 - the years a date can hold
        raise RuleBrokenError("date.impossible", date=f"{year}-{month + 1}")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def days_before(event: date, days: int, *, calendar: WorkCalendar) -> Due:
    """Return the last day to act before an event, moved earlier off a rest day (R11.5)."""
    raw = event - _DAY * _counted(days)
    steps = [Step("event", {"on": event.isoformat()}), Step("counted_back", {"days": days, "on": raw.isoformat()})]
    return _moved_earlier(raw, steps, calendar=calendar)


def _moved_earlier(raw: date, steps: list[Step], *, calendar: WorkCalendar) -> Due:
    due = calendar.previous_working(raw)
    if due != raw:
        steps.append(Step("moved_earlier", {"on": due.isoformat(), "name": calendar.name_of(raw)}))
    return _due(raw, due, steps, calendar=calendar)


def months_before(event: date, count: int, *, calendar: WorkCalendar) -> Due:
    """Return the corresponding day so many months before an event, moved earlier off a rest day."""
    raw = add_months(event, -_counted(count))
    steps = [Step("event", {"on": event.isoformat()}), Step("months_back", {"months": count, "on": raw.isoformat()})]
    return _moved_earlier(raw, steps, calendar=calendar)


def lasting_days(start: date, days: int, *, calendar: WorkCalendar) -> Due:
    """Return the last day of a lasting or contractual period, before an event where negative; it stays as it is."""
    raw = start + _DAY * (-_counted(-days) if days < 0 else _counted(days))
    counted = Step("counted_back" if days < 0 else "counted", {"days": abs(days), "on": raw.isoformat()})
    first = Step("event" if days < 0 else "received", {"on": start.isoformat()})
    calendar.check(raw)
    return _due(raw, raw, [first, counted, Step("term_stays", {})], calendar=calendar)


def on_day(day: date, *, calendar: WorkCalendar) -> Due:
    """Return a limit set to a day of the calendar, moved to the next working day."""
    return _rolled(day, [Step("set_day", {"on": day.isoformat()})], calendar=calendar)


def _rolled(raw: date, steps: list[Step], *, calendar: WorkCalendar) -> Due:
    due = calendar.next_working(raw)
    if due != raw:
        steps.append(Step("rolled", {"on": due.isoformat(), "name": calendar.name_of(raw)}))
    return _due(raw, due, steps, calendar=calendar)


def _due(raw: date, due: date, steps: list[Step], *, calendar: WorkCalendar) -> Due:
    provisional = calendar.is_provisional(due) or calendar.is_provisional(raw)
    if provisional:
        steps = [*steps, Step("provisional", {"until": calendar.official_until.isoformat()})]
    return Due(raw=raw, due=due, provisional=provisional, steps=tuple(steps))


def end_of(day: date) -> datetime:
    """Return the last second of a day in China."""
    return datetime.combine(day, END_OF_DAY, CHINA)


def hours(start: datetime, count: timedelta) -> DueAt:
    """Return the instant so many hours later, nights and holidays counted (R11.4)."""
    local = start.astimezone(CHINA)
    due = local + count
    steps = (
        Step("from", {"at": local.isoformat(timespec="minutes")}),
        Step("hours", {"minutes": int(count.total_seconds() // 60), "at": due.isoformat(timespec="minutes")}),
    )
    return DueAt(due=due, provisional=False, steps=steps)


def working_hours(
    start: datetime, count: timedelta, *, calendar: WorkCalendar, office: OfficeHours = OFFICE_HOURS
) -> DueAt:
    """Return the instant so many office hours later (R5.4)."""
    local, left = start.astimezone(CHINA), count
    steps = [Step("from", {"at": local.isoformat(timespec="minutes")})]
    day = local.date()
    while True:
        if not calendar.is_working(day):
            day = calendar.next_working(day)
        for opening, closing in office:
            begin = max(datetime.combine(day, opening, CHINA), local)
            end = datetime.combine(day, closing, CHINA)
            if begin >= end:
                continue
            if left <= end - begin:
                return _hours_due(begin + left, steps, calendar=calendar, count=count)
            left -= end - begin
        steps.append(Step("office_closed", {"on": day.isoformat(), "left_minutes": int(left.total_seconds() // 60)}))
        day += _DAY


def _hours_due(due: datetime, steps: list[Step], *, calendar: WorkCalendar, count: timedelta) -> DueAt:
    steps.append(
        Step("office_hours", {"minutes": int(count.total_seconds() // 60), "at": due.isoformat(timespec="minutes")})
    )
    provisional = calendar.is_provisional(due.date())
    if provisional:
        steps.append(Step("provisional", {"until": calendar.official_until.isoformat()}))
    return DueAt(due=due, provisional=provisional, steps=tuple(steps))
