"""No hidden cell can be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.errors import RuleBrokenError
from huying.rules.small_numbers import FEWEST_OF_A_RATE, SMALLEST_SHOWN, shown_parts, shown_rate, shown_total


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        pytest.param([30, 12], (30, 12), id="large parts are shown"),
        pytest.param([30, 4], (None, None), id="one small part takes the other with it"),
        pytest.param([30, 5], (30, 5), id="five is shown"),
        pytest.param([30, 0], (30, 0), id="nought hides nobody"),
        pytest.param([30, 9, 2], (30, None, None), id="the smallest of the others goes with it"),
        pytest.param([3, 4, 40], (None, None, 40), id="two hidden ones cover each other"),
        pytest.param([], (), id="nothing"),
    ],
)
def test_parts_are_hidden(parts: list[int], shown: tuple[int | None, ...]) -> None:
    assert shown_parts(parts) == shown


@given(st.lists(st.integers(0, 60), min_size=1, max_size=5))
def test_every_hidden_part_could_be_another_number(parts: list[int]) -> None:
    shown, total = shown_parts(parts), shown_total(sum(parts))
    hidden = [part for part, seen in zip(parts, shown, strict=True) if seen is None]
    assert all(part >= SMALLEST_SHOWN or part == 0 for part in shown if part is not None)
    if hidden and total is not None:
        assert len(hidden) > 1


def test_a_total_below_five_is_hidden() -> None:
    assert [shown_total(total) for total in (0, 1, 4, 5)] == [0, None, None, 5]


def test_a_rate_needs_twenty_answers_and_is_rounded_half_up() -> None:
    assert shown_rate(19, FEWEST_OF_A_RATE - 1) is None
    assert shown_rate(0, 0) is None
    assert shown_rate(1, 200) == 1
    for part, whole in product(range(21), [20]):
        assert shown_rate(part, whole) == 5 * part


def test_counts_below_nought_are_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"field\.type"):
        shown_parts([3, -1])
