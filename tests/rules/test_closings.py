"""The rules of the monthly close at their bounds."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from fractions import Fraction
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.closings import (
    FLOW,
    ClosingState,
    ClosingStep,
    Entry,
    Fact,
    after,
    burst,
    check_objection,
    check_publish,
    check_until,
    freeze_from,
    is_above,
    last_over,
    number_words,
    period_of,
    ranks,
    read_rules,
    street_group,
)
from huying.rules.comparing import share_interval
from huying.rules.errors import RuleBrokenError
from huying.rules.figures import percent
from huying.rules.workdays import shipped

BODY: dict[str, Any] = tomllib.loads(
    resources.files("huying.closings").joinpath("data", "closings.toml").read_text(encoding="utf-8")
)["body"]
RULES = read_rules(1, BODY)
CHINA = ZoneInfo("Asia/Shanghai")
AT = datetime(2021, 7, 7, 9, tzinfo=CHINA)


def with_rules(**changed: Any) -> dict[str, Any]:
    return BODY | {"rules": BODY["rules"] | changed}


FROM_26 = read_rules(1, with_rules(first_day=26))


def test_a_period_is_the_month_it_is_called_by() -> None:
    assert period_of(date(2021, 6, 17), rules=RULES) == (date(2021, 6, 1), date(2021, 7, 1))
    assert period_of(date(2021, 12, 1), rules=RULES) == (date(2021, 12, 1), date(2022, 1, 1))


def test_a_period_may_end_inside_the_month_it_is_called_by() -> None:
    assert period_of(date(2021, 1, 1), rules=FROM_26) == (date(2020, 12, 26), date(2021, 1, 26))
    assert last_over(date(2021, 1, 25), rules=FROM_26) == date(2020, 12, 1)
    assert last_over(date(2021, 1, 26), rules=FROM_26) == date(2021, 1, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 28))
def test_periods_follow_each_other_without_gap_and_the_last_one_is_over(day: date, first: int) -> None:
    rules = read_rules(1, with_rules(first_day=first))
    month = last_over(day, rules=rules)
    begin, end = period_of(month, rules=rules)
    following = (month + timedelta(days=31)).replace(day=1)
    assert begin < end <= day < period_of(following, rules=rules)[1]
    assert period_of(following, rules=rules)[0] == end


def test_it_is_frozen_after_three_working_days_and_checked_for_five() -> None:
    calendar = shipped()
    end = datetime(2021, 7, 1, tzinfo=CHINA)  # a Thursday
    assert freeze_from(end, rules=RULES, calendar=calendar).astimezone(CHINA).date() == date(2021, 7, 5)
    assert check_until(AT, rules=RULES, calendar=calendar).astimezone(CHINA).date() == date(2021, 7, 14)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"first_day": 29}, "first_day"),
        ({"first_day": 0}, "0"),
        ({"weights": [30, 70]}, "weights"),
        ({"weights": [0, 0, 0]}, "weights"),
        ({"weights": [-1, 50, 51]}, "weights"),
        ({"few": "many"}, "many"),
    ],
)
def test_rules_that_cannot_be_read_are_refused_by_part(changed: dict[str, Any], part: str) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        read_rules(1, with_rules(**changed))
    assert refused.value.code == "closing.rules_unreadable"
    assert part in str(refused.value.facts["part"])


def test_steps_lead_where_the_table_says() -> None:
    assert after(ClosingStep.PUBLISH, ClosingState.CHECKING) is ClosingState.PUBLISHED
    assert set(FLOW) == set(ClosingStep)
    for step in (ClosingStep.OBJECT, ClosingStep.RULE, ClosingStep.PUBLISH):
        with pytest.raises(RuleBrokenError, match=r"closing\.step_not_now"):
            after(step, ClosingState.PUBLISHED)
    with pytest.raises(RuleBrokenError, match=r"closing\.step_not_now"):
        after(ClosingStep.CORRECT, ClosingState.CHECKING)


def refusal(**given: Any) -> str:
    facts: dict[str, Any] = {"ground": "", "fact": None, "is_now": None, "until": AT, "at": AT, "rules": RULES}
    with pytest.raises(RuleBrokenError) as refused:
        check_objection(**(facts | given))
    return refused.value.code


def test_an_objection_needs_one_ground_or_one_fact_in_time() -> None:
    check_objection(ground="out_of_range", fact=None, is_now=None, until=AT, at=AT, rules=RULES)
    check_objection(ground="", fact=Fact.CONTACTED, is_now=False, until=AT, at=AT, rules=RULES)
    late = AT + timedelta(microseconds=1)
    assert refusal(ground="out_of_range", at=late) == "closing.check_over"
    assert refusal() == "closing.objection_what"
    assert refusal(ground="out_of_range", fact=Fact.CONTACTED, is_now=True) == "closing.objection_what"
    assert refusal(ground="we_do_not_like_it") == "closing.ground_unknown"
    assert refusal(fact=Fact.ON_TIME) == "closing.fact_missing"


def test_nothing_is_published_while_units_may_object_or_wait() -> None:
    check_publish(open_objections=0, until=AT, at=AT + timedelta(microseconds=1))
    with pytest.raises(RuleBrokenError, match=r"closing\.check_runs"):
        check_publish(open_objections=0, until=AT, at=AT)
    with pytest.raises(RuleBrokenError, match=r"closing\.objections_open"):
        check_publish(open_objections=1, until=AT, at=AT + timedelta(days=1))


def entry(key: int, score: str | None, *, call_backs: int = 30, group: str = "urban") -> Entry:
    return Entry(key=key, group=group, call_backs=call_backs, score=score)


def test_like_is_ranked_with_like_and_small_samples_are_not() -> None:
    rows = [
        entry(1, "80.00"),
        entry(2, "90.00"),
        entry(3, "90.00"),
        entry(4, "99.99", call_backs=29),
        entry(5, None),
        entry(6, "10.00", group="town"),
    ]
    assert ranks(rows, few=30) == {2: 1, 3: 1, 1: 3, 6: 1}
    assert street_group("张村镇") == "town"
    assert street_group("竹岛街道") == "urban"


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 60)), max_size=30))
def test_a_better_score_never_ranks_behind(rows: list[tuple[int, int]]) -> None:
    entries = [
        entry(key, f"{score // 100}.{score % 100:02d}", call_backs=count) for key, (score, count) in enumerate(rows)
    ]
    found = ranks(entries, few=30)
    assert set(found) == {key for key, (_score, count) in enumerate(rows) if count >= 30}
    for one in found:
        for other in found:
            if rows[one][0] > rows[other][0]:
                assert found[one] < found[other]


def test_bounds_of_a_share() -> None:
    low, high = share_interval(64, 80)
    assert (percent(low), percent(high)) == ("69.95", "87.30")  # by hand: 0.78626 less and more 0.08672
    assert share_interval(0, 0) == (Fraction(0), Fraction(1))
    assert share_interval(0, 10)[0] == 0
    assert share_interval(10, 10)[1] == 1


@given(st.integers(1, 5000), st.data())
def test_bounds_hold_the_share_and_narrow_with_the_sample(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    low, high = share_interval(part, whole)
    tiny = Fraction(1, 10**8)
    assert 0 <= low <= Fraction(part, whole) + tiny
    assert Fraction(part, whole) - tiny <= high <= 1
    wider = share_interval(part * 4, whole * 4)
    assert wider[1] - wider[0] <= high - low + tiny


def test_what_is_shown_to_a_person() -> None:
    assert is_above(1, 5, percent=20, least=5)
    assert not is_above(1, 5, percent=21, least=5)
    assert not is_above(4, 4, percent=20, least=5)
    moments = [AT + timedelta(minutes=each) for each in (0, 3, 10, 11, 30)]
    assert burst(moments, minutes=10, least=3) == 3
    assert burst(reversed(moments), minutes=10, least=4) == 0
    assert burst([], minutes=10, least=1) == 0


def test_a_notice_has_a_number() -> None:
    assert number_words("威海市", year=2021, sequence=7) == "威海市红色物业通报〔2021〕7号"
