"""Income of common parts is shared by area to the last fen, and what cannot be shared is refused (R1.13)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import sharing
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_shares_sum_exactly_and_are_within_one_fen(total: int, areas: list[int]) -> None:
    found = sharing.shares(total_fen=total, areas_dm2=areas)
    assert sum(found) == total
    assert all(abs(share - Fraction(total * area, sum(areas))) < 1 for share, area in zip(found, areas, strict=True))
    assert sum(step.facts.get("left", 0) for step in sharing.explain(total_fen=total, areas_dm2=areas)) < len(areas)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=2, max_size=40).filter(any))
def test_a_larger_area_never_has_a_smaller_share(total: int, areas: list[int]) -> None:
    found = sharing.shares(total_fen=total, areas_dm2=areas)
    by_area = [share for _area, share in sorted(zip(areas, found, strict=True))]
    assert by_area == sorted(by_area)


def test_the_largest_remainder_goes_first_and_of_equal_ones_the_earlier() -> None:
    assert sharing.shares(total_fen=10, areas_dm2=[1, 2, 4]) == (1, 3, 6)
    assert sharing.shares(total_fen=2, areas_dm2=[1, 1, 1]) == (1, 1, 0)
    assert sharing.shares(total_fen=0, areas_dm2=[1, 2]) == (0, 0)


def test_what_is_left_after_cost_is_shared_and_a_loss_is_not() -> None:
    assert sharing.net_income(income_fen=1_200_000, cost_fen=200_000) == 1_000_000
    assert sharing.net_income(income_fen=5, cost_fen=5) == 0
    with pytest.raises(RuleBrokenError, match=r"^share\.loss$") as broken:
        sharing.net_income(income_fen=5, cost_fen=6)
    assert broken.value.facts == {"income_fen": 5, "cost_fen": 6}


@pytest.mark.parametrize(
    ("total", "areas", "code", "facts"),
    [
        (-1, [1], "field.type", {"field": "total", "value": -1, "least": 0}),
        (1, [2, -1], "area.negative", {"field": "areas", "value": -1}),
        (1, [1, -1], "area.negative", {"field": "areas", "value": -1}),
        (1, [], "share.no_area", {}),
        (1, [0, 0], "share.no_area", {}),
    ],
)
def test_what_cannot_be_shared_is_refused_and_not_explained(
    total: int, areas: list[int], code: str, facts: dict[str, Any]
) -> None:
    for ask in (sharing.shares, sharing.explain):
        with pytest.raises(RuleBrokenError) as broken:
            ask(total_fen=total, areas_dm2=areas)
        assert (broken.value.code, broken.value.facts) == (code, facts)


def test_the_fen_that_cannot_be_divided_are_told_where_there_are_any() -> None:
    evenly, unevenly = (
        explain(sharing.explain(total_fen=total, areas_dm2=[100, 300, 600])) for total in (10_000, 10_001)
    )
    assert len(evenly) == 1
    assert [each["article"] for each in unevenly][:1] == [evenly[0]["article"]]
    assert len(unevenly) == 2
    (_by_area, left) = sharing.explain(total_fen=10_000, areas_dm2=[1, 1, 1])
    assert left.facts == {"left": 1}
