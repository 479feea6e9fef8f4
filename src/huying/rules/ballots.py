"""Counting the ballots 计票: what each ballot is worth, which are void, and what silence means.

Source: R1.8 (abstaining is taking part), R1.9 (silence: 274号 art. 26 and a Shanghai court of 2022), R2.8 (proxies)
and the evidence rules of R2. Ballots are read by their time, those of one instant as they were given. The first valid
ballot of a head counts; a later one is kept and flagged. A ballot that names no head votes each head of the voter that
has not voted. Silence is not taking part, unless the owners' own rules say otherwise, and then only for heads with a
proved delivery; on a special matter the housing authority must confirm it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.explanations import Step
from huying.rules.proxies import ProxyRule
from huying.rules.voting import NOBODY, MotionKind, Outcome, Weight, decide, written
from huying.rules.voting import explain as explain_motion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from huying.rules.electorate import Head, Roll


class Choice(Enum):
    """What a head says to a motion."""

    YES = "yes"  # 同意
    NO = "no"  # 反对
    ABSTAIN = "abstain"  # 弃权


CHOICES = MappingProxyType({each.value: each for each in Choice})
SPOILING = frozenset({"blank", "two_choices", "unreadable"})  # a ballot came back, but says nothing


class Unreturned(Enum):
    """What becomes of heads that return no ballot 未反馈票 (R1.9)."""

    NOT_PARTICIPATING = "NOT_PARTICIPATING"  # 不计入
    DELIVERED_COUNTS_AS_ABSTAIN = "DELIVERED_COUNTS_AS_ABSTAIN"  # 送达视为弃权
    DELIVERED_JOINS_MAJORITY = "DELIVERED_JOINS_MAJORITY"  # 送达视为从众


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One ballot as it came in: who gave it, for which head, and every mark on it."""

    voter: str
    ticks: tuple[str, ...]
    head: Head | None = None
    at: datetime | None = None
    is_proxy: bool = False
    proxy_signed_at: datetime | None = None

    @property
    def stands_for_another(self) -> bool:
        """Tell whether the voter needs a letter; a co-owner votes for his own head."""
        return self.is_proxy and (self.head is None or self.voter not in self.head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customs:
    """What the law leaves open and a city or the owners' rules settle (R1.8, R1.9, R2)."""

    abstaining_takes_part: bool = True
    silence_may_count: bool = True
    void_takes_part: bool = False
    later_ballot_replaces: bool = False


def customs_of(profile: str) -> Customs:
    """Return what a city settles."""
    names = ("abstaining_takes_part", "silence_may_count", "void_takes_part", "later_ballot_replaces")
    return Customs(**{name: profiles.value(profile, f"votes.{name}").value is True for name in names})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was settled before the vote began."""

    kind: MotionKind
    ends_at: datetime | None = None
    unreturned: Unreturned = Unreturned.NOT_PARTICIPATING
    rules_allow: bool = False
    authority_confirms: bool = False
    delivered: frozenset[Head] = frozenset()
    proxies: ProxyRule = field(default_factory=ProxyRule)
    customs: Customs = field(default_factory=Customs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """Something a reader of the result should know; `ballot` is its place in the list, from 1."""

    code: str
    ballot: int | None = None
    voter: str | None = None
    head: Head | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much stands behind each choice."""

    yes: Weight
    no: Weight
    abstain: Weight
    abstaining_takes_part: bool = True

    @property
    def cast(self) -> Weight:
        """Return all who take part, those abstaining too unless the city says otherwise (R1.8)."""
        return self.yes + self.no + self.abstain if self.abstaining_takes_part else self.yes + self.no

    @property
    def leader(self) -> Choice:
        """Return the choice that leads in both heads and area, abstaining where none does."""
        for choice, mine, others in (
            (Choice.YES, self.yes, (self.no, self.abstain)),
            (Choice.NO, self.no, (self.yes, self.abstain)),
        ):
            if all(mine.heads > other.heads and mine.area_dm2 > other.area_dm2 for other in others):
                return choice
        return Choice.ABSTAIN

    def joined(self, choice: Choice, weight: Weight) -> Tally:
        """Return the tally with a weight added to one choice."""
        more = {each: weight if each is choice else NOBODY for each in Choice}
        return replace(
            self,
            yes=self.yes + more[Choice.YES],
            no=self.no + more[Choice.NO],
            abstain=self.abstain + more[Choice.ABSTAIN],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The result of counting; `returned` is the tally of ballots alone, whatever silence was taken for."""

    roll: Weight
    tally: Tally
    outcome: Outcome
    returned: Tally
    outcome_of_returned: Outcome
    policy: Unreturned
    choices: Mapping[Head, Choice]
    invalid: int
    flags: tuple[Flag, ...]


def count(*, roll: Roll, ballots: Sequence[Ballot], terms: Terms) -> Count:
    """Count ballots against the roll and judge the motion."""
    box = _Box(roll=roll, terms=terms)
    box.read(ballots)
    returned = replace(tally_of(box.choices, roll=roll), abstaining_takes_part=terms.customs.abstaining_takes_part)
    if terms.customs.void_takes_part:
        returned = returned.joined(Choice.ABSTAIN, roll.weight_of(box.spoiled - box.choices.keys()))
    policy, refused = policy_in_force(terms)
    silent = terms.delivered & (roll.areas.keys() - box.choices.keys() - box.spoiled)
    tally = _with_silent(returned, roll.weight_of(silent), policy=policy)
    flags = [*box.flags, *(Flag(code="parking_left_out") for _part in roll.left_out[:1])]
    if refused is not None:
        flags.append(Flag(code=refused))
    return Count(
        roll=roll.total,
        tally=tally,
        outcome=decide(kind=terms.kind, roll=roll.total, cast=tally.cast, in_favour=tally.yes),
        returned=returned,
        outcome_of_returned=decide(kind=terms.kind, roll=roll.total, cast=returned.cast, in_favour=returned.yes),
        policy=policy,
        choices=box.choices,
        invalid=box.invalid,
        flags=tuple(flags),
    )


def policy_in_force(terms: Terms) -> tuple[Unreturned, str | None]:
    """Return what silence is taken for, and why not what was asked where a condition fails (R1.9)."""
    if terms.unreturned is Unreturned.NOT_PARTICIPATING:
        return terms.unreturned, None
    if not terms.customs.silence_may_count:
        return Unreturned.NOT_PARTICIPATING, "policy_forbidden"
    if not terms.rules_allow:
        return Unreturned.NOT_PARTICIPATING, "policy_not_in_rules"
    if terms.kind is MotionKind.SPECIAL and not terms.authority_confirms:
        return Unreturned.NOT_PARTICIPATING, "policy_not_confirmed"
    return terms.unreturned, None


def _with_silent(returned: Tally, silent: Weight, *, policy: Unreturned) -> Tally:
    if policy is Unreturned.NOT_PARTICIPATING:
        return returned
    joins = returned.leader if policy is Unreturned.DELIVERED_JOINS_MAJORITY else Choice.ABSTAIN
    return returned.joined(joins, silent)


def tally_of(choices: Mapping[Head, Choice], *, roll: Roll) -> Tally:
    """Return how much stands behind each choice."""
    yes, no, abstain = (roll.weight_of(head for head, choice in choices.items() if choice is each) for each in Choice)
    return Tally(yes=yes, no=no, abstain=abstain)


def _defect(ballot: Ballot) -> str | None:
    """Return what makes the marks on a ballot void, None where they say one thing."""
    if not ballot.ticks:
        return "blank"
    if len(set(ballot.ticks)) > 1:
        return "two_choices"
    return None if ballot.ticks[0] in CHOICES else "unreadable"


class _Box:
    """The ballot box 票箱 while it is read."""

    def __init__(self, *, roll: Roll, terms: Terms) -> None:
        self.roll, self.terms = roll, terms
        self.heads_of = roll.by_owner()
        self.choices: dict[Head, Choice] = {}
        self.spoiled: set[Head] = set()
        self.held: dict[str, set[Head]] = {}
        self.flags: list[Flag] = []
        self.invalid = 0

    def read(self, ballots: Sequence[Ballot]) -> None:
        """Read every ballot, the earliest first."""
        for place, ballot in _in_order(ballots):
            objection = self._objection(ballot)
            if objection is None:
                self._accept(place, ballot)
            else:
                self._void(place, ballot, objection)

    def _objection(self, ballot: Ballot) -> str | None:
        if self.terms.ends_at is not None and ballot.at is not None and ballot.at > self.terms.ends_at:
            return "after_end"
        standing = self._proxy_objection(ballot) if ballot.stands_for_another else self._owner_objection(ballot)
        return standing if standing is not None else _defect(ballot)

    def _owner_objection(self, ballot: Ballot) -> str | None:
        if ballot.head is None:
            return None if ballot.voter in self.heads_of else "not_owner"
        if ballot.head not in self.roll.areas:
            return "head_unknown"
        return None if ballot.voter in ballot.head else "not_owner"

    def _proxy_objection(self, ballot: Ballot) -> str | None:
        if ballot.head is None:
            return "proxy_without_head"
        if ballot.head not in self.roll.areas:
            return "head_unknown"
        held = self.held.get(ballot.voter, set())
        return self.terms.proxies.objection(
            held=len(held - {ballot.head}),
            is_owner=ballot.voter in self.heads_of,
            signed_at=ballot.proxy_signed_at,
            ends_at=self.terms.ends_at,
        )

    def _heads(self, ballot: Ballot) -> Iterable[Head]:
        return self.heads_of[ballot.voter] if ballot.head is None else (ballot.head,)

    def _accept(self, place: int, ballot: Ballot) -> None:
        heads = list(self._heads(ballot))
        fresh = [head for head in heads if head not in self.choices]
        counted = heads if self.terms.customs.later_ballot_replaces else fresh
        self.choices.update(dict.fromkeys(counted, CHOICES[ballot.ticks[0]]))
        if ballot.stands_for_another:
            self.held.setdefault(ballot.voter, set()).update(fresh)
        if not fresh:
            self.flags.append(Flag(code="head_twice", ballot=place, voter=ballot.voter, head=ballot.head))

    def _void(self, place: int, ballot: Ballot, objection: str) -> None:
        self.invalid += 1
        if objection in SPOILING:
            self.spoiled.update(self._heads(ballot))
        self.flags.append(Flag(code=objection, ballot=place, voter=ballot.voter, head=ballot.head))


def _in_order(ballots: Sequence[Ballot]) -> list[tuple[int, Ballot]]:
    """Return the ballots with their place, by time; those without a time come first."""
    placed = list(enumerate(ballots, start=1))
    undated = [each for each in placed if each[1].at is None]
    dated = sorted(
        ((ballot.at, place, ballot) for place, ballot in placed if ballot.at is not None), key=lambda each: each[:2]
    )
    return [*undated, *((place, ballot) for _at, place, ballot in dated)]


def explain(found: Count, *, kind: MotionKind) -> tuple[Step, ...]:
    """Return the steps of a count, what silence was taken for among them."""
    tally = found.tally
    steps = explain_motion(kind=kind, roll=found.roll, cast=tally.cast, in_favour=tally.yes)
    if found.policy is Unreturned.NOT_PARTICIPATING:
        return steps
    silent = tally.cast.heads - found.returned.cast.heads, tally.cast.area_dm2 - found.returned.cast.area_dm2
    facts = {"heads": silent[0], "area": written(silent[1]), "policy": found.policy.value}
    return (steps[0], Step("votes.silent", facts), *steps[1:])
