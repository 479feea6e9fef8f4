"""The pages of duty, holidays, season plans and events as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.seasons.actions import sweep, watching
from huying.seasons.actions.watching import Entry
from huying.seasons.models import LogEntry, Watch
from tests.desk.reaching import State, at
from tests.people import AT
from tests.seasons.duty import HOUR, MINUTE, street_nights, written

if TYPE_CHECKING:
    from tests.people import City

SEEN = AT + 6 * HOUR
"""When the pages are looked at."""


def log_on_watch(city: City) -> str:
    """Return the log of a street whose officer is on watch, wrote and corrected."""
    entry = written(city, at=SEEN - 2 * HOUR)
    fixed = Entry(done="实为物业联系维保单位")
    watching.correct(entry.watch_id, corrects=entry.pk, entry=fixed, actor=city["street_officer"], at=SEEN - HOUR / 2)
    return reverse("seasons:log")


def log_late(city: City) -> str:
    """Return the log of a street that nobody took over."""
    street_nights(city, at=SEEN - HOUR)
    sweep(at=SEEN - HOUR + 31 * MINUTE)
    return reverse("seasons:log")


def all_watches(city: City) -> str:
    """Return the watches the district sees."""
    log_late(city)
    return reverse("seasons:watches")


def one_watch(city: City) -> str:
    """Return a watch with its entries."""
    log_on_watch(city)
    return reverse("seasons:watch", args=[Watch.objects.get().number])


def correction(city: City) -> str:
    """Return the form that corrects an entry."""
    log_on_watch(city)
    entry = LogEntry.objects.order_by("pk")[0]
    return reverse("seasons:correct", args=[entry.watch.number, entry.pk])


STATES = (
    State(name="duty log, empty", by="street_officer", made=at("seasons:log")),
    State(name="duty log, on watch", by="street_officer", made=log_on_watch),
    State(name="duty log, not taken over", by="street_officer", made=log_late),
    State(name="watches", by="district_clerk", made=all_watches),
    State(name="watch", by="street_leader", made=one_watch),
    State(name="entry to correct", by="street_officer", made=correction),
)
