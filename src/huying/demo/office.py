"""When people of the synthetic city work 演示办公时间: on working days, in office hours, with the clock of each act."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from huying.cases.models.cases import CHINA

if TYPE_CHECKING:
    from random import Random

    from huying.rules.workdays import WorkCalendar

OPENS, CLOSES, NOON, AFTERNOON = time(8, 30), time(17, 30), time(12, 0), time(14, 0)


def in_office(at: datetime, calendar: WorkCalendar, rng: Random) -> datetime:
    """Return the instant itself when the office is open, else some minutes after it opens next."""
    local = at.astimezone(CHINA)
    late = timedelta(minutes=rng.randint(1, 70), seconds=rng.randrange(60))
    if local.time() > CLOSES or not calendar.is_working(local.date()):
        day = calendar.next_working(local.date() + timedelta(days=1))
        return datetime.combine(day, OPENS, CHINA) + late
    if local.time() < OPENS:
        return datetime.combine(local.date(), OPENS, CHINA) + late
    if NOON < local.time() < AFTERNOON:
        return datetime.combine(local.date(), AFTERNOON, CHINA) + late
    return local


def some_minutes(rng: Random, around: float) -> timedelta:
    """Return a delay that is mostly near `around` minutes and sometimes much longer."""
    return timedelta(seconds=max(round(rng.lognormvariate(0, 0.7) * around * 60), 20))
