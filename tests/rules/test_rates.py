"""Rates over what was counted: each told with its part and whole, none made up, none above its whole (R4.9, R5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import hotline
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from huying.rules.explanations import Step

COUNTS = {"orders": 100, "excluded": 4, "contacted": 93, "callbacks": 80, "solved": 68, "satisfied": 64}
CASES = {"due": 200, "deferred": 10, "closed": 180, "on_time": 152}


def told(steps: Iterable[Step]) -> list[str]:
    return [each["zh"] for each in explain(steps)]


def rates(**given: Any) -> hotline.ThreeRates:
    return hotline.three_rates(**{**COUNTS, **given})


def close_rates(**given: Any) -> hotline.CityRates:
    return hotline.city_rates(**{**CASES, **given})


def test_orders_excluded_by_approval_are_in_no_whole_and_each_rate_is_told_with_its_parts() -> None:
    assert told(rates(weights=(30, 35, 35)).steps) == [
        "93 ÷ 96 = 96.88%",
        "68 ÷ 80 = 85.00%",
        "64 ÷ 80 = 80.00%",
        "按权重30/35/35综合为86.81",
    ]
    assert told(rates().steps) == ["93 ÷ 96 = 96.88%", "68 ÷ 80 = 85.00%", "64 ÷ 80 = 80.00%"]


def test_where_nobody_was_called_back_no_rate_is_told() -> None:
    none = rates(callbacks=0, solved=0, satisfied=0, weights=(30, 35, 35))
    assert told(none.steps) == ["93 ÷ 96 = 96.88%", *["没有可统计的数量，不计比率"] * 2]
    assert (none.solved, none.satisfied, none.score) == (None, None, None)


def test_where_every_order_is_excluded_no_response_is_told() -> None:
    none = rates(orders=4, excluded=4, contacted=0)
    assert (none.response, told(none.steps)[0]) == (None, "没有可统计的数量，不计比率")


def test_deferred_cases_are_taken_off_what_was_due_unless_the_city_says_otherwise() -> None:
    usual, whole = close_rates(), close_rates(subtracts=False)
    assert (usual.close_rate, usual.on_time_rate) == ("94.74", "80.00")
    assert told(usual.steps) == ["180 ÷ 190 = 94.74%", "152 ÷ 190 = 80.00%"]
    assert told(whole.steps) == ["180 ÷ 200 = 90.00%", "152 ÷ 200 = 76.00%"]
    all_deferred = close_rates(deferred=200, closed=0, on_time=0)
    assert told(all_deferred.steps) == ["没有可统计的数量，不计比率"]


@pytest.mark.parametrize(
    ("ask", "facts"),
    [
        (lambda: rates(excluded=101), {"field": "excluded", "part": 101, "whole": 100}),
        (lambda: rates(contacted=97), {"field": "contacted", "part": 97, "whole": 96}),
        (lambda: rates(solved=81), {"field": "solved", "part": 81, "whole": 80}),
        (lambda: rates(satisfied=81), {"field": "satisfied", "part": 81, "whole": 80}),
        (lambda: close_rates(deferred=201), {"field": "deferred", "part": 201, "whole": 200}),
        (lambda: close_rates(closed=191), {"field": "closed", "part": 191, "whole": 190}),
        (lambda: close_rates(on_time=191), {"field": "on_time", "part": 191, "whole": 190}),
        (
            lambda: hotline.complaint_rate(property_orders=2, all_orders=1),
            {"field": "property", "part": 2, "whole": 1},
        ),
    ],
)
def test_a_part_above_its_whole_is_refused_by_name(ask: Callable[[], object], facts: dict[str, Any]) -> None:
    with pytest.raises(RuleBrokenError, match=r"^ratio\.above_one$") as broken:
        ask()
    assert broken.value.facts == facts


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        *((lambda name=name: rates(**{name: -1}), name) for name in COUNTS),
        *((lambda name=name: close_rates(**{name: -1}), name) for name in CASES),
        (lambda: hotline.complaint_rate(property_orders=-1, all_orders=1), "property"),
        (lambda: hotline.complaint_rate(property_orders=-2, all_orders=-1), "property"),
    ],
)
def test_a_count_below_nought_is_refused_by_name(ask: Callable[[], object], field: str) -> None:
    with pytest.raises(RuleBrokenError, match=r"^field\.type$") as broken:
        ask()
    assert broken.value.facts["field"] == field


@pytest.mark.parametrize("weights", [(1, 2), (1, 2, 3, 4), (1, 2, -1), (0, 0, 0)])
def test_weights_are_three_and_weigh_something(weights: tuple[int, ...]) -> None:
    with pytest.raises(RuleBrokenError, match=r"^field\.type$") as broken:
        rates(weights=weights)
    assert broken.value.facts == {"field": "weights", "value": list(weights)}


@given(st.integers(0, 79), st.integers(0, 80), st.integers(1, 100))
def test_one_more_solved_never_lowers_a_rate_or_the_score(solved: int, satisfied: int, weight: int) -> None:
    fewer, more = (rates(solved=each, satisfied=satisfied, weights=(30, weight, 35)) for each in (solved, solved + 1))
    assert float(str(fewer.solved)) <= float(str(more.solved)) <= 100
    assert 0 <= float(str(fewer.score)) <= float(str(more.score)) <= 100


@given(st.integers(0, 190), st.integers(0, 10))
def test_deferring_never_lowers_a_close_rate(closed: int, deferred: int) -> None:
    found = [float(str(close_rates(closed=closed, on_time=0, deferred=each).close_rate)) for each in (0, deferred)]
    assert found == sorted(found)
