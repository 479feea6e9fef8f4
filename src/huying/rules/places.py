"""Place codes 区划代码: where a place lies, as text for people and as one integer for ranges.

The statistical code of a place begins with the code of the place it lies in (371002001003 in 371002001 in
371002 in 3710). A compound adds four digits, shown as `371002001003-0042`. Padded on the right to sixteen
digits a code becomes its key, so that everything inside a place is one half-open range of integers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from huying.rules.errors import RuleBrokenError

KEY_DIGITS = 16
COMMUNITY_DIGITS = 12
COMMUNITY_WIDTH: int = 10 ** (KEY_DIGITS - COMMUNITY_DIGITS)
"""How many keys a community holds: its own and those of its compounds."""


class PlaceLevel(Enum):
    """How far down a code reaches."""

    CITY = "city"  # 市
    DISTRICT = "district"  # 区市, development zones included
    STREET = "street"  # 镇街
    COMMUNITY = "community"  # 社区
    COMPOUND = "compound"  # 小区


DIGITS = {
    PlaceLevel.CITY: 4,
    PlaceLevel.DISTRICT: 6,
    PlaceLevel.STREET: 9,
    PlaceLevel.COMMUNITY: 12,
    PlaceLevel.COMPOUND: 16,
}
LEVELS = {digits: level for level, digits in DIGITS.items()}
_SHAPE = re.compile(r"\d{4}|\d{6}|\d{9}|\d{12}|\d{12}-\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class KeyRange:
    """A half-open range of place keys."""

    low: int
    high: int

    def holds(self, key: int) -> bool:
        """Tell whether `key` lies in the range."""
        return self.low <= key < self.high

    def covers(self, other: KeyRange) -> bool:
        """Tell whether `other` lies wholly in the range."""
        return self.low <= other.low and other.high <= self.high

    def is_of_whole_communities(self) -> bool:
        """Tell whether the range cuts no community in two."""
        return self.low % COMMUNITY_WIDTH == self.high % COMMUNITY_WIDTH == 0


def checked(code: str) -> str:
    """Return the code as written in the register, or refuse."""
    if not _SHAPE.fullmatch(code):
        raise RuleBrokenError("place.code_shape", code=code)
    return code


def level_of(code: str) -> PlaceLevel:
    """Return how far down a code reaches."""
    return LEVELS[len(checked(code).replace("-", ""))]


def key_of(code: str) -> int:
    """Return the sixteen-digit key of a code."""
    return int(checked(code).replace("-", "").ljust(KEY_DIGITS, "0"))


def range_of(code: str) -> KeyRange:
    """Return the range that holds the place and all that lies in it."""
    digits = checked(code).replace("-", "")
    width = 10 ** (KEY_DIGITS - len(digits))
    low = int(digits) * width
    return KeyRange(low, low + width)


def code_of(key: int, level: PlaceLevel) -> str:
    """Return the code, as text, of a key known to be of `level`."""
    digits = str(key).rjust(KEY_DIGITS, "0")[: DIGITS[level]]
    return f"{digits[:COMMUNITY_DIGITS]}-{digits[COMMUNITY_DIGITS:]}" if level is PlaceLevel.COMPOUND else digits


def community_of(key: int) -> int:
    """Return the key of the community a key lies in, a wider place's own key for itself."""
    return key - key % COMMUNITY_WIDTH


def ancestor_keys(code: str) -> dict[PlaceLevel, int]:
    """Return the keys of the place and of each place it lies in, from the city down."""
    digits = checked(code).replace("-", "")
    return {
        level: int(digits[:length].ljust(KEY_DIGITS, "0")) for level, length in DIGITS.items() if length <= len(digits)
    }
