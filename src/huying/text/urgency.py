"""How fast a message must move 紧急程度: by words of danger, each with whom to call first."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from huying.rules.case_facts import Urgency
from huying.text.words import normalise

LONGEST = 20_000
DENIALS = ("没有", "未", "不会", "防止", "避免", "如果", "一旦", "万一")
DENIAL_REACH = 4
WITHIN = r"[^。！？!?;；\n]{0,12}?"


@dataclass(frozen=True, slots=True)
class UrgencyGuess:
    """A level, whom to call first (110, 119, 120, gas, lift, or nobody), and the words."""

    urgency: Urgency
    call: str
    why: tuple[str, ...]


@cache
def _rules() -> tuple[tuple[Urgency, str, tuple[str, ...]], ...]:
    text = resources.files("huying.text").joinpath("data", "urgency.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["rule"]
    return tuple((Urgency(row["level"]), row["call"], tuple(row["words"])) for row in rows)


def judge(text: str) -> UrgencyGuess:
    """Return how urgent a message sounds; a feared or denied danger does not count as one."""
    plain = normalise(text[:LONGEST])
    for level, call, words in _rules():
        why = tuple(word for word in words if _is_said(word, plain))
        if why:
            return UrgencyGuess(level, call, why)
    return UrgencyGuess(Urgency.NORMAL, "", ())


def _is_said(word: str, plain: str) -> bool:
    return any(
        not any(denial in plain[max(0, found.start() - DENIAL_REACH) : found.start()] for denial in DENIALS)
        for found in _pattern(word).finditer(plain)
    )


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(WITHIN.join(map(re.escape, word.split("…"))))
