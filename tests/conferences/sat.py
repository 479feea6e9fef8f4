"""Conferences for the tests: planned, called, held, written up and issued."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.conferences import actions
from huying.conferences.actions import Draft, Matter, Seat
from huying.config import checkup
from huying.core.invariants import judge
from huying.rules.conferences import Basis, ConferenceKind, ResolutionKind, Stance, TopicClass
from tests.cases.desk import set_clock
from tests.people import AT

if TYPE_CHECKING:
    from datetime import datetime

    from huying.conferences.models import Conference, Member
    from tests.people import City

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STARTS = AT + 2 * DAY
WROTE = STARTS + 3 * HOUR


def planned(city: City, *, at: datetime = AT, starts_at: datetime | None = None) -> Conference:
    """Plan a conference of the street."""
    return actions.plan(
        kind=ConferenceKind.STREET,
        title="六月物业管理联席会议",
        room="街道二楼会议室",
        starts_at=starts_at or at + 2 * DAY,
        actor=city["street_officer"],
        at=at,
    )


def seats(city: City) -> list[Seat]:
    """Return the host, the community, a department and the firm as members, and owners as observers."""
    units = [city.units[name].pk for name in ("street", "community", "urban", "firm")]
    return [*(Seat(pk) for pk in units), Seat(None, "业主代表", is_observer=True)]


def called(city: City, *, matter: Matter | None = None, at: datetime = AT, **given: Any) -> Conference:
    """Plan, put a matter on the agenda, invite and call."""
    conference = planned(city, at=at, **given)
    by = city["street_officer"]
    words = matter or Matter(topic=TopicClass.LINK, words="海悦花园消防通道被占")
    actions.add_item(conference.pk, matter=words, actor=by, at=at)
    actions.invite(conference.pk, seats=seats(city), actor=by, at=at)
    return actions.call(conference.pk, actor=by, at=at)


def member(conference: Conference, city: City, name: str) -> Member:
    """Return the seat of a unit."""
    return conference.members.get(unit=city.units[name])


def held(city: City, *, absent: tuple[str, ...] = (), **given: Any) -> Conference:
    """Call, note who is there, and open."""
    conference = called(city, **given)
    at, by = conference.starts_at, city["street_officer"]
    there = [row.pk for row in conference.members.all() if row.unit is None or row.unit not in _units(city, absent)]
    actions.attend(conference.pk, members=there, actor=by, at=at)
    return actions.hold(conference.pk, actor=by, at=at + MINUTE)


def _units(city: City, names: tuple[str, ...]) -> list[Any]:
    return [city.units[name] for name in names]


def draft(conference: Conference, city: City, **given: Any) -> Draft:
    """Return a task of the department that rests on its consent, due in a week."""
    facts: dict[str, Any] = {
        "item_id": conference.items.order_by("pk")[0].pk,
        "kind": ResolutionKind.TASK,
        "words": "清理消防通道，设置标线",
        "lead_id": member(conference, city, "urban").pk,
        "due_on": (conference.starts_at + 7 * DAY).date(),
        "basis": Basis.CONSENT,
        "is_public": True,
    }
    return Draft(**(facts | given))


def resolved(city: City, **given: Any) -> Conference:
    """Hold, and resolve one task."""
    conference = held(city, **given)
    at, by = conference.starts_at + HOUR, city["street_officer"]
    item = conference.items.order_by("pk")[0]
    actions.sum_up(conference.pk, item_id=item.pk, summary="各方确认通道被占三个月", actor=by, at=at)
    return actions.resolve(conference.pk, draft=draft(conference, city), actor=by, at=at)


def circulated(city: City, *, asked: tuple[str, ...] = ("urban", "firm"), **given: Any) -> Conference:
    """Resolve, and send the minutes out for comment."""
    conference = resolved(city, **given)
    keys = [member(conference, city, name).pk for name in asked]
    at = conference.starts_at + 3 * HOUR
    copies = [city.units["district"].pk]
    return actions.circulate(conference.pk, asked=keys, copies=copies, actor=city["street_officer"], at=at)


def issued(city: City, **given: Any) -> Conference:
    """Let those asked agree, and issue."""
    conference = circulated(city, **given)
    at = conference.starts_at + 4 * HOUR
    for name in ("department_officer", "firm_manager"):
        actions.comment(conference.pk, stance=Stance.AGREED, actor=city[name], at=at)
    return actions.issue(conference.pk, actor=city["street_leader"], at=at + HOUR)


def broken(at: datetime = AT) -> dict[str, tuple[str, ...]]:
    """Return the rules of conferences that are broken at an instant."""
    set_clock(at)
    rules = [each for each in checkup.all_invariants() if each.name.startswith("conference.")]
    assert rules
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}
