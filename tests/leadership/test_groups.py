"""A group from its forming to its end: composition at the bounds, sessions, tasks, terms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from huying.core.policies import NotAllowedError
from huying.leadership.actions import groups, sweep
from huying.leadership.actions.groups import NewSeat
from huying.leadership.models import GroupTask
from huying.leadership.queries.visible import GROUPS
from huying.rules.errors import RuleBrokenError
from huying.rules.groups import GroupKind, SeatRank
from tests.leadership.led import DAY, HOUR, NEXT_YEAR, TODAY, broken, forming, met, post_of, seats, standing
from tests.leadership.test_plans import refused
from tests.people import AT, City


def test_a_leading_group_is_complete_or_not_set_up(city: City) -> None:
    group, by = forming(city), city["district_clerk"]
    with refused("group.one_head"):
        groups.set_up(group.pk, actor=by, at=AT)
    *there, last = seats(city)
    for new in there:
        groups.seat(group.pk, new=new, actor=by, at=AT)
    with pytest.raises(RuleBrokenError, match=r"^group\.sectors_missing$") as caught:
        groups.set_up(group.pk, actor=by, at=AT)
    assert caught.value.facts == {"sectors": "镇街负责人"}
    groups.seat(group.pk, new=last, actor=by, at=AT)
    assert groups.set_up(group.pk, actor=by, at=AT).state == "standing"
    assert broken() == {}


def test_the_head_of_a_leading_group_is_a_leader(city: City) -> None:
    group, by = forming(city), city["district_clerk"]
    clerk = NewSeat(rank=SeatRank.HEAD, sector="", post=post_of(city, "district_clerk"))
    for new in (clerk, *seats(city)[1:]):
        groups.seat(group.pk, new=new, actor=by, at=AT)
    with refused("group.head_no_leader"):
        groups.set_up(group.pk, actor=by, at=AT)
    with refused("group.one_head"):
        groups.seat(group.pk, new=seats(city)[0], actor=by, at=AT)


def test_a_task_group_needs_two_sectors(city: City) -> None:
    group, by = forming(city, GroupKind.TASK_GROUP), city["district_clerk"]
    for new in seats(city)[:3]:
        groups.seat(group.pk, new=new, actor=by, at=AT)
    assert groups.set_up(group.pk, actor=by, at=AT).state == "standing"


def test_seats_by_post_or_by_name(city: City) -> None:
    group, by = forming(city), city["district_clerk"]
    new = seats(city)[1]
    groups.seat(group.pk, new=new, actor=by, at=AT)
    with refused("group.seated_already"):
        groups.seat(group.pk, new=new, actor=by, at=AT)
    with refused("group.sector_unknown"):
        groups.seat(
            group.pk, new=NewSeat(rank=SeatRank.MEMBER, sector="fire", body="消防", title="队长"), actor=by, at=AT
        )
    with refused("group.title_missing"):
        groups.seat(group.pk, new=NewSeat(rank=SeatRank.MEMBER, sector="", body="民政局"), actor=by, at=AT)
    row = group.seats.get()
    groups.unseat(group.pk, seat_id=row.pk, reason="调离", actor=by, at=AT + DAY)
    row.refresh_from_db()
    assert row.ends_on == TODAY + DAY
    with refused("group.seat_unknown"):
        groups.unseat(group.pk, seat_id=row.pk, reason="调离", actor=by, at=AT + DAY)


def test_terms_have_bounds(city: City) -> None:
    assert forming(city, ends_on=date(2026, 6, 1)).ends_on == date(2026, 6, 1)
    for day, code in ((date(2026, 6, 2), "group.term_too_long"), (TODAY, "group.term_backwards")):
        with refused(code):
            forming(city, ends_on=day)


def test_the_end_of_a_term_is_told_once_and_renewed(city: City) -> None:
    group = standing(city)
    sixty = AT + (NEXT_YEAR - TODAY) - 60 * DAY
    assert sweep(at=sixty - DAY) == 0
    assert sweep(at=sixty) == 1
    assert sweep(at=sixty + DAY) == 0
    with refused("group.term_backwards"):
        groups.renew(group.pk, ends_on=NEXT_YEAR, actor=city["district_clerk"], at=sixty)
    renewed = groups.renew(group.pk, ends_on=date(2024, 6, 1), actor=city["district_clerk"], at=sixty)
    assert (renewed.starts_on, renewed.reminded_at) == (NEXT_YEAR, None)
    assert sweep(at=sixty + 2 * DAY) == 0


def test_a_decision_is_a_task_with_unit_and_day(city: City) -> None:
    group = met(city)
    task = GroupTask.objects.get()
    assert GROUPS.find(group.number, actor=city["department_officer"]) == group
    assert sweep(at=AT + 10 * DAY) == 0
    assert sweep(at=AT + 11 * DAY) == 1
    with pytest.raises(NotAllowedError):
        groups.finish(group.pk, promise_id=task.pk, evidence="方案", actor=city["street_officer"], at=AT + 12 * DAY)
    groups.dissolve(group.pk, reason="机构改革", actor=city["district_clerk"], at=AT + 12 * DAY)
    groups.finish(group.pk, promise_id=task.pk, evidence="方案", actor=city["department_officer"], at=AT + 12 * DAY)
    task.refresh_from_db()
    assert (task.done_at, task.late_at) == (AT + 12 * DAY, AT + 11 * DAY)
    assert broken(AT + 13 * DAY) == {}


def test_sessions_are_noted_truthfully(city: City) -> None:
    group, by = standing(city), city["district_clerk"]
    facts: dict[str, Any] = {"title": "会", "summary": "议"}
    with refused("group.session_ahead"):
        groups.meet(group.pk, **facts, held_on=TODAY + DAY, present=5, actor=by, at=AT + 2 * HOUR)
    with refused("group.present_count"):
        groups.meet(group.pk, **facts, held_on=TODAY, present=7, actor=by, at=AT + 2 * HOUR)
    with refused("group.session_unknown"):
        groups.decide(
            group.pk, session_id=1, words="办", unit=city.units["urban"].pk, due_on=TODAY, actor=by, at=AT + 2 * HOUR
        )


def test_who_may_form_and_see(city: City) -> None:
    with pytest.raises(NotAllowedError):
        groups.form(kind=GroupKind.OFFICE, name="办", term=(TODAY, NEXT_YEAR), actor=city["street_officer"], at=AT)
    group = standing(city)
    assert GROUPS.find(group.number, actor=city["street_officer"]) == group
    for name in ("community_worker", "other_clerk", "firm_manager"):
        with refused("group.not_found"):
            GROUPS.find(group.number, actor=city[name])
