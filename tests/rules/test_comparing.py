"""Cases per 1,000 households with their interval."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.comparing import FEW_CASES, interval, per_thousand
from huying.rules.errors import RuleBrokenError


@pytest.mark.parametrize(
    ("cases", "low", "high"),
    [(0, "0.00", "3.69"), (1, "0.03", "5.57"), (10, "4.79", "18.39"), (100, "81.36", "121.63")],
)
def test_the_interval_is_that_of_the_tables(cases: int, low: str, high: str) -> None:
    """Exact Poisson limits: 0-3.69, 0.03-5.57, 4.80-18.39, 81.36-121.63; Byar comes within a few hundredths."""
    found = [float(bound) for bound in interval(cases)]
    assert found == pytest.approx([float(low), float(high)], abs=0.08 if cases < 2 else 0.02)


def test_few_cases_have_no_rank() -> None:
    few, enough = (per_thousand(cases=count, households=1000) for count in (FEW_CASES - 1, FEW_CASES))
    assert few is not None
    assert enough is not None
    assert (few.is_few, enough.is_few) == (True, False)
    assert enough.rate == "10.00"


def test_without_households_there_is_no_rate() -> None:
    assert per_thousand(cases=5, households=0) is None
    with pytest.raises(RuleBrokenError):
        per_thousand(cases=-1, households=5)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_the_rate_lies_in_its_interval_and_grows_with_the_cases(cases: int, households: int) -> None:
    found = per_thousand(cases=cases, households=households)
    more = per_thousand(cases=cases + 1, households=households)
    assert found is not None
    assert more is not None
    low, high = interval(cases)
    assert low <= Fraction(cases) <= high
    assert found.exact < more.exact
