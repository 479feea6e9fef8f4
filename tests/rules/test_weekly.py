"""When the Monday sheet is said to be ready: each Monday once, from the hour on, and not when it is no news."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.deadlines import CHINA
from huying.rules.weekly import FRESH, due_monday, monday_of

HOUR = time(7, 30)
MONDAY = date(2026, 11, 23)


def wall(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("at", "told", "due"),
    [
        (wall(23, 7, 29), None, None),
        (wall(23, 7, 30), None, MONDAY),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), None, MONDAY),
        (wall(24, 7, 29), None, MONDAY),
        (wall(24, 7, 30), None, None),
        (wall(29, 23, 59), None, None),
        (wall(23, 8), MONDAY, None),
        (wall(23, 8), MONDAY - timedelta(days=7), MONDAY),
        (wall(23, 8), MONDAY - timedelta(days=70), MONDAY),
    ],
)
def test_a_monday_is_due_from_its_hour_for_a_day(at: datetime, told: date | None, due: date | None) -> None:
    assert due_monday(at, hour=HOUR, told=told) == due


@given(st.integers(0, 10 * 366 * 24 * 60), st.integers(1, 400))
def test_however_often_one_asks_each_monday_is_told_at_most_once(begin: int, minutes: int) -> None:
    at, told, seen = wall(1, 0) + timedelta(minutes=begin), None, []
    end = at + timedelta(days=15)
    while at < end:
        due = due_monday(at, hour=HOUR, told=told)
        if due is not None:
            seen.append(due)
            told = due
        at += timedelta(minutes=minutes)
    assert len(seen) == len(set(seen))
    assert all(each == monday_of(each) for each in seen)
    assert len(seen) >= 2 or minutes > FRESH / timedelta(minutes=1)
