"""A rota, watches and their log for the tests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.accounts import actions as accounts
from huying.config import checkup
from huying.core.invariants import judge
from huying.seasons.actions import watching
from huying.seasons.actions.watching import Entry
from tests.cases.desk import set_clock
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import DutyShift
    from huying.seasons.models import LogEntry, Watch
    from tests.people import City

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NIGHT = AT + 8 * HOUR  # 18:00 in Weihai
ENTRY = Entry(left_open="3号楼电梯仍在抢修", done="已联系维保单位", to_watch="夜间注意回访")


def shift(
    city: City, name: str, *, unit: str, starts_at: datetime = NIGHT, length: timedelta = 12 * HOUR, order: int = 1
) -> DutyShift:
    """Put somebody on a unit's rota."""
    return accounts.set_duty_shift(
        unit=city.units[unit],
        person=city.people[name],
        starts_at=starts_at,
        ends_at=starts_at + length,
        order=order,
        actor=city["system_admin"],
        at=AT,
    )


def street_nights(city: City, *, at: datetime = NIGHT) -> None:
    """Put the officer of the street on one night, its leader second, and the leader on the next."""
    shift(city, "street_officer", unit="street", starts_at=at)
    shift(city, "street_leader", unit="street", starts_at=at, order=2)
    shift(city, "street_leader", unit="street", starts_at=at + 12 * HOUR)


def on_watch(city: City, *, at: datetime = NIGHT) -> Watch:
    """Let the officer of the street take over the first night."""
    street_nights(city, at=at)
    return watching.take_over(actor=city["street_officer"], at=at)


def written(city: City, *, at: datetime = NIGHT) -> LogEntry:
    """Let the officer write, about a case."""
    case = city.receive()
    watch = on_watch(city, at=at)
    entry = Entry(left_open=ENTRY.left_open, done=ENTRY.done, to_watch=ENTRY.to_watch, cases=(case.number,))
    return watching.write(watch.pk, entry=entry, actor=city["street_officer"], at=at + HOUR)


def broken(at: datetime) -> dict[str, tuple[str, ...]]:
    """Return the rules of this app that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("seasons.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
