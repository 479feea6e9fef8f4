"""What a message is about 主题: weighted key words over the eighteen topics, with the words that weighed.

A message is read from left to right; at each place the longest known word counts, for all topics that list it.
What stands in the title weighs more than what stands late. Whether a message is about a compound at all is seen
by the words of home: without them the topics lose to "not about a compound".
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from huying.rules.topics import NOT_PROPERTY, TOPICS
from huying.text.words import normalise

LONGEST = 6_000
OFFERED, WHY_MOST, LEAST = 3, 6, 3.0
PLACES = ((32, 3.0), (110, 1.4), (300, 0.9), (LONGEST, 0.5))
AGAIN, FADE, MOST = 0.2, 0.8, 5.0
ANYWHERE, RELATED = ("WPH",), 0.3
NUMBERED = 6.0
HOME, NEUTRAL, TOGETHER = "home", "neutral", "together"
TOGETHER_REACH = 400
HOME_FULL, HOME_BARE = 32.0, 0.3
NOT_BASE, NOT_SHARE = 8.0, 0.65
if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERED = re.compile(r"\d{1,3}(?:栋|幢|座|号楼|单元|期)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGuess:
    """The topics a message may have, the best first, and why."""

    ranked: tuple[tuple[str, float], ...]
    property_related: bool
    confidence: float
    why: tuple[str, ...]

    @property
    def topic(self) -> str | None:
        """Return the best topic, None where nothing was recognised."""
        return self.ranked[0][0] if self.ranked else None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    weights: tuple[tuple[str, float], ...]


@cache
def _lexicon() -> dict[str, tuple[_Word, ...]]:
    """Return the key words by their first character, the longest first."""
    text = resources.files("huying.text").joinpath("data", "topics.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    unknown = set(read) - set(TOPICS) - {HOME, NEUTRAL, TOGETHER}
    if unknown:
        raise ValueError(f"topics.toml names unknown topics {sorted(unknown)}")
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for code, table in read.items():
        if code == TOGETHER:
            continue
        for weight, words in table.items():
            for word in words:
                weights[normalise(word)][code] = float(weight)
    starts: defaultdict[str, list[_Word]] = defaultdict(list)
    for word in sorted(weights, key=len, reverse=True):
        starts[word[0]].append(_Word(word, tuple(weights[word].items())))
    return {start: tuple(words) for start, words in starts.items()}


@cache
def _together() -> tuple[tuple[re.Pattern[str], str, float, str], ...]:
    """Return the expressions of words that count together, with topic, weight, and what is shown."""
    text = resources.files("huying.text").joinpath("data", "topics.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)[TOGETHER]
    return tuple((re.compile(row["pattern"]), row["topic"], float(row["weight"]), row["why"]) for row in rows)


def _spotted(plain: str) -> list[tuple[_Word, int]]:
    """Return the known words of a text with their places, none overlapping another."""
    lexicon, found, at = _lexicon(), [], 0
    while at < len(plain):
        for word in lexicon.get(plain[at], ()):
            if plain.startswith(word.text, at):
                found.append((word, at))
                at += len(word.text)
                break
        else:
            at += 1
    return found


def _factor(at: int) -> float:
    return next((factor for end, factor in PLACES if at < end), PLACES[-1][1])


def _weighed(plain: str) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return the score of every topic, and what each of its words gave."""
    shares: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for word, at in _spotted(plain):
        for code, weight in word.weights:
            first = word.text not in shares[code]
            gives = weight * _factor(at) * (1.0 if first else AGAIN)
            shares[code][word.text] = min(shares[code].get(word.text, 0.0) + gives, weight * MOST)
    for pattern, code, weight, why in _together():
        found = pattern.search(plain, 0, TOGETHER_REACH)
        if found:
            shares[code][why] = weight * _factor(found.start())
    return {code: _added(table.values()) for code, table in shares.items()}, shares


def scores_of(text: str) -> dict[str, float]:
    """Return the raw score of every topic that a message has words of, and of words that only speak of a home."""
    return _weighed(normalise(text[: 2 * LONGEST])[:LONGEST])[0]


def _added(gives: Iterable[float]) -> float:
    """Return the sum of what words give, each next strongest counting less, so that no long list wins by length."""
    return sum(each * FADE**rank for rank, each in enumerate(sorted(gives, reverse=True)))


def classify(text: str, *, names_compound: bool = False) -> TopicGuess:
    """Return what a message is about; nothing recognised gives no topic and no confidence."""
    plain = normalise(text[: 2 * LONGEST])[:LONGEST]
    scores, shares = _weighed(plain)
    scores.pop(NEUTRAL, None)
    home = scores.pop(HOME, 0.0) + NUMBERED * min(len(_NUMBERED.findall(plain)), 2)
    if not scores:
        return TopicGuess(ranked=(), property_related=False, confidence=0.0, why=())
    share = 1.0 if names_compound else min(home / HOME_FULL, 1.0)
    final = {
        code: score * (1.0 if code in ANYWHERE else HOME_BARE + (1 - HOME_BARE) * share)
        for code, score in scores.items()
    }
    final[NOT_PROPERTY] = (scores.get(NOT_PROPERTY, 0.0) + NOT_BASE) * (1 - NOT_SHARE * share)
    ranked = sorted(final.items(), key=lambda pair: -pair[1])[:OFFERED]
    total = sum(score for _code, score in ranked)
    best = ranked[0][0]
    words = sorted(shares[best].items(), key=lambda pair: -pair[1])
    return TopicGuess(
        ranked=tuple((code, round(score / total, 2)) for code, score in ranked),
        property_related=best != NOT_PROPERTY and (share >= RELATED or best not in ANYWHERE),
        confidence=round(ranked[0][1] / total, 2),
        why=tuple(word for word, _weight in words[:WHY_MOST]),
    )
