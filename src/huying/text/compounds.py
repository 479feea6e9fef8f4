"""Compounds in a message 小区识别: the register first, longest match, one wrong character forgiven.

Names and aliases are kept by their first two characters; a name of four and more characters also by each pair
of its characters, to find it when one character is written wrong (a homophone weighs more than another).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypinyin import lazy_pinyin

from huying.text.words import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 5_000
SHORTEST, FUZZY_FROM = 2, 4
SUFFIXES = ("小区", "花园", "家园", "公寓", "社区", "苑", "城", "府", "里", "院")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundHit:
    """A compound found in a message."""

    code: str
    name: str
    start: int
    end: int
    confidence: float
    written: str


class CompoundIndex:
    """The register of compounds, ready to be looked for in messages."""

    def __init__(self, entries: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        self._names: defaultdict[str, list[tuple[str, str, str, bool]]] = defaultdict(list)
        self._pairs: defaultdict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
        for code, name, aliases in entries:
            for written in _ways(name, aliases):
                is_alias = written != normalise(name)
                self._names[written[:2]].append((written, code, name, is_alias))
                if len(written) >= FUZZY_FROM:
                    for at in range(len(written) - 1):
                        self._pairs[written[at : at + 2]].append((written, code, name, at))
        for found in self._names.values():
            found.sort(key=lambda row: -len(row[0]))

    def find(self, text: str) -> list[CompoundHit]:
        """Return the compounds a message names, the surest first; exact names before misspelt ones."""
        plain = normalise(text[:LONGEST])
        hits = self._exact(plain) or self._misspelt(plain)
        return sorted(hits, key=lambda hit: (-hit.confidence, hit.start))

    def _exact(self, plain: str) -> list[CompoundHit]:
        hits: list[CompoundHit] = []
        at = 0
        while at < len(plain) - 1:
            same = [row for row in self._names.get(plain[at : at + 2], ()) if plain.startswith(row[0], at)]
            if not same:
                at += 1
                continue
            longest = len(same[0][0])
            same = [row for row in same if len(row[0]) == longest]
            sure = (0.95 if longest > SHORTEST else 0.6) / len({row[1] for row in same})
            hits += [
                CompoundHit(
                    code=code, name=name, start=at, end=at + longest, confidence=round(sure, 2), written=written
                )
                for written, code, name, _is_alias in same
            ]
            at += longest
        return hits

    def _misspelt(self, plain: str) -> list[CompoundHit]:
        best: dict[str, CompoundHit] = {}
        for at in range(len(plain) - 1):
            for written, code, name, inside in self._pairs.get(plain[at : at + 2], ()):
                start = at - inside
                piece = plain[max(start, 0) : start + len(written)]
                if start < 0 or len(piece) < len(written):
                    continue
                sure = _closeness(piece, written)
                if sure and (code not in best or best[code].confidence < sure):
                    best[code] = CompoundHit(
                        code=code, name=name, start=start, end=start + len(written), confidence=sure, written=piece
                    )
        return list(best.values())


def _ways(name: str, aliases: Iterable[str]) -> set[str]:
    plain = normalise(name)
    ways = {plain, *(normalise(alias) for alias in aliases)}
    for suffix in SUFFIXES[:1]:
        if plain.endswith(suffix) and len(plain) - len(suffix) >= FUZZY_FROM - 1:
            ways.add(plain.removesuffix(suffix))
    return {way for way in ways if len(way) >= SHORTEST}


def _closeness(piece: str, written: str) -> float:
    """Return how sure one is that a piece means a name: one character may differ, surer when it sounds the same."""
    wrong = [at for at, (one, other) in enumerate(zip(piece, written, strict=True)) if one != other]
    if len(wrong) != 1:
        return 0.0
    at = wrong[0]
    is_same_sound = lazy_pinyin(piece[at]) == lazy_pinyin(written[at])
    if is_same_sound:
        return 0.8
    return 0.6 if len(written) > FUZZY_FROM else 0.4
