"""A learned label 学习所得标签: a weight for each piece of text and each label, learned by `huying.text.training`.

Pieces are runs of one to three characters, those of the title counted more, and beside them what the written rules
say. The sums become a confidence by one temperature, fitted on messages that the model had not seen.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.text.topics import classify, scores_of
from huying.text.words import normalise

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Mapping

LONGEST, TITLE = 3000, 40
PIECE, TITLE_AGAIN = 3, 2
WHY_MOST, WHY_SHORTEST = 4, 2
RULE = "rule:"


def pieces(text: str) -> Counter[str]:
    """Return the runs of one to three characters of a text with how often each stands in it."""
    plain = normalise(text[:LONGEST]).replace(" ", "")
    title = plain[:TITLE]
    found: Counter[str] = Counter()
    for part, times in ((plain, 1), (title, TITLE_AGAIN)):
        for length in range(1, PIECE + 1):
            for at in range(len(part) - length + 1):
                found[part[at : at + length]] += times
    return found


def rule_shares(text: str) -> dict[str, float]:
    """Return what the written rules say of a text, as shares of one by topic."""
    scores = scores_of(text)
    total = sum(scores.values())
    said = {f"{RULE}{code}": score / total for code, score in scores.items()} if total else {}
    return said | {f"{RULE}is:{classify(text).topic}": 1.0}


def weighted(counts: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each known piece of a text: damped count times rarity, all of length one."""
    raw = {piece: (1.0 + math.log(counts[piece])) * rarity[piece] for piece in counts if piece in rarity}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {piece: value / length for piece, value in raw.items()}


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labels with their confidence, the surest first, and the pieces of text that weighed most for the first."""

    ranked: tuple[tuple[str, float], ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A trained model: `weights[piece]` holds one number for each label."""

    names: tuple[str, ...]
    rarity: Mapping[str, float]
    weights: Mapping[str, array[float]]
    bias: tuple[float, ...]
    temperature: float
    uses_rules: bool

    def label(self, text: str) -> Labelled:
        """Return what a text is most likely about; an empty one gives nothing."""
        counts = pieces(text)
        if not counts:
            return Labelled((), ())
        given = self.values(text, counts)
        sums = self.sums(given)
        shares = _softmax(sums, self.temperature)
        order = sorted(range(len(self.names)), key=lambda at: -shares[at])
        ranked = tuple((self.names[at], round(shares[at], 4)) for at in order)
        return Labelled(ranked, self._why(given, order[0]))

    def values(self, text: str, counts: Mapping[str, int]) -> dict[str, float]:
        """Return the figures of a text that have weights."""
        found = weighted(counts, self.rarity)
        return found | rule_shares(text) if self.uses_rules else found

    def sums(self, given: Mapping[str, float]) -> list[float]:
        """Return the sum of weights for each label."""
        sums = list(self.bias)
        for piece, value in given.items():
            row = self.weights.get(piece)
            if row is not None:
                for at, weight in enumerate(row):
                    sums[at] += value * weight
        return sums

    def _why(self, given: Mapping[str, float], best: int) -> tuple[str, ...]:
        """Return the longest pieces that spoke for a label, none inside another."""
        gains = [
            (value * self.weights[piece][best], piece)
            for piece, value in given.items()
            if piece in self.weights and len(piece) >= WHY_SHORTEST and not piece.startswith(RULE)
        ]
        chosen: list[str] = []
        for gain, piece in sorted(gains, reverse=True):
            if gain <= 0 or len(chosen) == WHY_MOST:
                break
            if not any(piece in other or other in piece for other in chosen):
                chosen.append(piece)
        return tuple(chosen)


def _softmax(sums: Iterable[float], temperature: float) -> list[float]:
    scaled = [each * temperature for each in sums]
    top = max(scaled)
    powers = [math.exp(each - top) for each in scaled]
    return [each / sum(powers) for each in powers]
