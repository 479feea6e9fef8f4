"""Deciding: bounds and properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import consent, voting
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.voting import MATTERS, NOBODY, MotionKind, Outcome, Weight, decide

COUNTS = st.integers(min_value=0, max_value=2000)
KINDS = st.sampled_from(MotionKind)


@st.composite
def motions(draw: st.DrawFn) -> tuple[Weight, Weight, Weight]:
    roll = Weight(draw(st.integers(1, 2000)), draw(st.integers(1, 200_000)))
    cast = Weight(draw(st.integers(0, roll.heads)), draw(st.integers(0, roll.area_dm2)))
    return roll, cast, Weight(draw(st.integers(0, cast.heads)), draw(st.integers(0, cast.area_dm2)))


@given(motions(), KINDS)
def test_one_more_in_favour_never_loses_a_motion(motion: tuple[Weight, Weight, Weight], kind: MotionKind) -> None:
    roll, cast, yes = motion
    more = Weight(min(yes.heads + 1, cast.heads), min(yes.area_dm2 + 1, cast.area_dm2))
    before = decide(kind=kind, roll=roll, cast=cast, in_favour=yes)
    after = decide(kind=kind, roll=roll, cast=cast, in_favour=more)
    order = list(Outcome)
    assert order.index(after) >= order.index(before)


@given(motions())
def test_what_carries_a_special_matter_carries_an_ordinary_one(motion: tuple[Weight, Weight, Weight]) -> None:
    roll, cast, yes = motion
    special = decide(kind=MotionKind.SPECIAL, roll=roll, cast=cast, in_favour=yes)
    ordinary = decide(kind=MotionKind.ORDINARY, roll=roll, cast=cast, in_favour=yes)
    assert special is not Outcome.CARRIED or ordinary is Outcome.CARRIED


@given(motions(), KINDS, st.integers(2, 50))
def test_the_unit_of_measure_does_not_matter(motion: tuple[Weight, Weight, Weight], kind: MotionKind, by: int) -> None:
    larger = [Weight(each.heads * by, each.area_dm2 * by) for each in motion]
    roll, cast, yes = motion
    first = decide(kind=kind, roll=roll, cast=cast, in_favour=yes)
    assert decide(kind=kind, roll=larger[0], cast=larger[1], in_favour=larger[2]) is first


@given(motions(), KINDS)
def test_the_steps_agree_with_the_outcome(motion: tuple[Weight, Weight, Weight], kind: MotionKind) -> None:
    roll, cast, yes = motion
    outcome = decide(kind=kind, roll=roll, cast=cast, in_favour=yes)
    steps = voting.explain(kind=kind, roll=roll, cast=cast, in_favour=yes)
    held = [step.facts["held"] for step in steps if "held" in step.facts]
    assert steps[-1].code == f"votes.{outcome.value}"
    assert all(held) is (outcome is Outcome.CARRIED)
    assert len(held) == (2 if outcome is Outcome.INQUORATE else 4)
    assert all(each["zh"] and each["en"] for each in explain(steps))


def both(count: int) -> Weight:
    return Weight(count, count * 100)


@pytest.mark.parametrize(
    ("kind", "cast", "yes", "expected"),
    [
        (MotionKind.ORDINARY, both(79), both(79), Outcome.INQUORATE),
        (MotionKind.ORDINARY, both(80), both(40), Outcome.LOST),
        (MotionKind.ORDINARY, both(80), both(41), Outcome.CARRIED),
        (MotionKind.SPECIAL, both(80), both(60), Outcome.CARRIED),
        (MotionKind.SPECIAL, both(80), both(59), Outcome.LOST),
        (MotionKind.ORDINARY, Weight(79, 12000), both(79), Outcome.INQUORATE),
        (MotionKind.ORDINARY, Weight(120, 7999), Weight(120, 7999), Outcome.INQUORATE),
        (MotionKind.ORDINARY, both(80), Weight(40, 8000), Outcome.LOST),
        (MotionKind.ORDINARY, both(80), Weight(80, 4000), Outcome.LOST),
        (MotionKind.SPECIAL, both(80), Weight(59, 8000), Outcome.LOST),
        (MotionKind.SPECIAL, both(80), Weight(80, 5999), Outcome.LOST),
        (MotionKind.ORDINARY, NOBODY, NOBODY, Outcome.INQUORATE),
    ],
)
def test_both_measures_are_needed(kind: MotionKind, cast: Weight, yes: Weight, expected: Outcome) -> None:
    assert decide(kind=kind, roll=both(120), cast=cast, in_favour=yes) is expected


@pytest.mark.parametrize(
    ("roll", "cast", "yes", "code"),
    [
        (Weight(0, 1), NOBODY, NOBODY, "vote.empty_roll"),
        (Weight(1, 0), NOBODY, NOBODY, "vote.empty_roll"),
        (both(1), Weight(2, 1), NOBODY, "vote.more_cast_than_roll"),
        (both(1), Weight(1, 101), NOBODY, "vote.more_cast_than_roll"),
        (both(2), Weight(1, 1), Weight(2, 1), "vote.more_in_favour_than_cast"),
        (both(2), Weight(1, 1), Weight(1, 2), "vote.more_in_favour_than_cast"),
        (both(2), Weight(1, 1), Weight(-1, 1), "area.negative"),
        (both(2), Weight(1, 1), Weight(1, -1), "area.negative"),
    ],
)
def test_impossible_figures_are_refused(roll: Weight, cast: Weight, yes: Weight, code: str) -> None:
    with pytest.raises(RuleBrokenError) as broken:
        decide(kind=MotionKind.ORDINARY, roll=roll, cast=cast, in_favour=yes)
    assert broken.value.code == code
    if code == "area.negative":
        assert broken.value.facts == {"field": "in_favour", "value": -1}


def test_the_steps_name_both_counts_and_their_shares() -> None:
    steps = voting.explain(kind=MotionKind.SPECIAL, roll=both(120), cast=both(80), in_favour=both(60))
    assert [(step.code, step.facts) for step in steps] == [
        ("votes.roll", {"heads": 120, "area": "120.00"}),
        ("votes.cast_heads", {"part": 80, "whole": 120, "share": Fraction(2, 3), "held": True}),
        ("votes.cast_area", {"part": "80.00", "whole": "120.00", "share": Fraction(2, 3), "held": True}),
        ("votes.special_heads", {"part": 60, "whole": 80, "share": Fraction(3, 4), "held": True}),
        ("votes.special_area", {"part": "60.00", "whole": "80.00", "share": Fraction(3, 4), "held": True}),
        ("votes.carried", {}),
    ]
    assert explain(steps)[1]["zh"] == "参与表决80人，全体120人，应达三分之二以上：符合"
    half = voting.explain(kind=MotionKind.ORDINARY, roll=both(120), cast=both(80), in_favour=both(40))
    assert [step.facts["share"] for step in half[3:5]] == [Fraction(1, 2)] * 2
    assert [step.facts["held"] for step in half[1:5]] == [True, True, False, False]


def test_matters_of_article_278() -> None:
    assert [each.item for each in MATTERS.values()] == list(range(1, 10))
    assert all(each.zh and each.en for each in MATTERS.values())
    for item in (0, 10, -1):
        with pytest.raises(RuleBrokenError, match=r"vote\.item_unknown") as broken:
            voting.matter(item)
        assert broken.value.facts == {"item": item}


@pytest.mark.parametrize(("area", "text"), [(0, "0.00"), (5, "0.05"), (99, "0.99"), (8820, "88.20"), (10001, "100.01")])
def test_areas_are_written_with_two_decimals(area: int, text: str) -> None:
    assert voting.written(area) == text


def test_consent() -> None:
    lacking = consent.explain(owners=24, consents=23)
    assert [step.code for step in lacking] == ["votes.consent", "votes.consent_lacking"]
    assert explain(lacking)[1]["zh"] == "尚缺1人同意，多数同意不能代替"
    assert consent.explain(owners=24, consents=24)[1].code == "votes.consent_all"
    with pytest.raises(RuleBrokenError, match=r"ratio\.above_one"):
        consent.is_unanimous(owners=1, consents=2)
    assert consent.missing(owners={"a", "b"}, consents={"b", "x"}) == {"a"}
