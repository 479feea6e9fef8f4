"""Problems without a database: what may be merged, where a follower stands, how many people told it (R4.4, R4.10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import problems
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.problems import Side

S = CaseState
LEAD = Side(state=S.HANDLING, place=371002003001_0001, compound=371002003001_0001, places_above=frozenset({1, 2}))
JOINING = Side(state=S.TRIAGE, place=371002003001_0001, compound=371002003001_0001)


def test_two_cases_of_one_compound_may_be_merged() -> None:
    problems.check_merge(LEAD, JOINING)


@pytest.mark.parametrize(
    ("lead", "joining", "members", "code"),
    [
        ({}, {"leads": True}, 1, "leads_another"),
        ({}, {"is_member": True}, 1, "member_already"),
        ({}, {"follows": True}, 1, "member_already"),
        ({"follows": True}, {}, 1, "circular"),
        ({"state": S.TRIAGE}, {}, 1, "lead_state"),
        ({"state": S.ANSWERED}, {}, 1, "lead_state"),
        ({"state": S.STANDING}, {}, 1, "lead_state"),
        ({}, {"has_parts": True}, 1, "parts_open"),
        ({}, {"compound": 7}, 1, "other_place"),
        ({}, {"compound": None, "place": 7}, 1, "other_place"),
        ({}, {"compound": None, "place": 2, "state": S.HANDLING}, 1, "other_place"),
        ({}, {}, problems.MOST_MEMBERS, "full"),
    ],
)
def test_what_makes_no_problem_is_refused(
    lead: dict[str, Any], joining: dict[str, Any], members: int, code: str
) -> None:
    with pytest.raises(RuleBrokenError, match=rf"problem\.{code}"):
        problems.check_merge(replace(LEAD, **lead), replace(JOINING, **joining), members=members)


def test_cases_of_one_place_without_a_compound_may_be_merged() -> None:
    problems.check_merge(replace(LEAD, compound=None), replace(JOINING, compound=None, state=S.HANDLING))


def test_a_case_whose_place_is_still_to_be_confirmed_may_join_below_it() -> None:
    problems.check_merge(LEAD, replace(JOINING, compound=None, place=2))
    problems.check_merge(LEAD, JOINING, members=problems.MOST_MEMBERS - 1)


@pytest.mark.parametrize(
    ("lead", "joining", "is_moved", "after"),
    [
        (S.DISPATCHED, S.TRIAGE, True, S.DISPATCHED),
        (S.DISPATCHED, S.DISPATCHED, False, S.DISPATCHED),
        (S.DISPATCHED, S.HANDLING, True, S.DISPATCHED),
        (S.DISPATCHED, S.HANDLING, False, S.HANDLING),
        (S.HANDLING, S.TRIAGE, True, S.HANDLING),
        (S.CHECKING, S.DISPATCHED, False, S.HANDLING),
    ],
)
def test_where_a_follower_stands(lead: CaseState, joining: CaseState, is_moved: bool, after: CaseState) -> None:  # noqa: FBT001 - a table
    assert problems.state_of_follower(lead=lead, joining=joining, is_moved=is_moved) is after


def test_who_has_the_common_answer_or_is_in_no_problem_does_not_leave() -> None:
    problems.check_leaving(S.HANDLING, is_member=True)
    with pytest.raises(RuleBrokenError, match=r"problem\.no_member"):
        problems.check_leaving(S.HANDLING, is_member=False)
    for state in (S.ANSWERED, S.CLOSED):
        with pytest.raises(RuleBrokenError, match=r"problem\.answered_member"):
            problems.check_leaving(state, is_member=True)


@pytest.mark.parametrize(
    ("persons", "people", "repeats"),
    [([], 0, 0), ([0], 1, 0), ([0, 0, 0], 1, 0), ([1, 1, 2], 2, 1), ([1, 2, 3, 0, 1, 1], 4, 2)],
)
def test_people_are_counted_and_messages_are_not(persons: list[int], people: int, repeats: int) -> None:
    assert problems.heat(persons) == problems.Heat(people=people, repeats=repeats)


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 9))
def test_the_same_person_again_never_adds_heat(persons: list[int], again: int) -> None:
    before, after = problems.heat([*persons, again]), problems.heat([*persons, again, again])
    assert (after.people, after.repeats) == (before.people, before.repeats + 1)
    assert before.people <= len(Counter(persons)) + 1
