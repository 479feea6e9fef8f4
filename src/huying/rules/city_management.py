"""Digital city management 数字城管: codes of parts, stages, time units, scores (R5.1-R5.6; GB/T 30428)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules import profiles
from huying.rules.deadlines import (
    CHINA,
    END_OF_DAY,
    DueAt,
    end_of,
    hours,
    read_office_hours,
    working_days,
    working_hours,
)
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from huying.rules.deadlines import OfficeHours
    from huying.rules.workdays import WorkCalendar

_CLASS = re.compile(r"\d{10}", re.ASCII)
_IDENTITY = re.compile(r"\d{16}", re.ASCII)


class Stage(Enum):
    """The stages of a case of city management (R5.3)."""

    COLLECTED = "collected"  # 信息收集
    FILED = "filed"  # 立案
    DISPATCHED = "dispatched"  # 派遣
    HANDLING = "handling"  # 处置
    FED_BACK = "fed_back"  # 反馈
    VERIFYING = "verifying"  # 核查
    CLOSED = "closed"  # 结案
    EVALUATED = "evaluated"  # 评价


NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.COLLECTED: frozenset({Stage.FILED}),
    Stage.FILED: frozenset({Stage.DISPATCHED}),
    Stage.DISPATCHED: frozenset({Stage.HANDLING}),
    Stage.HANDLING: frozenset({Stage.FED_BACK}),
    Stage.FED_BACK: frozenset({Stage.VERIFYING}),
    Stage.VERIFYING: frozenset({Stage.CLOSED, Stage.HANDLING}),  # back to handling is rework 返工
    Stage.CLOSED: frozenset({Stage.EVALUATED}),
    Stage.EVALUATED: frozenset(),
}


class TimeUnit(Enum):
    """The four units of time (R5.4)."""

    URGENT_HOURS = "urgent_hours"  # 紧急工作时: clock hours
    WORKING_HOURS = "working_hours"  # 工作时: office hours only
    WORKING_DAYS = "working_days"  # 工作日
    URGENT_DAYS = "urgent_days"  # 紧急工作日: natural days, holidays too


def check_stage(stage: Stage, to: Stage) -> None:
    """Refuse a stage that does not follow."""
    if to not in NEXT[stage]:
        raise RuleBrokenError("city.stage_not_now", stage=stage.value, to=to.value)


def is_rework(stage: Stage, to: Stage) -> bool:
    """Tell whether a move is rework: the verification failed."""
    return stage is Stage.VERIFYING and to is Stage.HANDLING


def office_hours(profile: str) -> OfficeHours:
    """Return the office hours of a city (R5.4)."""
    return read_office_hours(profiles.value(profile, "city.office_hours").value)


def due(
    start: datetime, amount: int, *, unit: TimeUnit, calendar: WorkCalendar, profile: str = profiles.SHANDONG
) -> DueAt:
    """Return the instant a limit in one of the four units ends."""
    if unit is TimeUnit.URGENT_HOURS:
        return hours(start, timedelta(hours=amount))
    if unit is TimeUnit.WORKING_HOURS:
        return working_hours(start, timedelta(hours=amount), calendar=calendar, office=office_hours(profile))
    local = start.astimezone(CHINA)
    if unit is TimeUnit.URGENT_DAYS:
        last = local.date() + timedelta(days=amount)
        return DueAt(due=datetime.combine(last, END_OF_DAY, CHINA), provisional=False, steps=())
    found = working_days(local.date(), amount, calendar=calendar)
    return DueAt(due=end_of(found.due), provisional=found.provisional, steps=found.steps)


def county_of(code: str) -> str:
    """Return the county of a part's class code (10 digits) or identity code (16 digits), or refuse (R5.2)."""
    if not _CLASS.fullmatch(code) and not _IDENTITY.fullmatch(code):
        raise RuleBrokenError("city.code_shape", code=code)
    return code[:6]


def rework_rate(*, failed: int, verified: int) -> Fraction | None:
    """Return the cases that failed verification over those verified (R5.5), None where none was."""
    if failed > verified or failed < 0:
        raise RuleBrokenError("ratio.above_one", field="failed", part=failed, whole=verified)
    return Fraction(failed, verified) if verified else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfCases:
    """What a unit's month of city-management cases is scored by (R5.6)."""

    on_time_rate: Fraction  # per cent
    close_rate: Fraction
    reworked: int
    reworked_thrice: int
    false_reports: int


def month_points(month: MonthOfCases, *, profile: str) -> Fraction:
    """Return the points of a month: full above a rate, a point less for each per cent below, less what failed."""

    def setting(name: str) -> Fraction:
        return profiles.value(profile, f"city.{name}").share

    points = sum(
        (
            max(setting(f"{name}_points") - max(setting(f"{name}_least") - rate, Fraction(0)), Fraction(0))
            for name, rate in (("on_time", month.on_time_rate), ("close", month.close_rate))
        ),
        Fraction(0),
    )
    lost = (
        setting("rework_points") * month.reworked
        + setting("third_rework_points") * month.reworked_thrice
        + setting("false_report_points") * month.false_reports
    )
    return max(points - lost, Fraction(0))
