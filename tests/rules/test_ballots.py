"""Counting ballots: order, void ballots, proxies, silence."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import ballots, electorate
from huying.rules.ballots import Ballot, Choice, Count, Flag, Tally, Terms, Unreturned
from huying.rules.deadlines import CHINA
from huying.rules.electorate import DEVELOPER_HEAD, Part, PartState, Roll
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.proxies import ProxyRule
from huying.rules.voting import MotionKind, Outcome, Weight

NOON = datetime(2025, 6, 20, 12, tzinfo=CHINA)
HOUR = timedelta(hours=1)


def head(*owners: str) -> frozenset[str]:
    return frozenset(owners)


def roll(*heads: frozenset[str]) -> Roll:
    parts = [Part(part=f"P{n}", area_dm2=10000, owners=each) for n, each in enumerate(heads)]
    return electorate.roll_of(parts, parking_counts=False)


FIVE = roll(head("a"), head("b"), head("c"), head("d"), head("d", "e"))


def ballot(voter: str, *ticks: str, **more: Any) -> Ballot:
    return Ballot(voter=voter, ticks=ticks, **more)


def count(*given_ballots: Ballot, on: Roll = FIVE, kind: MotionKind = MotionKind.ORDINARY, **terms: Any) -> Count:
    return ballots.count(roll=on, ballots=given_ballots, terms=Terms(kind=kind, **terms))


def codes(found: Count) -> list[str]:
    return [flag.code for flag in found.flags]


def test_a_ballot_without_a_head_votes_every_head_of_the_voter_not_yet_voted() -> None:
    found = count(ballot("e", "no"), ballot("d", "yes"))
    assert found.choices == {head("d", "e"): Choice.NO, head("d"): Choice.YES}
    assert found.flags == ()
    again = count(ballot("e", "no"), ballot("d", "yes"), ballot("d", "abstain"))
    assert again.flags == (Flag(code="head_twice", ballot=3, voter="d"),)
    assert (again.choices, again.invalid) == (found.choices, 0)


def test_a_head_named_is_the_exact_set_of_owners() -> None:
    found = count(ballot("d", "yes", head=head("d", "e")))
    assert found.choices == {head("d", "e"): Choice.YES}
    unknown = count(ballot("e", "yes", head=head("e")), ballot("a", "yes", head=head("b")))
    assert unknown.flags == (
        Flag(code="head_unknown", ballot=1, voter="e", head=head("e")),
        Flag(code="not_owner", ballot=2, voter="a", head=head("b")),
    )
    assert (unknown.invalid, unknown.tally.cast) == (2, Weight(0, 0))


def test_a_stranger_has_no_vote() -> None:
    found = count(ballot("x", "yes"))
    assert (codes(found), found.invalid) == (["not_owner"], 1)


@pytest.mark.parametrize(
    ("ticks", "code"),
    [((), "blank"), (("yes", "no"), "two_choices"), (("perhaps",), "unreadable"), (("yes", "yes"), None)],
)
def test_marks(ticks: tuple[str, ...], code: str | None) -> None:
    found = count(ballot("a", *ticks))
    assert codes(found) == ([] if code is None else [code])
    assert found.invalid == (code is not None)
    assert found.tally.cast == (Weight(1, 10000) if code is None else Weight(0, 0))


def test_a_later_valid_ballot_counts_after_a_void_one() -> None:
    found = count(ballot("a"), ballot("a", "yes"))
    assert (found.choices, found.invalid) == ({head("a"): Choice.YES}, 1)


def test_the_end_itself_is_in_time() -> None:
    in_time = ballot("a", "yes", at=NOON)
    late = ballot("b", "yes", at=NOON + timedelta(seconds=1))
    found = count(in_time, late, ballot("c", "yes"), ends_at=NOON)
    assert set(found.choices) == {head("a"), head("c")}
    assert [(flag.code, flag.ballot) for flag in found.flags] == [("after_end", 2)]
    assert codes(count(late)) == []


def test_ballots_are_read_by_time_and_of_one_instant_as_given() -> None:
    by_time = count(ballot("a", "no", at=NOON), ballot("a", "yes", at=NOON - HOUR))
    assert by_time.choices == {head("a"): Choice.YES}
    assert by_time.flags[0].ballot == 1
    as_given = count(ballot("a", "no", at=NOON), ballot("a", "yes", at=NOON))
    assert as_given.choices == {head("a"): Choice.NO}
    undated = count(ballot("a", "no", at=NOON), ballot("a", "yes"))
    assert undated.choices == {head("a"): Choice.YES}


# Proxies


def letter(voter: str, *owners: str, **more: Any) -> Ballot:
    return ballot(voter, "yes", head=head(*owners), is_proxy=True, **more)


WEIFANG = ProxyRule(most_per_agent=2, agent_is_owner=True)


def test_an_agent_votes_for_the_head_named() -> None:
    found = count(letter("x", "a"), letter("x", "d", "e"))
    assert set(found.choices) == {head("a"), head("d", "e")}
    assert count(ballot("x", "yes", is_proxy=True)).flags == (Flag(code="proxy_without_head", ballot=1, voter="x"),)
    assert codes(count(letter("x", "y"))) == ["head_unknown"]


def test_an_agent_holds_no_more_than_the_profile_allows() -> None:
    found = count(letter("a", "b"), letter("a", "c"), letter("a", "d"), letter("a", "b"), proxies=WEIFANG)
    assert [(flag.code, flag.ballot) for flag in found.flags] == [("proxy_too_many", 3), ("head_twice", 4)]
    assert set(found.choices) == {head("b"), head("c")}
    assert codes(count(letter("x", "b"), proxies=WEIFANG)) == ["agent_not_owner"]


def test_his_own_head_is_no_proxy() -> None:
    own = [letter("d", "d", "e"), letter("d", "d")]
    found = count(*own, letter("d", "a"), letter("d", "b"), proxies=WEIFANG)
    assert (len(found.choices), found.flags) == (4, ())


def test_a_letter_dated_at_the_end_still_counts() -> None:
    assert codes(count(letter("x", "a", proxy_signed_at=NOON), ends_at=NOON)) == []
    late = letter("x", "a", proxy_signed_at=NOON + timedelta(seconds=1))
    assert codes(count(late, ends_at=NOON)) == ["proxy_late"]
    assert codes(count(late)) == []
    assert codes(count(letter("x", "a"), ends_at=NOON)) == []


# Silence

ALL = frozenset(FIVE.areas)


@pytest.mark.parametrize(
    ("kind", "rules_allow", "authority_confirms", "code"),
    [
        (MotionKind.ORDINARY, False, True, "policy_not_in_rules"),
        (MotionKind.SPECIAL, False, True, "policy_not_in_rules"),
        (MotionKind.SPECIAL, True, False, "policy_not_confirmed"),
        (MotionKind.SPECIAL, True, True, None),
        (MotionKind.ORDINARY, True, False, None),
    ],
)
def test_silence_counts_only_on_its_conditions(
    kind: MotionKind, *, rules_allow: bool, authority_confirms: bool, code: str | None
) -> None:
    terms: dict[str, Any] = {"unreturned": Unreturned.DELIVERED_JOINS_MAJORITY, "delivered": ALL, "kind": kind}
    found = count(ballot("a", "yes"), rules_allow=rules_allow, authority_confirms=authority_confirms, **terms)
    assert codes(found) == ([] if code is None else [code])
    assert found.tally.yes.heads == (5 if code is None else 1)
    asked = Unreturned.DELIVERED_JOINS_MAJORITY
    assert found.policy is (asked if code is None else Unreturned.NOT_PARTICIPATING)
    assert (found.returned.cast.heads, found.outcome_of_returned) == (1, Outcome.INQUORATE)


def test_silence_is_nothing_by_default() -> None:
    found = count(ballot("a", "yes"), delivered=ALL, rules_allow=True)
    assert (found.tally.cast.heads, found.policy, found.flags) == (1, Unreturned.NOT_PARTICIPATING, ())
    assert ballots.explain(found, kind=MotionKind.ORDINARY)[1].code == "votes.cast_heads"


def test_nothing_is_allowed_that_was_not_said() -> None:
    asked = Unreturned.DELIVERED_COUNTS_AS_ABSTAIN
    assert ballots.policy_in_force(Terms(kind=MotionKind.ORDINARY, unreturned=asked))[1] == "policy_not_in_rules"
    special = Terms(kind=MotionKind.SPECIAL, unreturned=asked, rules_allow=True)
    assert ballots.policy_in_force(special)[1] == "policy_not_confirmed"


def test_only_delivered_heads_join_and_the_step_says_how_many() -> None:
    terms: dict[str, Any] = {"unreturned": Unreturned.DELIVERED_COUNTS_AS_ABSTAIN, "rules_allow": True}
    found = count(ballot("a", "yes"), ballot("b"), delivered={head("a"), head("b"), head("c")}, **terms)
    assert (found.tally.abstain, found.tally.yes) == (Weight(1, 10000), Weight(1, 10000))
    steps = ballots.explain(found, kind=MotionKind.ORDINARY)
    assert [step.code for step in steps] == [
        "votes.roll",
        "votes.silent",
        "votes.cast_heads",
        "votes.cast_area",
        "votes.inquorate",
    ]
    assert steps[1].facts == {"heads": 1, "area": "100.00", "policy": "DELIVERED_COUNTS_AS_ABSTAIN"}
    assert explain(steps)[1]["article_zh"].startswith("《业主大会和业主委员会指导规则")


def tally(yes: Weight, no: Weight, abstain: Weight) -> Tally:
    return Tally(yes=yes, no=no, abstain=abstain)


@pytest.mark.parametrize(
    ("found", "leader"),
    [
        (tally(Weight(2, 2), Weight(1, 1), Weight(0, 0)), Choice.YES),
        (tally(Weight(1, 1), Weight(2, 2), Weight(0, 0)), Choice.NO),
        (tally(Weight(2, 1), Weight(1, 2), Weight(0, 0)), Choice.ABSTAIN),
        (tally(Weight(1, 2), Weight(2, 1), Weight(0, 0)), Choice.ABSTAIN),
        (tally(Weight(2, 2), Weight(2, 1), Weight(0, 0)), Choice.ABSTAIN),
        (tally(Weight(2, 2), Weight(1, 2), Weight(0, 0)), Choice.ABSTAIN),
        (tally(Weight(2, 2), Weight(1, 1), Weight(3, 3)), Choice.ABSTAIN),
        (tally(Weight(2, 2), Weight(1, 1), Weight(2, 1)), Choice.ABSTAIN),
        (tally(Weight(1, 1), Weight(2, 2), Weight(2, 1)), Choice.ABSTAIN),
        (tally(Weight(0, 0), Weight(0, 0), Weight(0, 0)), Choice.ABSTAIN),
    ],
)
def test_the_leader_leads_in_both(found: Tally, leader: Choice) -> None:
    assert found.leader is leader


def test_a_weight_joins_one_choice() -> None:
    base = tally(Weight(1, 10), Weight(2, 20), Weight(3, 30))
    joined = {choice: base.joined(choice, Weight(5, 50)) for choice in Choice}
    assert joined[Choice.YES] == tally(Weight(6, 60), Weight(2, 20), Weight(3, 30))
    assert joined[Choice.NO] == tally(Weight(1, 10), Weight(7, 70), Weight(3, 30))
    assert joined[Choice.ABSTAIN] == tally(Weight(1, 10), Weight(2, 20), Weight(8, 80))


# Properties

CAST = st.lists(
    st.builds(
        Ballot,
        voter=st.sampled_from("abcdex"),
        ticks=st.sampled_from([("yes",), ("no",), ("abstain",), ("yes", "no"), ()]),
        at=st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    ),
    max_size=12,
    unique_by=lambda each: each.at,
)


@given(CAST, st.randoms())
def test_the_order_of_the_list_does_not_matter(cast: list[Ballot], dice: Any) -> None:
    mixed = list(cast)
    dice.shuffle(mixed)
    first, second = count(*cast), count(*mixed)
    assert (first.tally, first.invalid, first.outcome) == (second.tally, second.invalid, second.outcome)
    assert sorted(codes(first)) == sorted(codes(second))


@given(CAST)
def test_everything_cast_is_on_the_roll_and_every_ballot_is_accounted_for(cast: list[Ballot]) -> None:
    found = count(*cast)
    assert found.tally.cast.is_within(found.roll)
    assert found.tally.cast == FIVE.weight_of(found.choices)
    assert found.invalid == sum(flag.code != "head_twice" for flag in found.flags)


# The roll


def test_the_developer_is_one_head_and_meets_himself() -> None:
    parts = [
        Part(part="1", area_dm2=100, owners=head(), state=PartState.UNSOLD),
        Part(part="2", area_dm2=200, owners=head("buyer"), state=PartState.UNDELIVERED),
        Part(part="3", area_dm2=400, owners=head("developer")),
    ]
    assert electorate.roll_of(parts, parking_counts=False).areas == {DEVELOPER_HEAD: 700}


def test_parking_spaces_are_left_out_unless_the_rules_include_them() -> None:
    parts = [
        Part(part="1", area_dm2=100, owners=head("a")),
        Part(part="2", area_dm2=20, owners=head("b"), is_parking=True),
        Part(part="3", area_dm2=30, owners=head("c"), is_parking=True),
    ]
    without = electorate.roll_of(parts, parking_counts=False)
    assert (without.areas, without.left_out, without.total) == ({head("a"): 100}, ("2", "3"), Weight(1, 100))
    assert codes(count(on=without)) == ["parking_left_out"]
    assert electorate.roll_of(parts, parking_counts=True).total == Weight(3, 150)


@pytest.mark.parametrize(
    ("parts", "code", "facts"),
    [
        ([], "vote.empty_roll", {}),
        ([Part(part="1", area_dm2=0, owners=head("a"))], "vote.empty_roll", {}),
        ([Part(part="1", area_dm2=-1, owners=head("a"))], "area.negative", {"field": "1", "value": -1}),
        ([Part(part="1", area_dm2=1, owners=head())], "vote.part_without_owner", {"part": "1"}),
        ([Part(part="1", area_dm2=1, owners=head("a"))] * 2, "vote.part_twice", {"part": "1"}),
    ],
)
def test_an_impossible_roll_is_refused(parts: list[Part], code: str, facts: dict[str, Any]) -> None:
    with pytest.raises(RuleBrokenError) as broken:
        electorate.roll_of(parts, parking_counts=False)
    assert (broken.value.code, broken.value.facts) == (code, facts)


def test_no_known_area_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"area\.unknown"):
        electorate.area_of(registered=None, surveyed=None, contract=None)
    assert electorate.area_of(registered=0, surveyed=5, contract=5) == (0, electorate.AreaSource.REGISTERED)


def test_the_fingerprint_is_that_of_the_written_format() -> None:
    parts = [
        Part(part="乙-2", area_dm2=8820, owners=head("b", "a")),
        Part(part="甲-1", area_dm2=100, owners=head(), state=PartState.UNSOLD, is_parking=True),
    ]
    # printf '["乙-2",8820,"sold",false,["a","b"]]\n["甲-1",100,"unsold",true,[]]' | sha256sum
    expected = "54ac4adb7dfad5322f0f910480cd90ee6ca54766ad184be85b08755946d8c12b"
    assert electorate.fingerprint(parts) == electorate.fingerprint(parts[::-1]) == expected
    with pytest.raises(RuleBrokenError) as broken:
        electorate.check_unchanged(parts, frozen="0" * 70)
    assert broken.value.facts == {"frozen": "0" * 64, "found": expected}
