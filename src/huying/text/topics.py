"""What a message is about 主题: ordered key-word rules over the eighteen topics, with the words that weighed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from huying.rules.topics import NOT_PROPERTY, TOPICS
from huying.text.words import normalise

TITLE_LENGTH, LONGEST = 40, 20_000
HOME_WORDS = ("小区", "物业", "业主", "楼栋", "单元", "开发商", "住户", "家园", "花园", "楼盘", "号楼", "公寓", "栋")
HOME_WEIGHT, OFFERED, WHY_MOST, LEAST = 2, 3, 6, 3


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


@cache
def _rules() -> dict[str, dict[str, int]]:
    text = resources.files("huying.text").joinpath("data", "topics.toml").read_text(encoding="utf-8")
    read = tomllib.loads(text)
    unknown = set(read) - set(TOPICS)
    if unknown:
        raise ValueError(f"topics.toml names unknown topics {sorted(unknown)}")
    return {code: {normalise(word): weight for word, weight in table["words"].items()} for code, table in read.items()}


def classify(text: str) -> TopicGuess:
    """Return what a message is about; nothing recognised gives no topic and no confidence."""
    plain = normalise(text[:LONGEST])
    head = plain[:TITLE_LENGTH]
    scores: dict[str, int] = {}
    words: dict[str, list[str]] = {}
    for code, table in _rules().items():
        hits = [word for word in table if word in plain]
        if hits:
            scores[code] = sum(table[word] * (1 + (word in head)) for word in hits)
            words[code] = sorted(hits, key=lambda word: -table[word])
    is_home = sum(HOME_WEIGHT * (1 + (word in head)) for word in HOME_WORDS if word in plain)
    scores[NOT_PROPERTY] = scores.get(NOT_PROPERTY, 0) + LEAST - is_home
    ranked = sorted(((score, code) for code, score in scores.items() if score > 0), key=lambda pair: -pair[0])
    if not ranked or (len(ranked) == 1 and not words):
        return TopicGuess(ranked=(), property_related=False, confidence=0.0, why=())
    total = sum(score for score, _code in ranked[:OFFERED])
    best = ranked[0][1]
    return TopicGuess(
        ranked=tuple((code, round(score / total, 2)) for score, code in ranked[:OFFERED]),
        property_related=best != NOT_PROPERTY,
        confidence=round(ranked[0][0] / total, 2),
        why=tuple(words.get(best, [])[:WHY_MOST]),
    )
