"""How a deadline stands: each falls into one window, and working days are counted as limits count them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.standing import DueWindow, edges, standing_of, window_of
from huying.rules.workdays import shipped

AT = datetime(2021, 6, 1, 2, tzinfo=UTC)  # Tuesday, 10:00 in China


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(AT - timedelta(seconds=1), DueWindow.OVERDUE, id="a second ago"),
        pytest.param(AT, DueWindow.TODAY, id="this very instant is not over"),
        pytest.param(datetime(2021, 6, 1, 15, 59, 59, tzinfo=UTC), DueWindow.TODAY, id="the last second of today"),
        pytest.param(datetime(2021, 6, 1, 16, tzinfo=UTC), DueWindow.WEEK, id="midnight in China is tomorrow"),
        pytest.param(datetime(2021, 6, 6, 15, 59, 59, tzinfo=UTC), DueWindow.WEEK, id="the last second of Sunday"),
        pytest.param(datetime(2021, 6, 6, 16, tzinfo=UTC), DueWindow.LATER, id="Monday is another week"),
    ],
)
def test_a_deadline_falls_into_its_window(due: datetime, expected: DueWindow) -> None:
    assert window_of(due, at=AT) is expected


def test_on_a_sunday_the_week_ends_with_the_day() -> None:
    day_end, week_end = edges(datetime(2021, 6, 6, 2, tzinfo=UTC))
    assert day_end == week_end


def test_holidays_are_no_working_days_left() -> None:
    friday = datetime(2021, 6, 11, 2, tzinfo=UTC)  # Monday 14 June 2021 is Dragon Boat
    standing = standing_of(datetime(2021, 6, 16, 10, tzinfo=UTC), at=friday, calendar=shipped())
    assert standing.working_days == 2
    assert not standing.is_tomorrow
    assert standing_of(friday + timedelta(days=1), at=friday, calendar=shipped()).is_tomorrow


@given(st.integers(0, 6 * 365 * 24 * 60), st.integers(-(10**7), 10**7))
def test_later_is_never_more_pressing(minutes: int, seconds: int) -> None:
    at = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    due = at + timedelta(seconds=seconds)
    order = list(DueWindow)
    earlier, later = window_of(due, at=at), window_of(due + timedelta(hours=1), at=at)
    assert order.index(earlier) <= order.index(later)
    standing = standing_of(due, at=at, calendar=shipped())
    assert standing.span >= timedelta()
    assert standing.working_days <= max((due - at).days + 1, 0)
