"""Assembly, committee, elections and sharing: bounds and properties."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import assembly, committee, committee_duties, elections, profiles
from huying.rules.assembly import FirstGround
from huying.rules.committee import Fault, Meeting
from huying.rules.committee_duties import Disclosure, FilingDocument, HandOverItem, Signature
from huying.rules.elections import Seats, elect
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.voting import Weight

PROFILES = st.sampled_from(sorted(profiles.PROFILES))
HALF, NONE = Fraction(1, 2), Fraction(0)


@given(st.integers(1, 60), st.data(), PROFILES)
def test_one_more_present_never_loses_a_quorum(members: int, data: st.DataObject, profile: str) -> None:
    present = data.draw(st.integers(0, members))
    in_favour = data.draw(st.integers(0, present))
    order = list(Meeting)
    before = committee.meet(members=members, present=present, in_favour=in_favour, profile=profile)
    more = min(present + 1, members)
    after = committee.meet(members=members, present=more, in_favour=in_favour, profile=profile)
    assert order.index(after) >= order.index(before)
    steps = committee.explain_meeting(members=members, present=present, in_favour=in_favour, profile=profile)
    assert all(step.facts["held"] for step in steps) is (before is Meeting.CARRIED)
    assert all(each["article_zh"] for each in explain(steps))


@given(st.integers(1, 60), st.data(), PROFILES)
def test_one_more_member_left_never_forces_an_election(seats: int, data: st.DataObject, profile: str) -> None:
    left = data.draw(st.integers(0, seats))
    now = committee.must_re_elect(seats=seats, left=left, profile=profile)
    assert now or not committee.must_re_elect(seats=seats, left=min(left + 1, seats), profile=profile)
    (step,) = committee.explain_rump(seats=seats, left=left, profile=profile)
    assert (step.code == "committee.rump_re_elect") is now


@pytest.mark.parametrize(
    ("members", "present", "in_favour", "profile", "outcome"),
    [
        (6, 4, 4, "shandong", Meeting.CARRIED),
        (6, 3, 3, "beijing", Meeting.INQUORATE),
        (6, 4, 3, "beijing", Meeting.LOST),
        (0, 0, 0, "shandong", Meeting.INQUORATE),
    ],
)
def test_meetings_at_their_bounds(members: int, present: int, in_favour: int, profile: str, outcome: Meeting) -> None:
    assert committee.meet(members=members, present=present, in_favour=in_favour, profile=profile) is outcome


def test_representatives() -> None:
    assert committee.meet_representatives(members=0, present=0, in_favour=0) is Meeting.INQUORATE
    with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
        committee.meet_representatives(members=3, present=3, in_favour=4)


def test_a_part_is_no_more_than_its_whole_and_nothing_is_negative() -> None:
    for given_counts in ((5, 6, 0), (5, 5, 6)):
        with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
            committee.meet(
                members=given_counts[0], present=given_counts[1], in_favour=given_counts[2], profile="shandong"
            )
    with pytest.raises(RuleBrokenError, match=r"field\.type"):
        committee.must_re_elect(seats=5, left=-1, profile="shandong")
    with pytest.raises(RuleBrokenError, match=r"field\.type"):
        committee.must_re_elect(seats=-1, left=-1, profile="shandong")


@pytest.mark.parametrize(
    ("size", "profile", "homes", "area_m2", "fault"),
    [
        (3, "beijing", 100, None, None),
        (3, "beijing", 101, None, Fault.TOO_FEW),
        (3, "beijing", None, 1, Fault.TOO_FEW),
        (3, "shanghai", None, 10000, None),
        (3, "shanghai", None, 10001, Fault.TOO_FEW),
        (1, "shanghai", None, 10000, Fault.TOO_FEW),
        (3, "shandong", 1, 1, Fault.TOO_FEW),
        (12, "ministry", None, None, Fault.TOO_MANY),
        (10, "ministry", None, None, Fault.EVEN),
        (11, "ministry", None, None, None),
    ],
)
def test_sizes(size: int, profile: str, homes: int | None, area_m2: int | None, fault: Fault | None) -> None:
    assert committee.check_size(size=size, profile=profile, homes=homes, area_m2=area_m2) is fault
    steps = committee.explain_size(size=size, profile=profile, homes=homes, area_m2=area_m2)
    assert steps[1].code == f"committee.body_{'valid' if fault is None else fault.value}"
    assert len(explain(steps)) == 2


def test_groups_and_stopgap_committees() -> None:
    assert committee.check_stopgap(size=7, owners=4, profile="beijing") is None
    assert committee.check_stopgap(size=7, owners=3, profile="beijing") is Fault.TOO_FEW_OWNERS
    assert committee.check_stopgap(size=5, owners=5, profile="beijing") is Fault.TOO_FEW
    assert committee.check_group(size=8, owners=0, profile="shandong") is Fault.EVEN
    steps = committee.explain_group(size=7, owners=3, profile="shandong")
    assert [each["zh"] for each in explain(steps)] == [
        "筹备组应为单数，不少于7人，业主不少于二分之一",
        "7人中业主比例不足",
    ]


def test_who_may_ask_for_what() -> None:
    assert committee.must_call(members=6, asking=2, profile="shandong")
    assert not committee.must_call(members=0, asking=0, profile="shandong")
    asked: dict[str, Any] = {"members": 7, "heads": 1000, "profile": "shandong"}
    assert not committee.may_propose_removal(asking=3, proposers=199, **asked)
    assert committee.may_propose_removal(asking=4, proposers=0, **asked)
    assert committee.may_propose_removal(asking=0, proposers=200, **asked)
    assert not committee.may_propose_removal(members=6, asking=3, heads=0, proposers=0, profile="shandong")
    assert committee.missing_qualifications({"capacity", "has_time"}) == committee.QUALIFICATIONS - {
        "capacity",
        "has_time",
    }


# The assembly


def due(
    area: Fraction = NONE, heads: Fraction = NONE, applicants: Fraction = NONE, profile: str = "shandong"
) -> object:
    return assembly.first_due(
        area_share=area,
        head_share=heads,
        first_delivery=date(2020, 1, 1),
        on=date(2025, 11, 20),
        profile=profile,
        applicants_share=applicants,
    )


def test_beijing_asks_for_area_and_applicants() -> None:
    twentieth = Fraction(1, 20)
    assert due(HALF, HALF, twentieth, "beijing") is FirstGround.AREA
    assert due(HALF, HALF, twentieth - Fraction(1, 1000), "beijing") is None
    assert due(Fraction(499, 1000), HALF, twentieth, "beijing") is None


def test_shares_above_one_or_below_nought_are_refused() -> None:
    for share in (Fraction(11, 10), Fraction(-1)):
        with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
            due(share)
        with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
            due(NONE, share)


@pytest.mark.parametrize("ground", [*FirstGround, None])
def test_the_ground_is_explained(ground: FirstGround | None) -> None:
    (told,) = explain(assembly.explain_first_due(ground=ground, profile="shandong", on=date(2025, 1, 1)))
    assert told["article"] == "SD 20"


def test_an_extraordinary_meeting() -> None:
    (told,) = explain(assembly.explain_demand(heads=1000, proposers=200, profile="shandong"))
    assert told["zh"] == "1000名业主中200人提议，应达五分之一以上：符合"
    with pytest.raises(RuleBrokenError, match=r"vote\.empty_roll"):
        assembly.may_demand(heads=0, proposers=0, profile="shandong")
    with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
        assembly.may_demand(heads=1, proposers=2, profile="shandong")


# Elections

ALL = Weight(100, 10000)


def test_a_tie_at_the_last_seat_needs_the_lot() -> None:
    votes = {"a": Weight(70, 7000), "b": Weight(60, 6000), "c": Weight(60, 6000), "d": Weight(60, 5999)}
    with pytest.raises(RuleBrokenError, match=r"election\.needs_lot") as broken:
        elect(roll=ALL, cast=ALL, votes=votes, seats=Seats(planned=2, least=1))
    assert broken.value.facts == {"names": ["b", "c"]}
    found = elect(roll=ALL, cast=ALL, votes=votes, seats=Seats(planned=2, least=1), lots=("c", "b"))
    assert (found.elected, found.ties) == (("a", "c"), (("b", "c"),))
    assert explain(found.steps)[-1]["zh"] == "得票和面积均相同，由抽签决定：b、c"
    for planned in (1, 3):
        no_lot = elect(roll=ALL, cast=ALL, votes=votes, seats=Seats(planned=planned, least=1))
        assert (no_lot.ties, no_lot.ranked) == ((), ("a", "b", "c", "d"))


def test_half_is_not_elected_and_fewer_than_planned_stand_only_where_the_city_lets_them() -> None:
    votes = {name: Weight(51, 5001) for name in "abc"} | {"d": Weight(50, 9000)}
    found = elect(roll=ALL, cast=ALL, votes=votes, seats=Seats(planned=5, least=3))
    assert (found.elected, found.is_constituted, found.is_quorate) == (("a", "b", "c"), False, True)
    assert elect(roll=ALL, cast=ALL, votes=votes, seats=Seats(planned=5, least=3, partial_stands=True)).is_constituted
    assert [Seats(planned=5, least=1, partial_stands=True).are_filled(n) for n in (2, 3, 5)] == [False, True, True]
    assert not Seats(planned=6, least=1, partial_stands=True).are_filled(3)
    assert not Seats(planned=5, least=4, partial_stands=True).are_filled(3)


def test_nobody_is_elected_where_too_few_take_part() -> None:
    few = Weight(66, 9000)
    found = elect(roll=ALL, cast=few, votes={"a": few}, seats=Seats(planned=1, least=1))
    assert (found.elected, found.is_quorate, found.is_constituted) == ((), False, False)
    assert explain(found.steps)[0]["zh"] == "候选人a得66人、90.00平方米同意，参与表决不足"


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(51, 54).map(lambda n: Weight(n, 100 * n))), st.randoms())
def test_the_ranking_does_not_depend_on_the_order_of_names(votes: dict[str, Weight], dice: Any) -> None:
    names = list(votes)
    dice.shuffle(names)
    mixed = {name: votes[name] for name in names}
    found, other = (
        elections.elect(roll=ALL, cast=ALL, votes=each, seats=Seats(planned=2, least=1), lots="fedcba")
        for each in (votes, mixed)
    )
    assert (found.ranked, found.elected, found.ties) == (other.ranked, other.elected, other.ties)


# Filing, hand-over, disclosure


def test_a_filing_has_every_document() -> None:
    committee_duties.check_filing(set(FilingDocument))
    with pytest.raises(RuleBrokenError, match=r"committee\.filing_incomplete") as broken:
        committee_duties.check_filing(set(FilingDocument) - {FilingDocument.COVENANT, FilingDocument.DECISION})
    assert broken.value.facts == {"missing": ["decision", "covenant"]}


def test_a_hand_over_is_whole_and_signed_by_both_and_the_street() -> None:
    committee_duties.check_hand_over(items=set(HandOverItem), signed=set(Signature))
    with pytest.raises(RuleBrokenError, match=r"committee\.hand_over_incomplete"):
        committee_duties.check_hand_over(items={HandOverItem.SEALS, HandOverItem.FILES}, signed=set(Signature))
    with pytest.raises(RuleBrokenError, match=r"committee\.hand_over_unsigned") as broken:
        committee_duties.check_hand_over(items=set(HandOverItem), signed=set(Signature) - {Signature.STREET})
    assert broken.value.facts == {"missing": ["street"]}


def test_owners_may_ask_for_what_is_not_posted() -> None:
    assert committee_duties.undisclosed(set(Disclosure)) == ()
    assert committee_duties.undisclosed({Disclosure.FUND, Disclosure.PARKING})[0] is Disclosure.COVENANT
    assert len(committee_duties.undisclosed(set())) == 7
