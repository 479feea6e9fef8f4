"""Explanations 说明: how a result came about, step by step, each with the article it used, in Chinese and English.

A rule returns `Step`s, a code with facts; the words stand in `data/steps/FAMILY.toml`, one table a code with
`article` (a citation of sources.py; a fact `source` goes before it), `zh` and `en`. The steps of limits have their
words in `deadline_words`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from huying.rules.deadline_words import ARTICLES, SENTENCES, sentences
from huying.rules.sources import cite

if TYPE_CHECKING:
    from collections.abc import Iterable

HOLDS = {"zh": ("不符合", "符合"), "en": ("not met", "met")}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of how a result came about; words are made of it where people read it."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a step and the article it rests on."""

    article: str
    zh: str
    en: str


@cache
def shipped() -> dict[str, Words]:
    """Return the words of every step, by its code; a code that stands twice is a fault of the data."""
    found: dict[str, Words] = {}
    folder = resources.files("huying.rules").joinpath("data", "steps")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        for code, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in found or code in SENTENCES:
                raise ValueError(f"step {code} stands twice")
            found[code] = Words(article=row["article"], zh=row["zh"], en=row["en"])
    return found


def explain(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Return one explanation a step: its article and its sentence, each in Chinese and English."""
    return [_explained(step) for step in steps]


def _shown(value: object, tongue: str) -> str:
    """Return a fact as it stands in a sentence: a share in words, whether something holds, else as written."""
    if isinstance(value, bool):
        return HOLDS[tongue][value]
    if isinstance(value, Fraction) and tongue == "zh":
        return f"{_spoken(value.denominator)}分之{_spoken(value.numerator)}"
    return str(value)


def _spoken(number: int) -> str:
    return "零一二三四五六七八九十"[number] if number in range(11) else str(number)


def _explained(step: Step) -> dict[str, str]:
    if step.code in SENTENCES:
        article = str(step.facts.get("source", ARTICLES[step.code]))
        pair = ((step.code, step.facts),)
        zh, en = sentences(pair, language="zh")[0], sentences(pair, language="en")[0]
    else:
        words = shipped()[step.code]
        article = str(step.facts.get("source", words.article))
        zh, en = (
            sentence.format(**{name: _shown(fact, tongue) for name, fact in step.facts.items()})
            for sentence, tongue in ((words.zh, "zh"), (words.en, "en"))
        )
    return {
        "article": article,
        "article_zh": cite(article),
        "article_en": cite(article, language="en"),
        "zh": zh,
        "en": en,
    }
