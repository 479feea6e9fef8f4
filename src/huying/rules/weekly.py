"""When the week's papers are said to be ready 周一通知: each Monday once, and not for a week long gone.

Source: mission A8 (the Monday sheet stands by 07:30); the hour is a rule set (CFG).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from huying.rules.deadlines import CHINA
from huying.rules.roles import LEADERS, Role

FRESH = timedelta(days=1)
"""A worker that stood still longer than this says nothing of the week: its sheet is no news any more."""
READERS = LEADERS - {Role.DEPARTMENT_LEADER} | {Role.CITY_CLERK, Role.DISTRICT_CLERK, Role.STREET_OFFICER}


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def due_monday(at: datetime, *, hour: time, told: date | None) -> date | None:
    """Return the Monday that is to be told of at an instant, None where it was told, is not yet, or is long gone."""
    monday = monday_of(at.astimezone(CHINA).date())
    ready = datetime.combine(monday, hour, CHINA)
    if not ready <= at < ready + FRESH:
        return None
    return monday if told is None or told < monday else None
