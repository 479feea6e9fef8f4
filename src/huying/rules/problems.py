"""Problems 同一问题: several people tell the same matter of the same place; one handling, one answer, many voices.

Source: R4.4 (duplicate demands are normally merged 并单), R4.10 (a group of persons on one matter is one master case
with children, and each person still gets an answer). Who is one person is known by their telephone alone; voices
without one are at least one person together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from huying.rules.case_facts import PauseReason
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

WINDOW = timedelta(days=120)
"""How far apart two messages may lie to be proposed as one matter; within it a season returns, not a year."""
WEEK, MONTH = timedelta(days=7), timedelta(days=28)
WEEKS = MONTH // WEEK
"""What is told now is seen by the last week beside the last four."""
MOST_MEMBERS = 200
"""A step of the lead is taken on every member in one transaction."""

COMMON = frozenset(
    {
        Step.SIGN,
        Step.ASSIGN,
        Step.DRAFT,
        Step.CHECK,
        Step.ISSUE,
        Step.SEND_BACK,
        Step.ASK_STANDING,
        Step.STAND_LONG_TERM,
        Step.MILESTONE,
        Step.REOPEN,
        Step.SPLIT,
        Step.RECUSE,
        Step.REFUSE_RECUSAL,
    }
)
"""Steps of the common handling: taken on the lead, never on a case that follows it."""
OF_THE_MATTER = frozenset({PauseReason.EXPERT_OPINION, PauseReason.OWNERS_VOTE, PauseReason.FORCE_MAJEURE})
"""Reasons to pause that hold for the matter and so for everybody who told it; the others are one reporter's."""
MAY_LEAD = frozenset({CaseState.DISPATCHED, CaseState.HANDLING, CaseState.CHECKING})
"""Where a case stands that others may join: confirmed and sent, not yet answered."""
NO_LONGER_LEAVES = frozenset({CaseState.ANSWERED, CaseState.CLOSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A case about to be merged: where it stands, where it lies, and what it already belongs to."""

    state: CaseState
    place: int
    compound: int | None = None
    places_above: frozenset[int] = frozenset()
    follows: bool = False
    is_member: bool = False
    leads: bool = False
    has_parts: bool = False


def check_merge(lead: Side, joining: Side, *, members: int = 1) -> None:
    """Refuse a merge that would make a circle, join what is done, or tie different places together."""
    if joining.leads:
        raise RuleBrokenError("problem.leads_another")
    if joining.is_member or joining.follows:
        raise RuleBrokenError("problem.member_already")
    if lead.follows:
        raise RuleBrokenError("problem.circular")
    if lead.state not in MAY_LEAD:
        raise RuleBrokenError("problem.lead_state", state=lead.state)
    if not is_same_place(lead, joining):
        raise RuleBrokenError("problem.other_place")
    if joining.has_parts:
        raise RuleBrokenError("problem.parts_open")
    if members >= MOST_MEMBERS:
        raise RuleBrokenError("problem.full", most=MOST_MEMBERS)


def is_same_place(lead: Side, joining: Side) -> bool:
    """Tell whether two cases lie in one compound, or in one place where no compound is known.

    The place of a case that waits to be confirmed may be wider: a person says with the merge where it lies.
    """
    if lead.compound is not None and joining.compound is not None:
        return lead.compound == joining.compound
    if lead.place == joining.place:
        return True
    is_open = joining.state is CaseState.TRIAGE and joining.compound is None
    return is_open and joining.place in lead.places_above


def state_of_follower(*, lead: CaseState, joining: CaseState, is_moved: bool) -> CaseState:
    """Return where a case stands once it follows: with the unit as the lead is, never signed for before its lead."""
    if lead is CaseState.DISPATCHED and (is_moved or joining in {CaseState.TRIAGE, CaseState.DISPATCHED}):
        return CaseState.DISPATCHED
    return CaseState.HANDLING


def check_leaving(state: CaseState, *, is_member: bool) -> None:
    """Refuse to take a case out that is in no problem, or that has got the common answer."""
    if not is_member:
        raise RuleBrokenError("problem.no_member")
    if state in NO_LONGER_LEAVES:
        raise RuleBrokenError("problem.answered_member", state=state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """How many people told a matter 热度, and how often some of them told it again 重复反映."""

    people: int
    repeats: int


def heat(persons: Iterable[int]) -> Heat:
    """Count distinct people, not messages; 0 is somebody unknown, and all unknown ones are at least one person."""
    counted = Counter(persons)
    unknown = counted.pop(0, 0)
    return Heat(people=len(counted) + (unknown > 0), repeats=sum(counted.values()) - len(counted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How hot a matter is: its heat, and the people of the last week and of the last four."""

    people: int
    repeats: int
    week: int
    month: int

    @property
    def rise(self) -> int:
        """Return by how much the last week, times four, is above the last four weeks; steady is 0."""
        return WEEKS * self.week - self.month


def pulse(told: Iterable[tuple[datetime, int]], *, at: datetime) -> Pulse:
    """Count the people of a matter, and those who told it within the last 7 and 28 days."""
    rows = list(told)
    whole = heat(person for _at, person in rows)
    week, month = (heat(person for when, person in rows if at - span < when <= at).people for span in (WEEK, MONTH))
    return Pulse(people=whole.people, repeats=whole.repeats, week=week, month=month)
