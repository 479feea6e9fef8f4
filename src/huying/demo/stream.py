"""How many cases come on each day 演示来件量, from the written causes: the same day always brings the same number."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from huying.cases.models.cases import CHINA
from huying.demo import causes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.demo.registers import Scale

DAY = timedelta(days=1)
END_DAYS = 31
"""The last days, of which a small city shows a larger share, so that its desks have work."""
WEEKDAYS = (1.15, 1.1, 1.05, 1.05, 1.0, 0.85, 0.8)
HOURS = (1, 1, 0.5, 0.5, 0.5, 1, 3, 6, 10, 12, 12, 9, 6, 7, 10, 11, 10, 9, 8, 8, 8, 6, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A case that comes: when, from which district, about property or not."""

    at: datetime
    district: str
    is_property: bool
    serial: int = 0

    @property
    def number(self) -> str:
        """Return the number the hotline gives it."""
        return f"{self.at:%Y%m%d}{self.serial:04d}"


@dataclass(slots=True)
class Stream:
    """The cases of a city day by day; fractions of a case are carried to the next day."""

    scale: Scale
    seed: int
    _carried: dict[tuple[str, bool], float] = field(default_factory=dict)

    def days(self, first: date, last: date) -> Iterator[tuple[date, list[Coming]]]:
        """Yield the days from the first to the last with what comes on each, in order of time."""
        day = causes.FIRST_DAY
        while day <= last:
            coming = self._of(day, is_wanted=day >= first)
            if day >= first:
                yield day, coming
            day += DAY

    def _of(self, day: date, *, is_wanted: bool) -> list[Coming]:
        rng = Random(f"{self.seed} {day}")
        found = []
        for district, share in causes.SHARES.items():
            calls = self.calls(district, day)
            expected = {
                True: calls * causes.rate(day) * causes.UNEASE[district],
                False: causes.OTHER_A_MONTH * share * self.share(day) * _weight(day),
            }
            for is_property, count in expected.items():
                whole = self._whole(district, count, is_property=is_property)
                if is_wanted:
                    found += [_coming(day, district, rng, is_property=is_property) for _ in range(whole)]
        ordered = sorted(found, key=lambda each: each.at)
        return [replace(each, serial=serial) for serial, each in enumerate(ordered, start=1)]

    def _whole(self, district: str, count: float, *, is_property: bool) -> int:
        key = (district, is_property)
        total = self._carried.get(key, 0.5) + count
        self._carried[key] = total - int(total)
        return int(total)

    def share(self, day: date) -> float:
        """Return which share of the city's cases of a day is made."""
        is_end = day > causes.LAST_DAY - timedelta(days=END_DAYS)
        return self.scale.share_at_end if is_end else self.scale.share

    def calls(self, district: str, day: date) -> float:
        """Return the hotline's orders of a day, of the share that is made."""
        return causes.calls(district, day) * _weight(day) * self.share(day)

    def total(self, district: str, month: date, *, until: date) -> int:
        """Return all orders of the hotline from a district in a month, as far as it is told."""
        length = monthrange(month.year, month.month)[1]
        days = (month.replace(day=number) for number in range(1, length + 1))
        return round(sum(self.calls(district, day) for day in days if day <= until))


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first day of every month from one day to another."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


@lru_cache(maxsize=4000)
def _weight(day: date) -> float:
    """Return a day's part of its month."""
    length = monthrange(day.year, day.month)[1]
    return WEEKDAYS[day.weekday()] / sum(WEEKDAYS[day.replace(day=number).weekday()] for number in range(1, length + 1))


def _coming(day: date, district: str, rng: Random, *, is_property: bool) -> Coming:
    hour = rng.choices(range(24), weights=HOURS)[0]
    at = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), CHINA)
    return Coming(at=at, district=district, is_property=is_property)
