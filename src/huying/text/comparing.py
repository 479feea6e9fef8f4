"""What two messages have in common 两件来信的异同: the figures from which one tells whether they mean the same matter.

The text of a message begins with its title. Words are pairs of neighbouring characters; a word weighs more the
rarer it is. Places count twice: the same name speaks for the same matter, another name strongly against it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from huying.text.names import guess_names
from huying.text.topics import classify
from huying.text.words import bigrams, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

TITLE, REACH = 40, 3000
DAY = 86_400
_TITLE_END = re.compile(r"[\n。！？!?]")
_PLACE = re.compile(r"[a-z]\d+[市区县]|[一-鿿]{2,5}?(?:街道|大道|路|镇|乡|村|学校|小学|中学|医院|公司|市场|广场|工地)")
_NUMBER = re.compile(r"\d+(?:栋|幢|号楼|号|期|单元|路|线)")
NAMES = (
    "whole",
    "title",
    "title_in_body",
    "contained",
    "same_name",
    "other_name",
    "same_place",
    "other_place",
    "same_topic",
    "same_number",
    "run_in_title",
    "days",
)
"""The figures, in the order in which `compare` gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How rare words are: in how many of `total` messages each stands."""

    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    def weight(self, word: str) -> float:
        """Return the weight of a word; one never seen weighs most."""
        return math.log((self.total + 1) / (self.counts.get(word, 0) + 1)) + 1


def count_words(texts: Iterable[str]) -> Words:
    """Return how rare the words of some messages are; what stands in one message alone is left out."""
    counts: Counter[str] = Counter()
    total = 0
    for total, text in enumerate(texts, 1):  # noqa: B007 - the last is the number of texts
        counts.update(set(bigrams(text[:REACH])))
    return Words(total=total, counts={word: count for word, count in counts.items() if count > 1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A message read once, ready to be compared with many."""

    whole: Mapping[str, float]
    title: Mapping[str, float]
    plain_title: str
    names: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    topic: str | None
    at: datetime | None
    user: str = ""


def read(text: str, *, words: Words, at: datetime | None = None, user: str = "") -> Read:
    """Return a message ready to be compared."""
    end = _TITLE_END.search(text, 4)
    title = text[: min(end.start() if end else TITLE, TITLE)]
    plain = normalise(text[:REACH])
    return Read(
        whole=_vector(text[:REACH], words),
        title=_vector(title, words),
        plain_title=normalise(title).replace(" ", ""),
        names=frozenset(name for name, _score in guess_names(text)[:3]),
        places=frozenset(_PLACE.findall(plain)),
        numbers=frozenset(_NUMBER.findall(plain)),
        topic=classify(text).topic,
        at=at,
        user=user,
    )


def _vector(text: str, words: Words) -> dict[str, float]:
    counts = Counter(bigrams(text))
    raw = {word: (1 + math.log(count)) * words.weight(word) for word, count in counts.items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {word: value / length for word, value in raw.items()}


def compare(one: Read, other: Read) -> list[float]:
    """Return the figures of `NAMES` for two messages; the order of the two does not matter."""
    same_name, other_name = _agreement(one.names, other.names)
    same_place, other_place = _agreement(one.places, other.places)
    return [
        cosine(one.whole, other.whole),
        cosine(one.title, other.title),
        max(cosine(one.title, other.whole), cosine(other.title, one.whole)),
        _contained(one.whole, other.whole),
        same_name,
        other_name,
        same_place,
        other_place,
        float(one.topic is not None and one.topic == other.topic),
        _agreement(one.numbers, other.numbers)[0],
        _run(one.plain_title, other.plain_title),
        _days(one.at, other.at),
    ]


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two vectors of length one."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return sum(value * long[word] for word, value in short.items() if word in long)


def _contained(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    whole = sum(short.values())
    return sum(value for word, value in short.items() if word in long) / whole if whole else 0.0


def _agreement(one: frozenset[str], other: frozenset[str]) -> tuple[float, float]:
    """Return whether two sets share something, a spelling apart, and whether both speak and share nothing."""
    if not one or not other:
        return 0.0, 0.0
    shared = max(_alike(a, b) for a in one for b in other)
    return shared, 1.0 - shared


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one in other or other in one:
        return 0.8
    pairs, others = set(pairwise(one)), set(pairwise(other))
    return len(pairs & others) / max(len(pairs | others), 1)


def _run(one: str, other: str) -> float:
    """Return the longest run of characters that two titles share, as a share of the shorter."""
    short, long = sorted((one, other), key=len)
    if not short:
        return 0.0
    best, row = 0, [0] * (len(long) + 1)
    for char in short:
        before = 0
        for at, against in enumerate(long, 1):
            before, row[at] = row[at], before + 1 if char == against else 0
            best = max(best, row[at])
    return best / len(short)


def _days(one: datetime | None, other: datetime | None) -> float:
    return math.log1p(abs((one - other).total_seconds()) / DAY) if one and other else math.log1p(30)
