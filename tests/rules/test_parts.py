"""Parts of a case: how long an assisting unit has, and when the answer waits for it (R4.5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rules.parts import check_issue, hours_for

AT = datetime(2021, 6, 1, 10, tzinfo=CHINA)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("left", "due_on", "hours"),
    [
        (4 * DAY, None, 48),
        (90 * timedelta(minutes=1), None, 1),
        (4 * DAY, date(2021, 6, 1), 13),
        (4 * DAY, date(2021, 6, 5), 96),  # the last day ends with the case, not at midnight
        (-DAY, None, 12),
        (-DAY, date(2021, 6, 2), 24),
    ],
)
def test_a_part_ends_with_its_day_and_never_after_the_case(left: timedelta, due_on: date | None, hours: int) -> None:
    assert hours_for(at=AT, case_due=AT + left, due_on=due_on) == hours


@pytest.mark.parametrize("due_on", [date(2021, 5, 31), date(2021, 6, 6)])
def test_a_day_before_today_or_after_the_case_is_refused(due_on: date) -> None:
    with pytest.raises(RuleBrokenError, match=r"part\.day"):
        hours_for(at=AT, case_due=AT + 4 * DAY, due_on=due_on)


@given(hours=st.integers(1, 5000), more=st.integers(0, 5000))
def test_more_time_for_the_case_is_never_less_for_the_part(hours: int, more: int) -> None:
    short, long = (hours_for(at=AT, case_due=AT + n * HOUR, due_on=None) for n in (hours, hours + more))
    assert 1 <= short <= long


def test_the_answer_waits_for_open_parts_unless_the_reason_is_said() -> None:
    check_issue([], reason="")
    check_issue(["执法局"], reason="井道已空")
    with pytest.raises(RuleBrokenError, match=r"part\.still_open"):
        check_issue(["执法局", "住建局"], reason=" ")
