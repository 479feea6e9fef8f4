"""Appraisal scores: exact weights, capped bonus, veto, cards, and what may not be an indicator (R12.1-R12.5, R7.14)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import profiles, scoring
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.profiles import Book, read_values
from huying.rules.scoring import Card, DebriefingLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = st.lists(st.integers(0, 100), min_size=1, max_size=6)


def score(weights: Sequence[int] = (60, 40), scores: Sequence[int] = (90, 80), **given: Any) -> scoring.Scored:
    asked: dict[str, Any] = {name: Fraction(value) if type(value) is int else value for name, value in given.items()}
    asked |= {"weights": [Fraction(each) for each in weights], "scores": [Fraction(each) for each in scores]}
    return scoring.score(**asked)


def points(found: scoring.Scored) -> int:
    assert found.score.denominator == 1
    return found.score.numerator


def told(found: scoring.Scored) -> list[str]:
    return [each["zh"] for each in explain(found.steps)]


def refusal(**given: Any) -> RuleBrokenError:
    with pytest.raises(RuleBrokenError) as broken:
        score(**given)
    return broken.value


def test_a_score_is_told_part_by_part() -> None:
    found = score((40, 30, 20, 10), (90, 80, 100, 50))
    assert (points(found), found.is_level_lowest) == (85, False)
    assert told(found) == [
        "权重40.00 × 得分90.00 = 36.00",
        "权重30.00 × 得分80.00 = 24.00",
        "权重20.00 × 得分100.00 = 20.00",
        "权重10.00 × 得分50.00 = 5.00",
        "总分85.00",
    ]


def test_bonus_is_capped_deductions_end_at_nought_and_both_are_told() -> None:
    found = score(bonus=9, bonus_cap=5, deduction=1)
    assert (points(found), told(found)[-2:]) == (90, ["加5.00分，扣1.00分", "总分90.00"])
    assert score(bonus=9).score == 95
    assert told(score(bonus=9))[-2] == "加9.00分，扣0.00分"
    assert (points(score(deduction=999)), told(score(deduction=999))[-1]) == (0, "总分0.00")
    assert told(score(deduction=1))[-2] == "加0.00分，扣1.00分"
    assert score(bonus=9, bonus_cap=0).score == 86


def test_a_veto_sets_the_level_lowest_and_leaves_the_score() -> None:
    found = score(has_veto=True)
    assert (points(found), found.is_level_lowest, told(found)[-1]) == (86, True, "触发一票否决，等次为最低")


@given(st.integers(0, 100), POINTS, st.data())
def test_more_points_never_lower_a_score_and_the_order_of_parts_does_not_matter(
    first: int, points: list[int], data: st.DataObject
) -> None:
    weights = [first, 100 - first]
    scores = [points[0], points[-1]]
    found = score(weights, scores).score
    assert 0 <= found <= 100
    assert found == score(weights[::-1], scores[::-1]).score
    better = data.draw(st.integers(scores[0], 100))
    assert score(weights, [better, scores[1]]).score >= found


def test_weights_and_scores_that_do_not_fit_are_refused_by_name() -> None:
    aligned = refusal(weights=(60, 40), scores=(90,))
    assert (aligned.code, aligned.facts) == ("scoring.not_aligned", {"weights": 2, "scores": 1})
    assert refusal(weights=(), scores=()).code == "scoring.not_aligned"
    for weights, total in (((60, 39), "99.00"), ((60, 41), "101.00"), ((110, -10), "100.00")):
        found = refusal(weights=weights)
        assert (found.code, found.facts) == ("scoring.weights_sum", {"sum": total, "whole": 100})
    for value in (-1, 101):
        found = refusal(scores=(90, value))
        facts = {"field": "scores", "value": f"{value}.00", "least": 0, "most": 100}
        assert (found.code, found.facts) == ("field.type", facts)
    assert score((0, 100), (0, 100)).score == 100


def test_the_default_template_for_districts_and_streets() -> None:
    assert scoring.template_weights("shandong") == {
        "party_coverage": 15,
        "committee_coverage": 15,
        "complaints_and_rates": 25,
        "whistle_closure": 15,
        "disclosure": 10,
        "mediation": 10,
        "satisfaction": 10,
    }


def test_a_template_that_does_not_sum_to_a_hundred_is_refused() -> None:
    rows = [
        {"name": f"appraisal.weight_{name}", "profile": "ministry", "value": 15, "source": "HY"}
        for name in scoring.TEMPLATE
    ]
    with profiles.using(Book(read_values({"value": rows}))), pytest.raises(RuleBrokenError) as broken:
        scoring.template_weights("shandong")
    assert (broken.value.code, broken.value.facts) == ("scoring.weights_sum", {"sum": 105, "whole": 100})


def test_the_third_failed_rectification_with_many_complaints_is_a_red_card() -> None:
    cards = [scoring.card(failed_rectifications=n, has_many_complaints=True) for n in range(5)]
    assert cards == [Card.NONE, Card.YELLOW, Card.YELLOW, Card.RED, Card.RED]
    few = [scoring.card(failed_rectifications=n, has_many_complaints=False) for n in (0, 1, 3)]
    assert few == [Card.NONE, Card.YELLOW, Card.YELLOW]


def test_a_secretary_judged_average_or_poor_is_talked_to() -> None:
    assert {level.value: level.needs_talk for level in DebriefingLevel} == {
        "good": False,
        "fair": False,
        "average": True,
        "poor": True,
    }


def test_no_indicator_punishes_reporting_or_ranks_by_volume_alone() -> None:
    scoring.check_indicator(counts_reports_against=False, is_volume_only=False)
    with pytest.raises(RuleBrokenError, match=r"^scoring\.punishes_reporting$"):
        scoring.check_indicator(counts_reports_against=True, is_volume_only=False)
    with pytest.raises(RuleBrokenError, match=r"^scoring\.volume_only$"):
        scoring.check_indicator(counts_reports_against=False, is_volume_only=True)
