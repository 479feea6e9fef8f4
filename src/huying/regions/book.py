"""The place book 地名册: every region in memory, so that lists name places without a query per row."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from huying.rules.places import DIGITS, KEY_DIGITS, PlaceLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WIDTHS = tuple(sorted(DIGITS.values(), reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A region as lists need it."""

    key: int
    code: str
    level: PlaceLevel
    name: str
    initials: str = ""
    is_synthetic: bool = False


@lru_cache(maxsize=20_000)
def enclosing_keys(key: int) -> tuple[int, ...]:
    """Return the key and the keys of every place it may lie in, narrowest first."""
    digits = str(key).rjust(KEY_DIGITS, "0")
    return tuple(dict.fromkeys(int(digits[:width].ljust(KEY_DIGITS, "0")) for width in WIDTHS))


@dataclass(frozen=True, slots=True)
class PlaceBook:
    """Frozen look-up of all regions by key; former keys lead to the region of today."""

    places: Mapping[int, Place]
    moved: Mapping[int, int]
    below: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, places: Iterable[Place], *, moved: Mapping[int, int]) -> PlaceBook:
        """Build the book; children come in order of code."""
        by_key = {place.key: place for place in sorted(places, key=lambda place: place.key)}
        below: defaultdict[int, list[int]] = defaultdict(list)
        for key in by_key:
            parent = next((above for above in enclosing_keys(key) if above != key and above in by_key), None)
            if parent is not None:
                below[parent].append(key)
        children = {parent: tuple(keys) for parent, keys in below.items()}
        return cls(MappingProxyType(by_key), MappingProxyType(dict(moved)), MappingProxyType(children))

    def get(self, key: int) -> Place | None:
        """Return the region of a key, also of a former one."""
        return self.places.get(key) or self.places.get(self.moved.get(key, -1))

    def nearest(self, key: int) -> Place | None:
        """Return the narrowest region a key, such as a compound's, lies in."""
        return next((place for above in enclosing_keys(key) if (place := self.get(above))), None)

    def name(self, key: int) -> str:
        """Return the name of the narrowest known region of a key, empty where none is known."""
        place = self.nearest(key)
        return place.name if place else ""

    def above(self, key: int) -> tuple[Place, ...]:
        """Return the regions a key lies in, the city first, the region itself last."""
        place = self.nearest(key)
        if place is None:
            return ()
        found = (self.places.get(each) for each in reversed(enclosing_keys(place.key)))
        return tuple(each for each in found if each is not None)

    def path(self, key: int, *, below: int | None = None) -> str:
        """Return the names from the city down, or only those that lie inside `below`."""
        chain = self.above(key)
        if below is not None:
            known = [place.key for place in chain]
            chain = chain[known.index(below) + 1 :] if below in known else chain
        return " ".join(place.name for place in chain)

    def level(self, key: int) -> PlaceLevel | None:
        """Return the level of a region."""
        place = self.get(key)
        return place.level if place else None

    def children(self, key: int) -> tuple[Place, ...]:
        """Return the regions that lie directly in a region, by code."""
        return tuple(self.places[each] for each in self.below.get(key, ()))

    def called(self, typed: str) -> tuple[Place, ...]:
        """Return the regions whose name holds what was typed or whose initials begin with it, the broadest first."""
        words = typed.casefold()
        if not words:
            return ()
        found = (place for place in self.places.values() if words in place.name or place.initials.startswith(words))
        return tuple(sorted(found, key=lambda place: (len(place.code), place.code)))

    def of_level(self, level: PlaceLevel) -> tuple[Place, ...]:
        """Return every region of a level, by code."""
        return tuple(place for place in self.places.values() if place.level is level)

    def counts(self) -> dict[PlaceLevel, int]:
        """Return how many regions there are of each level."""
        found = Counter(place.level for place in self.places.values())
        return {level: found[level] for level in PlaceLevel if level is not PlaceLevel.COMPOUND}

    def counts_within(self, key: int) -> dict[PlaceLevel, int]:
        """Return how many regions of each level lie in a region, itself not counted."""
        found: Counter[PlaceLevel] = Counter()
        waiting = list(self.below.get(key, ()))
        while waiting:
            each = waiting.pop()
            found[self.places[each].level] += 1
            waiting.extend(self.below.get(each, ()))
        return dict(found)
