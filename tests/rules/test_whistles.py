"""Whistle and report-in: who may be called, by when, and what follows when nobody comes (R4.6)."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import (
    FLOW,
    Cause,
    Pace,
    WhistleState,
    WhistleStep,
    after,
    arrive_by,
    check_appraisal,
    check_asked,
    check_refusal,
    levels_told,
    read_list,
)
from huying.rules.workdays import shipped

BODY: dict[str, Any] = tomllib.loads(
    resources.files("huying.whistles").joinpath("data", "whistles.toml").read_text(encoding="utf-8")
)["body"]
RULES, CALENDAR = read_list(1, BODY), shipped()
TUESDAY = datetime(2021, 6, 1, 2, tzinfo=UTC)  # 10:00 in Weihai
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("pace", "due"),
    [
        (Pace.URGENT, TUESDAY + 30 * MINUTE),
        (Pace.SAME_DAY, TUESDAY + 2 * HOUR),
        (Pace.NORMAL, datetime(2021, 6, 3, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_time_runs_from_the_call(pace: Pace, due: datetime) -> None:
    assert arrive_by(pace, at=TUESDAY, rules=RULES, calendar=CALENDAR).due.replace(microsecond=0) == due


@pytest.mark.parametrize(
    ("after_due", "told"),
    [(-MINUTE, 0), (timedelta(), 0), (timedelta(microseconds=1), 1), (2 * HOUR, 1), (2 * HOUR + MINUTE, 2)],
)
def test_first_the_district_is_told_then_the_city(after_due: timedelta, told: int) -> None:
    assert levels_told(due=TUESDAY, at=TUESDAY + after_due, rules=RULES, calendar=CALENDAR) == told


@given(earlier=st.integers(0, 10_000), later=st.integers(0, 10_000))
def test_who_was_told_is_never_untold_by_time(earlier: int, later: int) -> None:
    first, second = sorted((earlier, later))
    told = [levels_told(due=TUESDAY, at=TUESDAY + n * MINUTE, rules=RULES, calendar=CALENDAR) for n in (first, second)]
    assert told[0] <= told[1]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"called": []}, "nobody_called"),
        ({"called": [2, 2]}, "called_twice"),
        ({"called": [1, 2]}, "calls_itself"),
        ({"called": list(range(2, 11))}, "too_many"),
        ({"is_oral": True}, "oral_no_emergency"),
        ({"is_oral": True, "cause": Cause.EMERGENCY}, "oral_not_urgent"),
    ],
)
def test_what_cannot_be_asked_is_refused(given_: dict[str, Any], code: str) -> None:
    usual: dict[str, Any] = {"called": [2], "caller": 1, "cause": Cause.HARD_MATTER, "pace": Pace.NORMAL}
    check_asked(**usual, is_oral=False, rules=RULES)
    with pytest.raises(RuleBrokenError, match=rf"whistle\.{code}"):
        check_asked(**(usual | {"is_oral": False, "rules": RULES} | given_))


def test_a_refusal_needs_a_ground_and_comes_in_time() -> None:
    last = TUESDAY + 4 * HOUR + timedelta(hours=1, minutes=30)  # four office hours, the noon rest between
    with pytest.raises(RuleBrokenError, match=r"whistle\.ground_unknown"):
        check_refusal("no time", called_at=TUESDAY, at=TUESDAY, rules=RULES, calendar=CALENDAR)
    check_refusal("no_duty", called_at=TUESDAY, at=TUESDAY + 3 * HOUR, rules=RULES, calendar=CALENDAR)
    with pytest.raises(RuleBrokenError, match=r"whistle\.refusal_late"):
        check_refusal("no_duty", called_at=TUESDAY, at=last + 24 * HOUR, rules=RULES, calendar=CALENDAR)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_an_appraisal_goes_from_one_to_five(score: int) -> None:
    with pytest.raises(RuleBrokenError, match=r"whistle\.score_range"):
        check_appraisal(score, is_excused=False, is_given=False)
    for good in (1, 5):
        check_appraisal(good, is_excused=False, is_given=False)


@pytest.mark.parametrize(
    ("facts", "code"), [({"is_given": True}, "appraised_already"), ({"is_excused": True}, "excused")]
)
def test_an_appraisal_is_given_once_and_not_to_the_excused(facts: dict[str, bool], code: str) -> None:
    with pytest.raises(RuleBrokenError, match=rf"whistle\.{code}"):
        check_appraisal(3, **({"is_excused": False, "is_given": False} | facts))


def test_the_table_leads_from_asking_to_the_end_and_nothing_leads_back() -> None:
    order = [WhistleState.WAITING, WhistleState.BLOWN, WhistleState.DECIDED, WhistleState.CLOSED]
    for start, to in FLOW.values():
        if to in order:
            assert all(order.index(to) > order.index(each) for each in start)
    assert after(WhistleStep.APPROVE, WhistleState.WAITING) is WhistleState.BLOWN
    with pytest.raises(RuleBrokenError, match=r"whistle\.step_not_now"):
        after(WhistleStep.CLOSE, WhistleState.BLOWN)


@pytest.mark.parametrize("path", ["paces", "limits", "items.W01.pace", "grounds.no_duty.en", "rules.most_called"])
def test_a_version_that_lacks_a_part_is_refused(path: str) -> None:
    body = copy.deepcopy(BODY)
    *way, last = path.split(".")
    part = body
    for name in way:
        part = part[name]
    del part[last]
    with pytest.raises(RuleBrokenError, match=r"whistle\.list_unreadable"):
        read_list(2, body)


def test_a_limit_of_nothing_is_refused() -> None:
    body = copy.deepcopy(BODY)
    body["paces"]["urgent"]["amount"] = 0
    with pytest.raises(RuleBrokenError, match=r"whistle\.list_unreadable"):
        read_list(2, body)


def test_a_line_is_found_and_one_that_is_not_there_is_refused() -> None:
    assert RULES.item("W01").subjects == ("urban_management", "housing")
    with pytest.raises(RuleBrokenError, match=r"whistle\.item_unknown"):
        RULES.item("W00")
