"""The pages of duty, holidays, season plans and events as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from huying.seasons.actions import planning, reporting, surging, sweep, watching
from huying.seasons.actions.watching import Entry
from huying.seasons.models import LogEntry, Roster, Watch
from tests.cases.desk import set_clock
from tests.desk.reaching import State, at
from tests.people import AT
from tests.seasons.duty import DAY, HOUR, MINUTE, shift, street_nights, written
from tests.seasons.stormy import crowd, declared, drafted, in_force, proposed
from tests.seasons.test_rosters import DAWN, FIRST, roster_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def all_plans(city: City) -> str:
    """Return the list with a draft and one in force."""
    drafted(city, title="除雪预案")
    in_force(city)
    return reverse("seasons:plans")


def plan_drafted(city: City) -> str:
    """Return a draft."""
    return reverse("seasons:season", args=[drafted(city).number])


def plan_in_force(city: City) -> str:
    """Return a plan in force, a line of its check list done, with an event."""
    surge = declared(city)
    plan = surge.season
    shift(city, "street_officer", unit="street", starts_at=SEEN - HOUR)
    task = plan.tasks.order_by("pk")[0]
    planning.tick(plan.pk, task_id=task.pk, words="已测温120户", actor=city["street_officer"], at=SEEN - HOUR)
    return reverse("seasons:season", args=[plan.number])


def all_surges(city: City) -> str:
    """Return an event that runs and a proposal."""
    declared(city)
    in_force(city, title="寒潮预案")
    crowd(city, first=100)
    surging.sweep(at=AT + 3 * HOUR)
    return reverse("seasons:surges")


def surge_proposed(city: City) -> str:
    """Return a proposal."""
    return reverse("seasons:surge", args=[proposed(city).number])


def surge_running(city: City) -> str:
    """Return an event with updates, and cases that may belong to it."""
    surge = declared(city)
    surging.update(surge.pk, words="已恢复三栋楼供暖。", actor=city["street_officer"], at=AT + 3 * HOUR)
    crowd(city, 2, first=50)
    surging.sweep(at=AT + 3 * HOUR)
    return reverse("seasons:surge", args=[surge.number])


def surge_ended(city: City) -> str:
    """Return an event that has ended."""
    surge = declared(city)
    surging.end(surge.pk, words="全部恢复供暖。", actor=city["street_officer"], at=AT + 4 * HOUR)
    return reverse("seasons:surge", args=[surge.number])


def roster_ahead(city: City) -> str:
    """Return the roster of a street before the holiday, with gaps."""
    roster = roster_of(city, at=DAWN - 7 * DAY)
    shift(city, "street_officer", unit="street", starts_at=DAWN, length=DAY)
    shift(city, "street_leader", unit="street", starts_at=DAWN, length=3 * DAY - HOUR, order=2)
    reporting.sweep(at=DAWN - DAY)
    return reverse("seasons:roster", args=[roster.number])


def roster_reported(city: City) -> str:
    """Return the roster with its first day reported and the second missing."""
    path = roster_ahead(city)
    city.receive(at=DAWN + HOUR)
    roster = Roster.objects.get(unit=city.units["street"])
    reporting.send(roster.pk, day=FIRST, words="总体平稳", actor=city["street_officer"], at=DAWN + 16 * HOUR)
    reporting.sweep(at=DAWN + 42 * HOUR)
    return path


def holiday(city: City) -> str:
    """Return the summary of the holiday."""
    roster_reported(city)
    return reverse("seasons:holiday", args=[FIRST.isoformat()])


def all_holidays(city: City) -> str:
    """Return the runs of days off."""
    roster_ahead(city)
    return reverse("seasons:holidays")


def _in_the_holiday(page: Page) -> None:
    """Look at the page on the second evening, when its report is missing."""
    set_clock(DAWN + 42 * HOUR)
    page.reload()


STATES = (
    State(name="duty log, empty", by="street_officer", made=at("seasons:log")),
    State(name="duty log, on watch", by="street_officer", made=log_on_watch),
    State(name="duty log, not taken over", by="street_officer", made=log_late),
    State(name="watches", by="district_clerk", made=all_watches),
    State(name="watch", by="street_leader", made=one_watch),
    State(name="entry to correct", by="street_officer", made=correction),
    State(name="season plans, empty", by="district_clerk", made=at("seasons:plans")),
    State(name="season plans", by="city_clerk", made=all_plans),
    State(name="season plan to draft", by="district_clerk", made=at("seasons:new_season")),
    State(name="season plan, draft", by="district_clerk", made=plan_drafted),
    State(name="season plan, in force", by="street_officer", made=plan_in_force),
    State(name="events, empty", by="street_leader", made=at("seasons:surges")),
    State(name="events", by="district_clerk", made=all_surges),
    State(name="event, proposed", by="street_leader", made=surge_proposed),
    State(name="event, running", by="street_officer", made=surge_running),
    State(name="event, ended", by="hotline_desk", made=surge_ended),
    State(name="holidays, empty", by="street_officer", made=at("seasons:holidays")),
    State(name="holidays", by="district_clerk", made=all_holidays),
    State(name="holiday, summary", by="district_leader", made=holiday, then=_in_the_holiday),
    State(name="roster with gaps", by="street_leader", made=roster_ahead),
    State(name="roster, reported", by="street_officer", made=roster_reported, then=_in_the_holiday),
)
