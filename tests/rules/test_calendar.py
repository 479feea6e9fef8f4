"""The calendar against two packages that were made by others, for every day they claim official data."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from huying.rules.workdays import shipped

NOTICE_OF_2006 = date(2005, 12, 31)
"""This Saturday was worked (国办发明电〔2005〕35号), which `chinesecalendar` does not know."""


def days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=each) for each in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_each_day_agrees_with_chinesecalendar(year: int) -> None:
    calendar = shipped()
    for day in days(year):
        assert calendar.is_working(day) == (chinese_calendar.is_workday(day) or day == NOTICE_OF_2006), day
        assert not calendar.is_provisional(day)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_each_day_agrees_with_holidays(year: int) -> None:
    other = holidays.country_holidays("CN", years=[year - 1, year, year + 1])
    differing = [day for day in days(year) if shipped().is_working(day) != other.is_working_day(day)]
    assert differing == []


def test_beyond_the_last_official_year_everything_is_provisional() -> None:
    assert shipped().official_until == date(2026, 12, 31)
    assert all(shipped().is_provisional(day) for day in days(2027))


@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_working_days_of_a_year(year: int, worked: int) -> None:
    assert sum(shipped().is_working(day) for day in days(year)) == worked
