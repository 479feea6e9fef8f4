"""Holidays on duty: rosters from the calendar, gaps told before, a daily report that counts rows, what is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.core import outbox
from huying.core.policies import NotAllowedError
from huying.notices.models import Notice
from huying.rules.case_facts import Urgency
from huying.rules.deadlines import CHINA
from huying.seasons.actions import reporting
from huying.seasons.models import DailyReport, Roster
from huying.seasons.queries.rosters import days_of, summary_of
from tests.cases.desk import set_clock
from tests.leadership.test_plans import refused
from tests.seasons.duty import DAY, HOUR, MINUTE, broken, shift
from tests.whistles.blown import blown

if TYPE_CHECKING:
    from tests.people import City

FIRST, LAST = date(2021, 6, 12), date(2021, 6, 14)
DAWN = datetime(2021, 6, 12, tzinfo=CHINA)
"""When the Dragon Boat holiday of 2021 begins."""
OFFICES = {"市物业办", "市热线中心", "环翠区物业办", "文登区物业办", "竹岛街道办事处"}


def roster_of(city: City, unit: str = "street", *, at: datetime = DAWN - 7 * DAY) -> Roster:
    """Let the worker make the rosters, and return a unit's."""
    reporting.sweep(at=at)
    return Roster.objects.get(unit=city.units[unit])


def told(city: City, kind: str, at: datetime) -> set[str]:
    set_clock(at)
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    return {names[row.person_id] for row in Notice.objects.filter(kind=f"seasons.{kind}")}


@pytest.mark.usefixtures("city")
def test_rosters_are_made_once_before_the_holiday() -> None:
    assert reporting.sweep(at=DAWN - 7 * DAY - MINUTE) == 0
    assert reporting.sweep(at=DAWN - 7 * DAY) == len(OFFICES)
    assert reporting.sweep(at=DAWN - 7 * DAY) == 0
    assert {row.unit.name for row in Roster.objects.all()} == OFFICES
    assert {(row.first_on, row.last_on) for row in Roster.objects.all()} == {(FIRST, LAST)}
    assert broken(DAWN) == {}


def test_a_holiday_that_has_begun_makes_no_roster(city: City) -> None:
    assert reporting.sweep(at=DAWN + DAY) == 0
    assert not Roster.objects.filter(unit=city.units["street"]).exists()


def test_gaps_are_told_once_to_the_leader_and_above(city: City) -> None:
    roster = roster_of(city)
    shift(city, "street_officer", unit="street", starts_at=DAWN, length=71 * HOUR)
    for unit, name in (("city", "city_clerk"), ("hotline", "hotline_desk"), ("district", "district_clerk")):
        shift(city, name, unit=unit, starts_at=DAWN, length=3 * DAY)
    shift(city, "other_clerk", unit="other_district", starts_at=DAWN - HOUR, length=4 * DAY)
    assert reporting.sweep(at=DAWN - 2 * DAY - MINUTE) == 0
    assert reporting.sweep(at=DAWN - 2 * DAY) == 1
    assert reporting.sweep(at=DAWN - DAY) == 0
    assert told(city, "roster_gaps", DAWN - 2 * DAY) == {"street_leader", "district_leader", "district_clerk"}
    last = days_of([roster])[roster.pk][-1]
    assert [(gap.starts_at, gap.ends_at) for gap in last.gaps] == [(DAWN + 71 * HOUR, DAWN + 72 * HOUR)]
    assert [len(day.shifts) for day in days_of([roster])[roster.pk]] == [1, 1, 1]


def test_a_report_counts_from_where_the_one_before_stopped(city: City) -> None:
    roster, by = roster_of(city), city["street_officer"]
    city.receive(at=DAWN - MINUTE)
    city.receive(at=DAWN, urgency=Urgency.URGENT)
    city.receive(at=DAWN + HOUR)
    blown(city, at=DAWN + 2 * HOUR)
    first = reporting.send(roster.pk, day=FIRST, words="总体平稳", actor=by, at=DAWN + 16 * HOUR)
    assert (first.since, first.until) == (DAWN, DAWN + 16 * HOUR)
    assert (first.received, first.urgent, first.whistles) == (2, 1, 1)
    city.receive(at=DAWN + 16 * HOUR)
    second = reporting.send(roster.pk, day=FIRST + DAY, words="处置一件", actor=by, at=DAWN + 30 * HOUR)
    assert (second.since, second.received) == (first.until, 1)
    with refused("roster.sent_already"):
        reporting.send(roster.pk, day=FIRST, words="再报", actor=by, at=DAWN + 31 * HOUR)
    assert broken(DAWN + 31 * HOUR) == {}


def test_zeros_may_say_nothing_and_anything_else_must(city: City) -> None:
    roster, by = roster_of(city, "other_district"), city["other_clerk"]
    zero = reporting.send(roster.pk, day=FIRST, words="", actor=by, at=DAWN + HOUR)
    assert (zero.received, zero.urgent, zero.overdue, zero.whistles, zero.words) == (0, 0, 0, 0, "")
    street = roster_of(city)
    city.receive(at=DAWN + HOUR)
    facts: dict[str, Any] = {"actor": city["street_officer"], "at": DAWN + 2 * HOUR}
    with refused("roster.words_missing"):
        reporting.send(street.pk, day=FIRST, words=" ", **facts)
    with refused("seasons.too_long"):
        reporting.send(street.pk, day=FIRST, words="稳" * 201, **facts)
    with refused("roster.day_ahead"):
        reporting.send(street.pk, day=FIRST + DAY, words="稳", **facts)
    with refused("roster.day_outside"):
        reporting.send(street.pk, day=FIRST - DAY, words="稳", **facts)
    for name in ("district_clerk", "department_officer", "auditor", "firm_staff"):
        with pytest.raises(NotAllowedError):
            reporting.send(street.pk, day=FIRST, words="稳", actor=city[name], at=DAWN + 2 * HOUR)


def test_a_missing_report_is_told_above_once_and_may_follow_late(city: City) -> None:
    roster = roster_of(city)
    due = DAWN + 17 * HOUR
    for unit, name in (("city", "city_clerk"), ("hotline", "hotline_desk"), ("district", "district_clerk")):
        own = Roster.objects.get(unit=city.units[unit])
        reporting.send(own.pk, day=FIRST, words="平稳", actor=city[name], at=due - HOUR)
    other = Roster.objects.get(unit=city.units["other_district"])
    reporting.send(other.pk, day=FIRST, words="", actor=city["other_clerk"], at=due)
    assert reporting.sweep(at=due) == 0
    assert reporting.sweep(at=due + MINUTE) == 1
    assert reporting.sweep(at=due + HOUR) == 0
    assert told(city, "report_missed", due + MINUTE) == {"district_leader", "district_clerk"}
    summary = summary_of(city["district_clerk"], FIRST, at=due + HOUR)
    assert (summary.units, summary.due, summary.sent, summary.late) == (2, 2, 1, 0)
    late = reporting.send(roster.pk, day=FIRST, words="补报", actor=city["street_leader"], at=due + 2 * HOUR)
    assert late.missed_at is not None
    assert summary_of(city["district_clerk"], FIRST, at=due + 3 * HOUR).late == 1
    assert DailyReport.objects.filter(roster=roster).count() == 1


def test_a_worker_that_stood_still_notes_every_missing_day_and_ends_the_run(city: City) -> None:
    roster = roster_of(city)
    reporting.sweep(at=DAWN + 4 * DAY + HOUR)
    roster.refresh_from_db()
    assert roster.state == "over"
    days = sorted(row.day for row in DailyReport.objects.filter(roster=roster))
    assert days == [FIRST + number * timedelta(days=1) for number in range(3)]
    with refused("roster.step_not_now"):
        reporting.send(roster.pk, day=FIRST, words="补报", actor=city["street_officer"], at=DAWN + 5 * DAY)
    assert broken(DAWN + 6 * DAY) == {}
    DailyReport.objects.filter(roster=roster, day=LAST).delete()
    assert broken(DAWN + 6 * DAY) == {"seasons.reports": (roster.number,)}
