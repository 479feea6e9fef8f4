"""Profiles 城市规则: what a number is in a city, on a day, with its source, level of norm and doubt.

The numbers stand in `data/profile_values/FAMILY.toml`, one table `[[body.value]]` each: `name` (`family.thing`),
`profile`, `value` (whole number, text, list; a share as text, "2/3"), `source` (a citation of sources.py), and
where needed `level`, `doubtful`, `from` and `to` (days; the last one not included). A city of Shandong takes from
Shandong what it does not set itself, the rest from the ministry; Shandong too. The desk releases later versions of
a family; `Book` reads them in the same way, and `using` makes the rules ask it.
"""

from __future__ import annotations

import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from huying.rules import sources
from huying.rules.errors import RuleBrokenError
from huying.rules.sources import NormLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MINISTRY, SHANDONG = "ministry", "shandong"
PARENTS = {
    SHANDONG: MINISTRY,
    "weihai-demo": SHANDONG,
    "qingdao": SHANDONG,
    "weifang": SHANDONG,
    "zibo": SHANDONG,
    "liaocheng": SHANDONG,
    "heze": SHANDONG,
    "jinan": SHANDONG,
    "yantai": SHANDONG,
    "beijing": MINISTRY,
    "shanghai": MINISTRY,
    "hangzhou": MINISTRY,
    "ningbo": MINISTRY,
    "huzhou": MINISTRY,
    "taizhou": MINISTRY,
    "shaoxing": MINISTRY,
    "guangdong": MINISTRY,
    "jinhua": MINISTRY,
}
PROFILES = frozenset([MINISTRY, *PARENTS])
FAMILY_PREFIX = "values_"
"""The name of a family's rule set in the database begins with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileValue:
    """A number of a profile, and why it may be believed."""

    name: str
    profile: str
    value: Any
    source: str
    level: NormLevel
    is_doubtful: bool
    valid_from: date | None
    valid_to: date | None

    @property
    def integer(self) -> int:
        """Return a whole number."""
        return int(self.value)

    @property
    def share(self) -> Fraction:
        """Return a share, exact."""
        return Fraction(self.value)

    def is_in_force(self, on: date | None) -> bool:
        """Tell whether the value applies on a day; without a day, whether it is the one that applies last."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on < self.valid_to)


class Book:
    """The values of all families, asked by profile and name."""

    def __init__(self, values: Iterable[ProfileValue]) -> None:
        self._values: dict[tuple[str, str], list[ProfileValue]] = {}
        for each in values:
            self._values.setdefault((each.profile, each.name), []).append(each)

    def __iter__(self) -> Iterator[ProfileValue]:
        for found in self._values.values():
            yield from found

    def find(self, profile: str, name: str, on: date | None = None) -> ProfileValue | None:
        """Return the value of a profile or the nearest it inherits, None where nobody sets it."""
        for each in lineage(profile):
            for found in self._values.get((each, name), ()):
                if found.is_in_force(on):
                    return found
        return None

    def value(self, profile: str, name: str, on: date | None = None) -> ProfileValue:
        """Return the value of a profile on a day, or refuse."""
        found = self.find(profile, name, on)
        if found is None:
            raise RuleBrokenError("profile.value_unknown", profile=profile, name=name)
        return found


def lineage(profile: str) -> tuple[str, ...]:
    """Return a profile and those it inherits from, the nearest first, or refuse an unknown one."""
    if profile not in PROFILES:
        raise RuleBrokenError("profile.unknown", profile=profile)
    return _lineage(profile)


@cache
def _lineage(profile: str) -> tuple[str, ...]:
    parent = PARENTS.get(profile)
    return (profile, *(_lineage(parent) if parent else ()))


PLACES = (
    ("3710", "weihai-demo"),
    ("3702", "qingdao"),
    ("3707", "weifang"),
    ("3703", "zibo"),
    ("3715", "liaocheng"),
    ("3717", "heze"),
    ("3701", "jinan"),
    ("3706", "yantai"),
    ("3301", "hangzhou"),
    ("3302", "ningbo"),
    ("3305", "huzhou"),
    ("3310", "taizhou"),
    ("3306", "shaoxing"),
    ("3307", "jinhua"),
    ("37", SHANDONG),
    ("11", "beijing"),
    ("31", "shanghai"),
    ("44", "guangdong"),
)
"""Whose rules apply where: the beginning of the administrative code, the longer ones first."""


def profile_of(code: str) -> str:
    """Return whose rules apply at a place, by its administrative code."""
    return next((profile for start, profile in PLACES if code.startswith(start)), MINISTRY)


def read_values(body: Mapping[str, Any]) -> list[ProfileValue]:
    """Read the values of a family from the body of its rule set, or refuse naming the one that is wrong."""
    return [_read(row) for row in body.get("value", ())]


def _read(row: Mapping[str, Any]) -> ProfileValue:
    name, profile = str(row.get("name", "")), str(row.get("profile", ""))
    if "." not in name or "value" not in row or not row.get("source"):
        raise RuleBrokenError("profile.value_unreadable", name=name, profile=profile)
    lineage(profile)
    return ProfileValue(
        name=name,
        profile=profile,
        value=row["value"],
        source=row["source"],
        level=NormLevel(row["level"]) if "level" in row else sources.level_of(row["source"]),
        is_doubtful=bool(row.get("doubtful", sources.is_doubtful(row["source"]))),
        valid_from=date.fromisoformat(row["from"]) if "from" in row else None,
        valid_to=date.fromisoformat(row["to"]) if "to" in row else None,
    )


@cache
def shipped_families() -> tuple[dict[str, Any], ...]:
    """Return the shipped families as rule sets are written: family, valid_from, source, body."""
    folder = resources.files("huying.rules").joinpath("data", "profile_values")
    files = sorted(folder.iterdir(), key=lambda path: path.name)
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in files)


@cache
def shipped() -> Book:
    """Return the values as shipped."""
    return Book(value for family in shipped_families() for value in read_values(family["body"]))


_in_use: ContextVar[Book | None] = ContextVar("profile_values", default=None)


@contextmanager
def using(book: Book) -> Iterator[None]:
    """Let the rules ask these values, those released for a day, instead of the shipped ones."""
    token = _in_use.set(book)
    try:
        yield
    finally:
        _in_use.reset(token)


def current() -> Book:
    """Return the values the rules ask: those in use, else the shipped ones."""
    return _in_use.get() or shipped()


def value(profile: str, name: str, on: date | None = None) -> ProfileValue:
    """Return the value of a profile on a day, or refuse."""
    return current().value(profile, name, on)


def find_value(profile: str, name: str, on: date | None = None) -> ProfileValue | None:
    """Return the value of a profile, None where nobody sets it."""
    return current().find(profile, name, on)
