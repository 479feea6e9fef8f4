"""The rules of duty, holidays, season plans and events 值班与季节预案规则, as a version of the rule set has them.

Source: mission A8 (duty for nights, holidays, heating start and storms; a surge becomes one event). Every figure is
local and doubtful, CFG.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping

LAST_HOUR = 23
AREAS = (PlaceLevel.COMMUNITY, PlaceLevel.STREET, PlaceLevel.DISTRICT)


class SeasonKind(Enum):
    """What a plan is for."""

    HEATING = "heating"  # 供暖
    FLOOD = "flood"  # 防汛
    SNOW = "snow"  # 除雪
    YEAR_END = "year_end"  # 年终
    OTHER = "other"  # 其他，名称自拟


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayRules:
    """Which runs of days off have rosters, when these are made and looked at, and by which hour a day is reported."""

    least_days: int
    ahead_days: int
    gap_days: int
    report_hour: int
    units: frozenset[UnitKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRules:
    """What a kind of plan asks, and from how many people within which time an event is proposed in one area."""

    calls_duty: bool
    remind_days: int
    area: PlaceLevel
    people: int
    window: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRules:
    """A version of the rule set."""

    number: int
    early: timedelta
    late: timedelta
    holidays: HolidayRules
    kinds: Mapping[SeasonKind, KindRules]


def read_rules(number: int, body: Mapping[str, Any]) -> SeasonRules:
    """Read a version of the rule set, or refuse what cannot be read by the part at fault."""
    try:
        watches = body["watches"]
        return SeasonRules(
            number=number,
            early=timedelta(minutes=_at_least(0, watches["early_minutes"])),
            late=timedelta(minutes=_at_least(0, watches["late_minutes"])),
            holidays=_holidays(body["holidays"]),
            kinds={kind: _kind(body["kinds"][kind.value]) for kind in SeasonKind},
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBrokenError("seasons.rules_unreadable", part=str(error)) from None


def _holidays(row: Mapping[str, Any]) -> HolidayRules:
    hour = _at_least(0, row["report_hour"])
    if hour > LAST_HOUR:
        raise ValueError(hour)
    return HolidayRules(
        least_days=_at_least(1, row["least_days"]),
        ahead_days=_at_least(0, row["ahead_days"]),
        gap_days=_at_least(0, row["gap_days"]),
        report_hour=hour,
        units=frozenset(UnitKind(each) for each in row["units"]),
    )


def _kind(row: Mapping[str, Any]) -> KindRules:
    area = PlaceLevel[str(row["area"]).upper()]
    if area not in AREAS:
        raise ValueError(row["area"])
    return KindRules(
        calls_duty=bool(row["calls_duty"]),
        remind_days=_at_least(0, row["remind_days"]),
        area=area,
        people=_at_least(2, row["people"]),
        window=timedelta(hours=_at_least(1, row["hours"])),
    )


def _at_least(least: int, value: Any) -> int:
    number = int(value)
    if number < least:
        raise ValueError(number)
    return number
