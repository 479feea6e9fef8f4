"""Months of receipt 受理月份, as they are told in China."""

from __future__ import annotations

from datetime import date, datetime

from huying.cases.models.cases import CHINA

DECEMBER = 12


def month_span(month: date) -> tuple[datetime, datetime]:
    """Return the first instants of a month and of the next, in China."""
    begin = datetime(month.year, month.month, 1, tzinfo=CHINA)
    following = shifted(month, 1)
    return begin, datetime(following.year, following.month, 1, tzinfo=CHINA)


def shifted(month: date, by: int) -> date:
    """Return the first day of the month so many months later."""
    count = month.year * DECEMBER + month.month - 1 + by
    return date(count // DECEMBER, count % DECEMBER + 1, 1)


def month_of(at: datetime) -> date:
    """Return the first day of the month an instant lies in."""
    return at.astimezone(CHINA).date().replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    """Return the months from one to another."""
    count = (last.year - first.year) * DECEMBER + last.month - first.month
    return [shifted(first, each) for each in range(count + 1)]
