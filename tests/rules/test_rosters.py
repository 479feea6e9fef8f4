"""Runs of days off, gaps of the rota, and the times of the daily report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rules.rosters import (
    FLOW,
    Gap,
    RosterState,
    RosterStep,
    after,
    are_gaps_due,
    begin_of,
    check_day,
    check_words,
    counted_from,
    gaps,
    is_over,
    report_due,
    run_at,
    runs_between,
)
from huying.rules.workdays import shipped as calendar
from tests.leadership.test_plans import refused
from tests.seasons.rules import shipped

RULES = shipped().holidays
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2021, 10, 1, tzinfo=CHINA)


@pytest.mark.parametrize(("state", "step"), list(product(RosterState, FLOW)))
def test_the_table_of_steps(state: RosterState, step: RosterStep) -> None:
    start, to = FLOW[step]
    if state in start:
        assert after(step, state) is (to or state)
    else:
        with refused("roster.step_not_now"):
            after(step, state)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        pytest.param(date(2021, 10, 1), date(2021, 10, 1), date(2021, 10, 7), id="National Day"),
        pytest.param(date(2021, 10, 7), date(2021, 10, 1), date(2021, 10, 7), id="its last day"),
        pytest.param(date(2021, 6, 14), date(2021, 6, 12), date(2021, 6, 14), id="Dragon Boat with its weekend"),
        pytest.param(date(2024, 1, 1), date(2023, 12, 30), date(2024, 1, 1), id="over the end of a year"),
    ],
)
def test_a_holiday_is_one_run(day: date, first: date, last: date) -> None:
    run = run_at(day, calendar=calendar(), rules=RULES)
    assert run is not None
    assert (run.first_on, run.last_on, run.days[0], run.days[-1]) == (first, last, first, last)
    assert run.name


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2021, 9, 30), id="a working day"),
        pytest.param(date(2021, 10, 9), id="a Saturday that is worked"),
        pytest.param(date(2021, 6, 5), id="an ordinary weekend"),
    ],
)
def test_what_is_no_run(day: date) -> None:
    assert run_at(day, calendar=calendar(), rules=RULES) is None


def test_runs_within_a_span() -> None:
    found = runs_between(date(2021, 9, 18), date(2021, 10, 10), calendar=calendar(), rules=RULES)
    assert [run.first_on for run in found] == [date(2021, 9, 19), date(2021, 10, 1)]


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 12, 31)))
def test_every_day_of_a_run_finds_the_same_run(day: date) -> None:
    run = run_at(day, calendar=calendar(), rules=RULES)
    if run is not None:
        assert day in run.days
        assert {run_at(each, calendar=calendar(), rules=RULES) for each in run.days} == {run}
        assert not any(calendar().is_working(each) for each in run.days)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([], [(0, 24)], id="nobody"),
        pytest.param([(0, 24)], [], id="covered"),
        pytest.param([(-3, 12), (12, 30)], [], id="one takes over from the other"),
        pytest.param([(13, 24), (0, 12)], [(12, 13)], id="an hour between"),
        pytest.param([(0, 20), (3, 5)], [(20, 24)], id="one within another"),
        pytest.param([(24, 30)], [(0, 24)], id="only afterwards"),
    ],
)
def test_gaps(spans: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    shifts = [(START + first * HOUR, START + last * HOUR) for first, last in spans]
    found = gaps(shifts, starts_at=START, ends_at=START + DAY)
    assert found == [Gap(START + first * HOUR, START + last * HOUR) for first, last in expected]


@given(st.lists(st.tuples(st.integers(-5, 29), st.integers(1, 12)), max_size=8))
def test_an_hour_is_covered_or_in_a_gap(rows: list[tuple[int, int]]) -> None:
    spans = [(START + first * HOUR, START + (first + length) * HOUR) for first, length in rows]
    found = gaps(spans, starts_at=START, ends_at=START + DAY)
    for number in range(24):
        at = START + number * HOUR
        is_covered = any(begins <= at < ends for begins, ends in spans)
        assert is_covered is not any(gap.starts_at <= at < gap.ends_at for gap in found)


def test_gaps_are_told_before_the_run_and_never_in_it() -> None:
    first = date(2021, 10, 1)
    told = [are_gaps_due(first_on=first, today=first + days * DAY, rules=RULES) for days in (-3, -2, -1, 0)]
    assert told == [False, True, True, False]


def test_the_times_of_a_report() -> None:
    day = date(2021, 10, 1)
    assert report_due(day, rules=RULES) == datetime(2021, 10, 1, 9, tzinfo=UTC)
    assert counted_from(day, last_until=None) == begin_of(day)
    assert counted_from(day, last_until=START + 3 * HOUR) == START + 3 * HOUR
    assert not is_over(date(2021, 10, 7), at=datetime(2021, 10, 9, tzinfo=CHINA) - timedelta(minutes=1))
    assert is_over(date(2021, 10, 7), at=datetime(2021, 10, 9, tzinfo=CHINA) + timedelta(minutes=1))


def test_what_a_report_must_be() -> None:
    first, last = date(2021, 10, 1), date(2021, 10, 7)
    check_day(last, first_on=first, last_on=last, today=last)
    with refused("roster.day_outside"):
        check_day(first - DAY, first_on=first, last_on=last, today=last)
    with refused("roster.day_ahead"):
        check_day(last, first_on=first, last_on=last, today=last - DAY)
    check_words("", figures=(0, 0, 0, 0))
    check_words("平稳", figures=(1, 0, 0, 0))
    with pytest.raises(RuleBrokenError, match=r"^roster\.words_missing$"):
        check_words("", figures=(0, 0, 0, 1))
