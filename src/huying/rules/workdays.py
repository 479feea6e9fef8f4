"""Working days 工作日: Monday to Friday, put right by the yearly notice of the State Council.

Source: R11.1, R11.7-R11.9. Days after the last official year follow the weekday alone and are provisional 暂定;
days before 2004 are refused, since the notices are not known here.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_YEAR = 2004
MARGIN_YEARS = 12
_DAY = timedelta(days=1)


class WorkCalendar:
    """The days that are worked 工作日历, with what is official and what is only provisional."""

    def __init__(
        self, exceptions: Mapping[date, bool], *, official_until: date, names: Mapping[date, str] | None = None
    ) -> None:
        self.official_until = official_until
        self.exceptions = dict(exceptions)
        self.names = dict(names or {})
        first, last = date(FIRST_YEAR, 1, 1), date(official_until.year + MARGIN_YEARS, 12, 31)
        ordinals = range(first.toordinal(), last.toordinal() + 1)
        self._working = [day for day in ordinals if self._is_working(date.fromordinal(day))]
        self._last = last

    def _is_working(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return day.weekday() < 5 if known is None else known  # noqa: PLR2004 - Monday to Friday

    def overlaid(self, edited: Mapping[date, bool]) -> WorkCalendar:
        """Return the calendar with the days a city entered itself; they reach as far as the last of them."""
        last = max([self.official_until, *(date(day.year, 12, 31) for day in edited)])
        return WorkCalendar({**self.exceptions, **edited}, official_until=last, names=self.names)

    def check(self, day: date) -> None:
        """Refuse a day before the calendar begins."""
        _known(day)

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked."""
        _known(day)
        return self._is_working(day)

    def is_provisional(self, day: date) -> bool:
        """Tell whether no official notice covers the day yet."""
        return day > self.official_until

    def name_of(self, day: date) -> str:
        """Return the name of a holiday or make-up day, empty for an ordinary one."""
        return self.names.get(day, "")

    def next_working(self, day: date) -> date:
        """Return the day itself when it is worked, else the next one that is."""
        _known(day)
        while not self._is_working(day):
            day += _DAY
        return day

    def previous_working(self, day: date) -> date:
        """Return the day itself when it is worked, else the last one before it that is."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def working_days_after(self, day: date, until: date) -> int:
        """Return how many working days lie after `day`, up to and with `until`; none where that is no later."""
        _known(day)
        span = range(day.toordinal() + 1, until.toordinal() + 1)
        return sum(self._is_working(date.fromordinal(ordinal)) for ordinal in span)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the day `count` working days later; the day itself is not counted (R11.1, R11.2)."""
        _known(day)
        index = bisect_right(self._working, day.toordinal()) + count - 1
        if count < 1:
            return self.next_working(day)
        if index < len(self._working):
            return date.fromordinal(self._working[index])
        left = index - len(self._working) + 1
        last = self._last
        while left:
            last += _DAY
            left -= last.weekday() < 5  # noqa: PLR2004 - Monday to Friday
        return last


def _known(day: date) -> None:
    if day.year < FIRST_YEAR:
        raise RuleBrokenError("calendar.no_data", date=day.isoformat(), first_year=FIRST_YEAR)


@cache
def shipped() -> WorkCalendar:
    """Return the calendar as shipped: the notices of 2004 to the last official year."""
    text = resources.files("huying.rules").joinpath("data", "workdays.csv").read_text(encoding="utf-8")
    exceptions, names = {}, {}
    for row in csv.DictReader(text.splitlines()):
        day = date.fromisoformat(row["on"])
        exceptions[day], names[day] = row["is_working"] == "1", row["name"]
    return WorkCalendar(exceptions, official_until=date(max(exceptions).year, 12, 31), names=names)
