"""What the sheet is made of: parts with lines, and who asks about where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from huying.cases.models.cases import CHINA
from huying.cases.queries.visible import visible_to
from huying.regions import queries as regions

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from huying.cases.models import Case
    from huying.core.actors import Actor

WEEK = timedelta(days=7)
LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a list: what it is, more about it, and its page."""

    words: str
    more: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A list of the sheet; `count` is of all rows, `url` opens them where a page lists exactly these."""

    name: str
    title: str
    count: int
    empty: str
    url: str = ""
    lines: list[Line] = field(default_factory=list)
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The sheet of a place and a Monday."""

    place: str
    name: str
    monday: date
    at: datetime
    is_synthetic: bool
    parts: list[Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks about where, and as of when."""

    actor: Actor
    place: str
    monday: date
    at: datetime

    @property
    def today(self) -> date:
        """Return the day it is in China."""
        return self.at.astimezone(CHINA).date()

    def here(self, column: str = "place") -> Q:
        """Return the condition that a column of keys lies in the place."""
        return regions.in_place(self.place, on=self.today, column=column)

    def cases(self) -> QuerySet[Case]:
        """Return the cases of the place that the actor may see."""
        return visible_to(self.actor).filter(self.here())

    def list_url(self, **narrowed: str | int) -> str:
        """Return the address of the list of cases of the place, narrowed."""
        return f"{reverse('cases:list')}?{urlencode({'place': self.place, **narrowed})}"


def midnight(day: date) -> datetime:
    """Return the first instant of a day in China."""
    return datetime.combine(day, time(), tzinfo=CHINA)
