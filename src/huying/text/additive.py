"""A model that adds points 加分模型: each figure gives points by where it lies; the sum is a probability.

Learned by boosting trees of a single question each (`huying.text.training`). It can be read: a step says "from this
value on, the figure gives so many points more".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class Question:
    """One step: which figure, up to which value it gives `low` points, and above it `high`."""

    figure: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Additive:
    """Points before any question, and the questions."""

    start: float
    questions: tuple[Question, ...]

    def points(self, figures: Sequence[float]) -> float:
        """Return the sum of points."""
        return self.start + sum(
            step.low if figures[step.figure] <= step.value else step.high for step in self.questions
        )

    def probability(self, figures: Sequence[float]) -> float:
        """Return how probable a yes is, 0 to 1."""
        points = max(-STEEPEST, min(STEEPEST, self.points(figures)))
        return 1.0 / (1.0 + math.exp(-points))

    def by_figure(self, figures: Sequence[float]) -> dict[int, float]:
        """Return how many points each figure gave."""
        found: dict[int, float] = {}
        for step in self.questions:
            gives = step.low if figures[step.figure] <= step.value else step.high
            found[step.figure] = found.get(step.figure, 0.0) + gives
        return found
