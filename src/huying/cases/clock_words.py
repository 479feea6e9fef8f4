"""The state of a case's clock in words 时限用语: "due today 16:00", "2 working days left", "overdue 3 h"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from huying.cases.models.cases import CHINA
from huying.rules.case_flow import CaseState
from huying.rules.standing import DueWindow, Standing, standing_of

if TYPE_CHECKING:
    from huying.cases.models import Case
    from huying.rules.workdays import WorkCalendar

HOUR, DAY_HOURS, WEEK_DAYS = timedelta(hours=1), 24, 7
LATE, SOON, FINE, STILL = "late", "soon", "ok", "still"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWords:
    """What a row says of its deadline: words, how grave (late, soon, ok, still), and the instant itself."""

    words: str
    grade: str
    due_at: datetime | None


def clock_words(case: Case, *, at: datetime, calendar: WorkCalendar) -> ClockWords:
    """Return the words for the clock that counts now; what was answered or paused no longer runs."""
    due = case.due_at
    if due is None:
        return ClockWords(words=_("no deadline"), grade=STILL, due_at=None)
    if case.answered_at is not None:
        is_late = case.answered_at > due
        words = _("answered late") if is_late else _("answered in time")
        return ClockWords(words=words, grade=LATE if is_late else FINE, due_at=due)
    if case.state == CaseState.CLOSED.value:
        return ClockWords(words=_("closed"), grade=STILL, due_at=due)
    if case.is_paused:
        return ClockWords(words=_("clocks paused"), grade=STILL, due_at=due)
    return _running(standing_of(due, at=at, calendar=calendar), due)


def _running(standing: Standing, due: datetime) -> ClockWords:
    hour = due.astimezone(CHINA).strftime("%H:%M")
    if standing.window is DueWindow.OVERDUE:
        return ClockWords(words=_("overdue %(time)s") % {"time": span_words(standing.span)}, grade=LATE, due_at=due)
    if standing.window is DueWindow.TODAY:
        return ClockWords(words=_("due today %(hour)s") % {"hour": hour}, grade=SOON, due_at=due)
    if standing.is_tomorrow:
        return ClockWords(words=_("due tomorrow %(hour)s") % {"hour": hour}, grade=SOON, due_at=due)
    words = _("%(days)s working days left") % {"days": standing.working_days}
    return ClockWords(words=words, grade=FINE, due_at=due)


def span_words(span: timedelta) -> str:
    """Return a length of time in the two largest units that say something."""
    hours = span // HOUR
    days, rest = divmod(hours, DAY_HOURS)
    if days and (not rest or days >= WEEK_DAYS):
        return _("%(days)s d") % {"days": days}
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": rest}
    if hours:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(minutes)s min") % {"minutes": max(span // timedelta(minutes=1), 1)}
