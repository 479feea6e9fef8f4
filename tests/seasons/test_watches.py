"""Watches: taken over without a gap, late once, a log that is only added to."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from huying.accounts import actions as accounts
from huying.core import outbox
from huying.core.policies import NotAllowedError
from huying.notices.models import Notice
from huying.rules.errors import RuleBrokenError
from huying.rules.watches import FLOW, WatchState, WatchStep, after
from huying.seasons.actions import sweep, watching
from huying.seasons.actions.watching import Entry
from huying.seasons.models import LogEntry, Watch
from huying.seasons.queries.visible import WATCHES
from tests.cases.desk import set_clock
from tests.leadership.test_plans import refused
from tests.people import AT, City, seat
from tests.seasons.duty import DAY, ENTRY, HOUR, MINUTE, NIGHT, broken, on_watch, shift, street_nights, written

if TYPE_CHECKING:
    from datetime import datetime


@pytest.mark.parametrize(("state", "step"), list(product(WatchState, FLOW)))
def test_the_table_of_steps(state: WatchState, step: WatchStep) -> None:
    start, to = FLOW[step]
    if state in start:
        assert after(step, state) is (to or state)
    else:
        with refused("watch.step_not_now"):
            after(step, state)


def test_taking_over_ends_the_watch_before(city: City) -> None:
    first = on_watch(city)
    assert (first.taken_at, first.state) == (NIGHT, "taken")
    again = watching.take_over(actor=city["street_officer"], at=NIGHT + MINUTE)
    assert (again.pk, again.taken_at) == (first.pk, NIGHT)
    morning = NIGHT + 12 * HOUR + 10 * MINUTE
    second = watching.take_over(actor=city["street_leader"], at=morning)
    first.refresh_from_db()
    assert (first.state, first.handed_at, second.taken_at) == ("handed", morning, morning)
    assert [step.step for step in first.steps.order_by("pk")] == ["expect", "take", "hand_on"]
    assert broken(morning) == {}


@pytest.mark.parametrize(
    ("at", "code"),
    [
        pytest.param(NIGHT - 31 * MINUTE, "watch.no_shift", id="a minute too early"),
        pytest.param(NIGHT - 30 * MINUTE, "", id="as early as allowed"),
        pytest.param(NIGHT + 12 * HOUR - MINUTE, "", id="the last minute"),
        pytest.param(NIGHT + 12 * HOUR, "watch.no_shift", id="over"),
    ],
)
def test_when_a_watch_can_be_taken_over(city: City, at: datetime, code: str) -> None:
    shift(city, "street_officer", unit="street")
    if code:
        with refused(code):
            watching.take_over(actor=city["street_officer"], at=at)
    else:
        assert watching.take_over(actor=city["street_officer"], at=at).taken_at == at


def test_only_who_is_on_the_rota_or_stands_in_takes_over(city: City) -> None:
    shift(city, "street_leader", unit="street")
    with refused("watch.not_on_duty"):
        watching.take_over(actor=city["street_officer"], at=NIGHT)
    accounts.note_absence(
        person=city.people["street_leader"],
        deputy=city.people["street_officer"],
        starts_at=NIGHT - HOUR,
        ends_at=NIGHT + DAY,
        actor=city["street_leader"],
        at=AT,
    )
    assert watching.take_over(actor=city["street_officer"], at=NIGHT).taken_by == city.people["street_officer"]
    for name in ("auditor", "caller"):
        with pytest.raises(NotAllowedError):
            watching.take_over(actor=city[name], at=NIGHT)


def test_a_watch_nobody_took_over_is_late_once_and_told_to_the_leader(city: City) -> None:
    set_clock(NIGHT)
    street_nights(city)
    assert sweep(at=NIGHT + 30 * MINUTE) == 0
    late = NIGHT + 31 * MINUTE
    assert sweep(at=late) == 1
    assert sweep(at=late + HOUR) == 0
    set_clock(late)
    outbox.drain()
    assert [row.person for row in Notice.objects.filter(kind="seasons.watch_late")] == [city.people["street_leader"]]
    taken = watching.take_over(actor=city["street_officer"], at=late + HOUR)
    assert (taken.late_at, taken.state) == (late, "taken")
    assert broken(late + 2 * HOUR) == {}


def test_a_unit_without_a_leader_is_late_above(city: City) -> None:
    set_clock(NIGHT)
    shift(city, "community_worker", unit="community")
    sweep(at=NIGHT + 31 * MINUTE)
    set_clock(NIGHT + 31 * MINUTE)
    outbox.drain()
    told = {row.person.username for row in Notice.objects.filter(kind="seasons.watch_late")}
    assert told == {"street_leader"}


def test_what_began_long_ago_or_comes_second_makes_no_watch(city: City) -> None:
    shift(city, "street_officer", unit="street", order=2)
    shift(city, "district_clerk", unit="district")
    assert sweep(at=NIGHT + 25 * HOUR) == 0
    assert not Watch.objects.exists()


def test_the_log_is_only_added_to(city: City) -> None:
    entry = written(city)
    watch = entry.watch
    assert entry.cases.get().case.number.endswith(f"{entry.cases.get().case_id:06d}")
    fixed = watching.correct(
        watch.pk,
        corrects=entry.pk,
        entry=Entry(done="实为物业联系维保"),
        actor=city["street_leader"],
        at=NIGHT + 2 * HOUR,
    )
    entry.refresh_from_db()
    assert (fixed.corrects, entry.done) == (entry, ENTRY.done)
    watching.take_over(actor=city["street_leader"], at=NIGHT + 12 * HOUR)
    with refused("watch.step_not_now"):
        watching.write(watch.pk, entry=ENTRY, actor=city["street_officer"], at=NIGHT + 13 * HOUR)
    late = Entry(done="补记更正")
    watching.correct(watch.pk, corrects=entry.pk, entry=late, actor=city["street_officer"], at=NIGHT + 13 * HOUR)
    assert LogEntry.objects.filter(watch=watch).count() == 3
    assert broken(NIGHT + 14 * HOUR) == {}
    LogEntry.objects.filter(pk=fixed.pk).delete()
    assert list(broken(NIGHT + 14 * HOUR)) == ["seasons.log"]


def test_what_an_entry_must_be(city: City) -> None:
    watch, by = on_watch(city), city["street_officer"]
    for entry, code in (
        (Entry(), "watch.entry_empty"),
        (Entry(done="找王先生13812341234"), "seasons.has_numbers"),
        (Entry(done="办" * 2001), "seasons.too_long"),
        (Entry(done="办", cases=("20210601-999999",)), "case.not_found"),
        (Entry(done="办", cases=tuple(f"20210601-{n:06d}" for n in range(21))), "watch.too_many_cases"),
    ):
        with refused(code):
            watching.write(watch.pk, entry=entry, actor=by, at=NIGHT + HOUR)
    with refused("watch.entry_unknown"):
        watching.correct(watch.pk, corrects=1, entry=ENTRY, actor=by, at=NIGHT + HOUR)
    with refused("watch.stale"):
        watching.write(watch.pk, entry=ENTRY, actor=by, at=NIGHT + HOUR, version=1)
    stranger = seat(city, "street_second", unit="street", role=by.role or pytest.fail("no role"), place="371002003")
    with refused("watch.not_on_duty"):
        watching.write(watch.pk, entry=ENTRY, actor=stranger, at=NIGHT + HOUR)
    assert not LogEntry.objects.exists()


def test_who_reads_which_log(city: City) -> None:
    watch = on_watch(city)
    shift(city, "firm_staff", unit="firm")
    firm = watching.take_over(actor=city["firm_staff"], at=NIGHT)
    for name, sees in (
        ("street_leader", True),
        ("district_clerk", True),
        ("city_leader", True),
        ("auditor", True),
        ("department_officer", False),
        ("community_worker", False),
        ("other_clerk", False),
        ("firm_staff", False),
        ("caller", False),
    ):
        assert WATCHES.visible_to(city[name]).filter(pk=watch.pk).exists() is sees, name
    assert WATCHES.find(firm.number, actor=city["firm_manager"]) == firm
    with pytest.raises(RuleBrokenError, match=r"^watch\.not_found$"):
        WATCHES.find(firm.number, actor=city["district_clerk"])
