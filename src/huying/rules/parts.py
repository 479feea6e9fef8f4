"""Parts of a case 拆分协办: the first unit leads, others answer it in time, and it composes the one answer.

Source: R4.5 (首接负责: the first unit leads; others reply to it in time). No law gives the limit of a part: the lead
names a day, or half of what is left is given, and never a day beyond the case's own deadline.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from huying.rules.deadlines import CHINA, end_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import date

MOST_PARTS = 8
HOUR = timedelta(hours=1)
LATE_CASE = timedelta(days=1)
"""How long a part of a case may take that is late already."""


def hours_for(*, at: datetime, case_due: datetime, due_on: date | None) -> int:
    """Return for how many whole hours a part runs that is asked for now; an hour at least."""
    latest = case_due if case_due > at else at + LATE_CASE
    if due_on is None:
        due = at + (latest - at) / 2
    else:
        first, last = (instant.astimezone(CHINA).date() for instant in (at, latest))
        if not first <= due_on <= last:
            raise RuleBrokenError("part.day", first=first, last=last)
        due = min(end_of(due_on), latest)
    return max((due - at) // HOUR, 1)


def check_issue(open_units: list[str], *, reason: str) -> None:
    """Refuse an answer while a part is open, unless the lead says why it goes without."""
    if open_units and not reason.strip():
        raise RuleBrokenError("part.still_open", units="、".join(open_units))
