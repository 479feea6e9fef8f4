"""The deadline catalogue 期限目录 DL01-DL61: which limit a duty has, in which city, and when it ends (R11b).

The limits stand in `data/deadlines.toml`, one entry a part (`DL45.a`); a bare code means its first part. An entry has
variants by profile, by name (`urgent`), or by both. A variant of the asking profile goes before one it inherits, and
that before the entry's own limit, which is Shandong's. A chain `5 wd + 30 nd` runs the second limit from the raw end of
the first.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from huying.rules import deadlines, sources
from huying.rules.deadlines import Due, DueAt, MonthsNature
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step
from huying.rules.profiles import SHANDONG, lineage, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huying.rules.workdays import WorkCalendar

_LIMIT = re.compile(r"(-?)(\d{1,4}) (nd|wd|d|m|y|h)( term)?", re.ASCII)
_BY = re.compile(r"by (\d\d)-(\d\d)", re.ASCII)
MONTHS_A_YEAR = 12
_DAY = timedelta(days=1)


class Unit(Enum):
    """In what a limit of the catalogue is counted."""

    NATURAL_DAYS = "nd"  # 自然日，末日遇休息日顺延
    WORKING_DAYS = "wd"  # 工作日
    LASTING_DAYS = "d"  # 持续期、合同期，不顺延
    MONTHS = "m"  # 月
    YEARS = "y"  # 年
    HOURS = "h"  # 小时
    YEARLY = "by"  # 次年某日前


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """One limit: so many of a unit, before or after, moving off rest days or not."""

    amount: int
    unit: Unit
    is_before: bool = False
    is_term: bool = False
    day: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another limit for some profiles, or under a name."""

    profiles: frozenset[str]
    name: str
    lengths: tuple[Length, ...]
    written: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A duty with its limit."""

    code: str
    zh: str
    en: str
    usual: Variant
    variants: tuple[Variant, ...]

    def variant(self, profile: str, name: str = "") -> Variant:
        """Return the limit of a profile under a name, the nearest first, or refuse an unknown name."""
        for each in lineage(profile):
            for found in self.variants:
                if each in found.profiles and found.name == name:
                    return found
            if each == SHANDONG and not name:
                return self.usual
        for found in self.variants:
            if name and not found.profiles and found.name == name:
                return found
        if name:
            names = sorted({found.name for found in self.variants if found.name})
            raise RuleBrokenError("catalogue.variant_unknown", code=self.code, variant=name, known=names)
        return self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """When a duty ends, and from which text that comes."""

    entry: Entry
    variant: Variant
    due: Due | DueAt


class Catalogue:
    """Every entry by its code."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = dict(entries)

    def entry(self, code: str) -> Entry:
        """Return an entry; a bare code means its first part, and `.a` the only one."""
        for written in (code, f"{code}.a", code.removesuffix(".a")):
            if written in self.entries:
                return self.entries[written]
        raise RuleBrokenError("catalogue.code_unknown", code=code)

    def reckon(
        self, code: str, *, start: datetime, profile: str, variant: str = "", calendar: WorkCalendar
    ) -> Reckoned:
        """Return when a duty ends that starts at an instant, or on its day."""
        entry = self.entry(code)
        found = entry.variant(profile, variant)
        calendar.check(start.astimezone(deadlines.CHINA).date())
        return Reckoned(entry=entry, variant=found, due=_due(found, start=start, profile=profile, calendar=calendar))

    def due_on(self, code: str, *, start: date, profile: str, calendar: WorkCalendar) -> Due:
        """Return when a duty counted in days ends."""
        found = self.reckon(code, start=_midnight(start), profile=profile, calendar=calendar).due
        if isinstance(found, DueAt):
            raise RuleBrokenError("catalogue.counted_in_hours", code=code)
        return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=deadlines.CHINA)


def natural_limits_roll(profile: str) -> bool:
    """Tell whether limits of natural days move off a rest day in a city (R11.1)."""
    return value(profile, "days.natural_limits_roll").value is True


def _first_day(start: datetime, *, profile: str) -> date:
    """Return the day a limit runs from: what comes in after the cut-off hour counts for the next day."""
    local = start.astimezone(deadlines.CHINA)
    is_late = local.hour >= value(profile, "days.cut_off_hour").integer
    return local.date() + _DAY if is_late else local.date()


def _due(variant: Variant, *, start: datetime, profile: str, calendar: WorkCalendar) -> Due | DueAt:
    day, steps, due = (
        _first_day(start, profile=profile),
        [Step("catalogue", {"limit": variant.written, "source": variant.source})],
        None,
    )
    rolls = natural_limits_roll(profile)
    for length in variant.lengths:
        if length.unit is Unit.HOURS:
            at = deadlines.hours(start, timedelta(hours=length.amount))
            provisional = calendar.is_provisional(at.due.date())
            return DueAt(due=at.due, provisional=provisional, steps=(*steps, *at.steps))
        due = _ends(length, day, calendar=calendar, rolls=rolls)
        day = due.raw
        steps += due.steps
    if due is None:
        raise RuleBrokenError("catalogue.limit_unreadable", limit=variant.written)
    return Due(raw=due.raw, due=due.due, provisional=due.provisional, steps=tuple(steps))


def _ends(length: Length, start: date, *, calendar: WorkCalendar, rolls: bool) -> Due:
    if length.unit is Unit.WORKING_DAYS:
        return deadlines.working_days(start, length.amount, calendar=calendar)
    if length.unit is Unit.LASTING_DAYS:
        return deadlines.lasting_days(start, -length.amount if length.is_before else length.amount, calendar=calendar)
    if length.unit is Unit.YEARLY:
        return deadlines.on_day(date(start.year + 1, *length.day), calendar=calendar)
    if length.unit is Unit.NATURAL_DAYS:
        return _natural(length, start, calendar=calendar, rolls=rolls)
    months = length.amount * (MONTHS_A_YEAR if length.unit is Unit.YEARS else 1)
    if length.is_before:
        return deadlines.months_before(start, months, calendar=calendar)
    nature = MonthsNature.TERM if length.is_term else MonthsNature.LIMIT
    return deadlines.months(start, months, nature=nature, calendar=calendar)


def _natural(length: Length, start: date, *, calendar: WorkCalendar, rolls: bool) -> Due:
    if length.is_before:
        return deadlines.days_before(start, length.amount, calendar=calendar)
    return deadlines.natural_days(start, length.amount, calendar=calendar, rolls=rolls)


def read_limit(written: str) -> tuple[Length, ...]:
    """Read `60 nd`, `-3 m`, `5 wd + 30 nd`, `1 y term` or `by 03-31`, or refuse."""
    return tuple(_read_length(part) for part in written.split(" + "))


def _read_length(written: str) -> Length:
    if by := _BY.fullmatch(written):
        return Length(amount=0, unit=Unit.YEARLY, day=(int(by[1]), int(by[2])))
    found = _LIMIT.fullmatch(written)
    if found is None:
        raise RuleBrokenError("catalogue.limit_unreadable", limit=written)
    before, amount, unit, term = found.groups()
    return Length(amount=int(amount), unit=Unit(unit), is_before=bool(before), is_term=bool(term))


def read_catalogue(body: Mapping[str, Any]) -> Catalogue:
    """Read the catalogue from the body of its rule set, or refuse naming what is wrong."""
    entries: dict[str, Entry] = {}
    for row in body.get("limit", ()):
        entry = _read_entry(row)
        if entry.code in entries:
            raise RuleBrokenError("catalogue.code_twice", code=entry.code)
        entries[entry.code] = entry
    return Catalogue(entries)


def _read_entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        usual=_read_variant(row),
        variants=tuple(_read_variant(each) for each in row.get("variants", ())),
    )


def _read_variant(row: Mapping[str, Any]) -> Variant:
    sources.cited(row["source"])
    for profile in row.get("profiles", ()):
        lineage(profile)
    return Variant(
        profiles=frozenset(row.get("profiles", ())),
        name=row.get("name", ""),
        lengths=read_limit(row["limit"]),
        written=row["limit"],
        source=row["source"],
    )


@cache
def shipped_family() -> dict[str, Any]:
    """Return the shipped catalogue as a rule set is written: family, valid_from, source, body."""
    written = resources.files("huying.rules").joinpath("data", "deadlines.toml").read_text(encoding="utf-8")
    return tomllib.loads(written)


@cache
def shipped() -> Catalogue:
    """Return the catalogue as shipped."""
    return read_catalogue(shipped_family()["body"])


_in_use: ContextVar[Catalogue | None] = ContextVar("catalogue", default=None)


@contextmanager
def using(released: Catalogue) -> Iterator[None]:
    """Let the rules ask this catalogue, the one released for a day, instead of the shipped one."""
    token = _in_use.set(released)
    try:
        yield
    finally:
        _in_use.reset(token)


def current() -> Catalogue:
    """Return the catalogue the rules ask: the one in use, else the shipped one."""
    return _in_use.get() or shipped()
