"""Appraisal scores 考核评分: weights, bonus and deduction with caps, veto, cards (R12.1-R12.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.figures import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

WHOLE = 100
TEMPLATE = (
    "party_coverage",
    "committee_coverage",
    "complaints_and_rates",
    "whistle_closure",
    "disclosure",
    "mediation",
    "satisfaction",
)
"""The parts of the default template for districts and streets: a project choice, no law (R12.3)."""


class DebriefingLevel(Enum):
    """How a Party secretary's year is judged 述职评议等次 (R7.14)."""

    GOOD = "good"  # 好
    FAIR = "fair"  # 较好
    AVERAGE = "average"  # 一般
    POOR = "poor"  # 差

    @property
    def needs_talk(self) -> bool:
        """Tell whether a talk and rectification follow."""
        return self in {DebriefingLevel.AVERAGE, DebriefingLevel.POOR}


class Card(Enum):
    """The cards of the compound appraisal (R12.2)."""

    NONE = "none"
    YELLOW = "yellow"  # 黄牌
    RED = "red"  # 红牌


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A score; a veto item sets the level to the lowest whatever the score 一票否决."""

    score: Fraction
    is_level_lowest: bool
    steps: tuple[Step, ...]


def score(
    *,
    weights: Sequence[Fraction],
    scores: Sequence[Fraction],
    has_veto: bool = False,
    bonus: Fraction = Fraction(0),
    deduction: Fraction = Fraction(0),
    bonus_cap: Fraction | None = None,
) -> Scored:
    """Return the weighted score with bonus and deduction, within 0 and 100 plus the capped bonus (R12.1)."""
    _check(weights, scores)
    weighted = sum((weight * value for weight, value in zip(weights, scores, strict=True)), Fraction(0)) / WHOLE
    extra = bonus if bonus_cap is None else min(bonus, bonus_cap)
    total = max(weighted + extra - deduction, Fraction(0))
    steps = [
        Step(
            "scoring.weighted",
            {"weight": rounded(weight), "score": rounded(value), "part": rounded(weight * value / WHOLE)},
        )
        for weight, value in zip(weights, scores, strict=True)
    ]
    if extra or deduction:
        steps.append(Step("scoring.adjusted", {"bonus": rounded(extra), "deduction": rounded(deduction)}))
    steps.append(Step("scoring.total", {"score": rounded(total)}))
    if has_veto:
        steps.append(Step("scoring.veto"))
    return Scored(score=total, is_level_lowest=has_veto, steps=tuple(steps))


def _check(weights: Sequence[Fraction], scores: Sequence[Fraction]) -> None:
    if len(weights) != len(scores) or not weights:
        raise RuleBrokenError("scoring.not_aligned", weights=len(weights), scores=len(scores))
    if any(weight < 0 for weight in weights) or sum(weights) != WHOLE:
        raise RuleBrokenError("scoring.weights_sum", sum=rounded(sum(weights, Fraction(0))), whole=WHOLE)
    for value in scores:
        if not 0 <= value <= WHOLE:
            raise RuleBrokenError("field.type", field="scores", value=rounded(value), least=0, most=WHOLE)


def template_weights(profile: str) -> dict[str, int]:
    """Return the weights of the default template in a city (R12.3); they sum to a hundred."""
    found = {name: profiles.value(profile, f"appraisal.weight_{name}").integer for name in TEMPLATE}
    if sum(found.values()) != WHOLE:
        raise RuleBrokenError("scoring.weights_sum", sum=sum(found.values()), whole=WHOLE)
    return found


def card(*, failed_rectifications: int, has_many_complaints: bool) -> Card:
    """Return the card of a compound: failed rectifications in a row, the third with many complaints is red (R12.2)."""
    least = profiles.value(profiles.MINISTRY, "appraisal.yellow_cards_for_red").integer
    if failed_rectifications >= least and has_many_complaints:
        return Card.RED
    return Card.YELLOW if failed_rectifications else Card.NONE


def check_indicator(*, counts_reports_against: bool, is_volume_only: bool) -> None:
    """Refuse an indicator that punishes reporting or ranks by raw volume alone (R12.5; 国办函〔2025〕66号)."""
    if counts_reports_against:
        raise RuleBrokenError("scoring.punishes_reporting")
    if is_volume_only:
        raise RuleBrokenError("scoring.volume_only")
