"""Electing the owners' committee 业主委员会选举: who is elected, and how equal candidates are ranked.

Source: Civil Code art. 278 item 3; Hangzhou regulation art. 27 (R1.15). A candidate needs more than half of those
taking part, by heads and by area; then votes by heads rank them for the seats, of equal ones the larger area, then
the lot; it is drawn and recorded elsewhere, given here as an order, and asked for only where it decides a seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.voting import QUORUM, MotionKind, Outcome, Weight, decide, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """Who was elected, in order of rank; `ties` is the group whose last seats a lot decided."""

    elected: tuple[str, ...]
    ranked: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...]
    is_quorate: bool
    is_constituted: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """How many seats there are, how few may do, and whether fewer than planned may stand."""

    planned: int
    least: int
    partial_stands: bool = False

    def are_filled(self, elected: int) -> bool:
        """Tell whether so many elected form the committee."""
        enough = elected >= self.least and 2 * elected > self.planned
        return elected == self.planned or (self.partial_stands and enough)


def elect(
    *, roll: Weight, cast: Weight, votes: Mapping[str, Weight], seats: Seats, lots: Sequence[str] = ()
) -> Election:
    """Return the outcome of an election; `lots` names candidates in the order drawn."""
    outcomes = {
        each: decide(kind=MotionKind.ORDINARY, roll=roll, cast=cast, in_favour=weight) for each, weight in votes.items()
    }
    groups = _groups({each: votes[each] for each in votes if outcomes[each] is Outcome.CARRIED})
    ties = _ties_at_the_last_seat(groups, planned=seats.planned)
    ranked = _ranked(groups, ties=ties, lots=lots)
    elected = ranked[: seats.planned]
    return Election(
        elected=elected,
        ranked=ranked,
        ties=ties,
        is_quorate=cast.is_at_least(QUORUM, roll),
        is_constituted=seats.are_filled(len(elected)),
        steps=(
            *(_candidate(each, votes[each], outcomes[each]) for each in votes),
            *(Step("votes.candidates_tied", {"names": "、".join(each)}) for each in ties),
        ),
    )


def _candidate(name: str, weight: Weight, outcome: Outcome) -> Step:
    return Step(
        f"votes.candidate_{outcome.value}", {"name": name, "heads": weight.heads, "area": written(weight.area_dm2)}
    )


def _groups(carried: Mapping[str, Weight]) -> list[tuple[str, ...]]:
    """Return the candidates by heads, then area; those equal in both stand in one group, by name."""
    ordered = sorted(carried, key=lambda each: (-carried[each].heads, -carried[each].area_dm2, each))
    return [tuple(same) for _weight, same in groupby(ordered, key=lambda each: carried[each])]


def _ties_at_the_last_seat(groups: Sequence[tuple[str, ...]], *, planned: int) -> tuple[tuple[str, ...], ...]:
    """Return the group of which some are seated and some are not, if there is one."""
    found, seated = [], 0
    for each in groups:
        if seated < planned < seated + len(each):
            found.append(each)
        seated += len(each)
    return tuple(found)


def _ranked(
    groups: Sequence[tuple[str, ...]], *, ties: tuple[tuple[str, ...], ...], lots: Sequence[str]
) -> tuple[str, ...]:
    """Return all in order; a tie at the last seat needs the lot."""
    drawn = {name: place for place, name in enumerate(lots)}
    undrawn = [name for each in ties for name in each if name not in drawn]
    if undrawn:
        raise RuleBrokenError("election.needs_lot", names=undrawn)
    return tuple(name for each in groups for name in (sorted(each, key=drawn.__getitem__) if each in ties else each))
