"""Surges: distinct people within a window, at the bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.surges import FLOW, SurgeState, SurgeStep, Voice, after, check_chosen, is_surge, people_of, within
from tests.leadership.test_plans import refused

AT = datetime(2021, 1, 7, tzinfo=UTC)
WINDOW, MINUTE = timedelta(hours=24), timedelta(minutes=1)
PEOPLE = 3


@pytest.mark.parametrize(("state", "step"), list(product(SurgeState, FLOW)))
def test_the_table_of_steps(state: SurgeState, step: SurgeStep) -> None:
    start, to = FLOW[step]
    if state in start:
        assert after(step, state) is (to or state)
    else:
        with refused("surge.step_not_now"):
            after(step, state)


def voices(*people: int, ago: timedelta = MINUTE) -> list[Voice]:
    """Return one voice of each of these people."""
    return [Voice(number, AT - ago, person) for number, person in enumerate(people)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param(voices(1, 2), False, id="one short"),
        pytest.param(voices(1, 2, 3), True, id="the threshold is enough"),
        pytest.param(voices(1, 1, 1, 2, 2), False, id="messages are not people"),
        pytest.param(voices(1, 2, 0, 0, 0), True, id="unknown ones are one person"),
        pytest.param(voices(0, 0, 0, 0), False, id="unknown ones alone are one"),
        pytest.param(voices(1, 2, 3, ago=WINDOW), False, id="the window's first instant is outside"),
        pytest.param(voices(1, 2, 3, ago=WINDOW - MINUTE), True, id="a minute within"),
        pytest.param(voices(1, 2, 3, ago=-MINUTE), False, id="what is ahead is not told"),
        pytest.param(voices(1, 2, 3, ago=timedelta()), True, id="told at this instant"),
        pytest.param([], False, id="nobody"),
    ],
)
def test_a_surge_counts_people_within_the_window(told: list[Voice], expected: bool) -> None:  # noqa: FBT001
    assert is_surge(told, at=AT, window=WINDOW, people=PEOPLE) is expected


VOICES = st.lists(
    st.builds(
        Voice,
        st.integers(1, 99),
        st.integers(-100, 3000).map(lambda minutes: AT - minutes * MINUTE),
        st.integers(0, 6),
    ),
    max_size=20,
)


@given(VOICES, st.integers(0, 2000), st.integers(0, 6), st.integers(1, 5))
def test_one_voice_more_never_ends_a_surge(told: list[Voice], minutes: int, person: int, people: int) -> None:
    more = [*told, Voice(1, AT - minutes * MINUTE, person)]
    if is_surge(told, at=AT, window=WINDOW, people=people):
        assert is_surge(more, at=AT, window=WINDOW, people=people)
    assert people_of(within(told, at=AT, window=WINDOW)) <= people_of(within(more, at=AT, window=WINDOW))


@given(VOICES, st.integers(0, 6))
def test_telling_again_makes_nobody_more(told: list[Voice], person: int) -> None:
    once = [*told, Voice(1, AT, person)]
    assert people_of(once) == people_of([*once, Voice(2, AT - MINUTE, person)])


def test_what_may_be_chosen() -> None:
    assert check_chosen([3, 1, 3], proposed=[1, 2, 3]) == [1, 3]
    with refused("surge.nothing_chosen"):
        check_chosen([], proposed=[1])
    with refused("surge.not_proposed"):
        check_chosen([1, 4], proposed=[1])
