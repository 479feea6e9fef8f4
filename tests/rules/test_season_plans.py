"""Season plans: the time of year over the end of a year, reminders once a season; and the rule set as data."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.places import PlaceLevel
from huying.rules.season_plans import (
    FLOW,
    DayOfYear,
    Period,
    SeasonState,
    SeasonStep,
    after,
    check_period,
    check_topics,
    is_reminded,
)
from huying.rules.seasons import SeasonKind, read_rules
from tests.leadership.test_plans import refused
from tests.seasons.rules import shipped

HEATING = Period(DayOfYear(11, 15), DayOfYear(3, 15))
FLOOD = Period(DayOfYear(6, 1), DayOfYear(9, 30))
DAY = timedelta(days=1)


@pytest.mark.parametrize(("state", "step"), list(product(SeasonState, FLOW)))
def test_the_table_of_steps(state: SeasonState, step: SeasonStep) -> None:
    start, to = FLOW[step]
    if state in start:
        assert after(step, state) is (to or state)
    else:
        with refused("season.step_not_now"):
            after(step, state)


@pytest.mark.parametrize(
    ("period", "day", "season", "holds"),
    [
        pytest.param(HEATING, date(2021, 11, 14), (date(2021, 11, 15), date(2022, 3, 15)), False, id="a day before"),
        pytest.param(HEATING, date(2021, 11, 15), (date(2021, 11, 15), date(2022, 3, 15)), True, id="the first day"),
        pytest.param(HEATING, date(2022, 1, 1), (date(2021, 11, 15), date(2022, 3, 15)), True, id="the year after"),
        pytest.param(HEATING, date(2022, 3, 15), (date(2021, 11, 15), date(2022, 3, 15)), True, id="the last day"),
        pytest.param(HEATING, date(2022, 3, 16), (date(2022, 11, 15), date(2023, 3, 15)), False, id="a day after"),
        pytest.param(FLOOD, date(2021, 7, 1), (date(2021, 6, 1), date(2021, 9, 30)), True, id="within one year"),
        pytest.param(FLOOD, date(2021, 12, 1), (date(2022, 6, 1), date(2022, 9, 30)), False, id="the next year"),
    ],
)
def test_the_season_of_a_day(period: Period, day: date, season: tuple[date, date], holds: bool) -> None:  # noqa: FBT001
    assert period.season_of(day) == season
    assert period.holds(day) is holds


DAYS = st.builds(
    lambda day: DayOfYear(day.month, day.day), st.dates(min_value=date(2000, 1, 1), max_value=date(2000, 12, 31))
)


@given(DAYS, DAYS, st.dates(min_value=date(2019, 1, 1), max_value=date(2028, 12, 31)))
def test_a_season_ends_no_earlier_than_it_begins(first: DayOfYear, last: DayOfYear, day: date) -> None:
    begins, ends = Period(first, last).season_of(day)
    assert begins <= ends
    assert day <= ends
    assert ends - begins <= timedelta(days=366)
    assert DayOfYear.read(str(first)) == first


def test_a_leap_day_in_a_common_year() -> None:
    assert DayOfYear.read("02-29").in_year(2021) == date(2021, 2, 28)
    for written in ("13-01", "02-30", "hello", "", "1115"):
        with refused("season.day_unreadable"):
            DayOfYear.read(written)


def test_a_plan_has_a_time_of_year_or_days() -> None:
    first, last = date(2021, 11, 1), date(2021, 11, 30)
    check_period(starts="11-15", ends="03-15", starts_on=None, ends_on=None)
    check_period(starts="", ends="", starts_on=first, ends_on=first)
    for starts, ends, starts_on, ends_on, code in (
        ("", "", None, None, "season.period_one"),
        ("11-15", "03-15", first, last, "season.period_one"),
        ("11-15", "", None, None, "season.day_unreadable"),
        ("", "", last, first, "season.period_backwards"),
        ("", "", first, None, "season.period_backwards"),
    ):
        with refused(code):
            check_period(starts=starts, ends=ends, starts_on=starts_on, ends_on=ends_on)


def test_topics_are_known_ones() -> None:
    assert check_topics(["WPH", "LFT", "WPH"]) == ["LFT", "WPH"]
    with refused("season.topic_unknown"):
        check_topics(["ABC"])


def test_a_season_is_reminded_of_once() -> None:
    begins, ends = date(2021, 11, 15), date(2022, 3, 15)

    def reminded(today: date, last: date | None = None) -> bool:
        return is_reminded(begins_on=begins, ends_on=ends, today=today, days=15, reminded_on=last)

    assert [reminded(begins - days * DAY) for days in (16, 15, 0)] == [False, True, True]
    assert not reminded(begins, begins - 10 * DAY)
    assert reminded(begins, begins - 370 * DAY)
    assert not reminded(ends + DAY)


def body() -> dict[str, Any]:
    text = resources.files("huying.seasons").joinpath("data", "seasons.toml").read_text(encoding="utf-8")
    read: dict[str, Any] = tomllib.loads(text)["body"]
    return read


def test_the_rules_as_shipped() -> None:
    rules = shipped()
    assert rules.kinds[SeasonKind.HEATING].area is PlaceLevel.STREET
    assert rules.kinds[SeasonKind.HEATING].calls_duty
    assert (rules.early, rules.late) == (timedelta(minutes=30), timedelta(minutes=30))


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("watches", "late_minutes", -1),
        ("watches", "early_minutes", "soon"),
        ("holidays", "report_hour", 24),
        ("holidays", "least_days", 0),
        ("holidays", "units", ["palace"]),
        ("kinds", "snow", {}),
    ],
)
def test_what_cannot_be_read_is_refused(part: str, name: str, value: object) -> None:
    broken = body()
    broken[part][name] = value
    with refused("seasons.rules_unreadable"):
        read_rules(1, broken)


@pytest.mark.parametrize(("name", "value"), [("people", 1), ("hours", 0), ("area", "city"), ("area", "compound")])
def test_a_threshold_that_means_nothing_is_refused(name: str, value: object) -> None:
    broken = body()
    broken["kinds"]["flood"][name] = value
    with refused("seasons.rules_unreadable"):
        read_rules(1, broken)
