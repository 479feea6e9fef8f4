"""Season plans: versions, the check list of each opening, who is told and asked for duty, reminders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from huying.core import outbox
from huying.core.policies import NotAllowedError
from huying.notices.models import Notice
from huying.rules.deadlines import CHINA
from huying.seasons.actions import planning, sweep
from huying.seasons.models import SeasonTick
from huying.seasons.queries.plans import instructions_for, read
from huying.seasons.queries.visible import SEASONS
from tests.cases.desk import set_clock
from tests.leadership.test_plans import refused
from tests.people import AT, City
from tests.seasons.duty import DAY, HOUR, broken, shift
from tests.seasons.stormy import OPENED, drafted, in_force, new_plan, released


def told(city: City, kind: str) -> set[str]:
    set_clock(AT)
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    return {names[row.person_id] for row in Notice.objects.filter(kind=f"seasons.{kind}")}


STREET, URBAN = {"street_leader", "street_officer"}, {"department_leader", "department_officer"}


def test_a_plan_from_draft_to_end(city: City) -> None:
    by = city["district_clerk"]
    bare = planning.draft(new_plan(), actor=by, at=OPENED)
    with refused("season.no_tasks"):
        planning.release(bare.pk, actor=by, at=OPENED)
    plan = drafted(city)
    with refused("season.step_not_now"):
        planning.put_in_force(plan.pk, reason="开栓", actor=by, at=OPENED)
    planning.release(plan.pk, actor=by, at=OPENED)
    opened = planning.put_in_force(plan.pk, reason="开栓", actor=by, at=AT)
    assert (opened.state, opened.openings, opened.opened_at) == ("in_force", 1, AT)
    ended = planning.close(plan.pk, reason="供暖正常", actor=by, at=AT + DAY)
    assert (ended.state, ended.closed_at) == ("released", AT + DAY)
    assert broken(AT + DAY) == {}


def test_each_opening_has_its_own_check_list(city: City) -> None:
    plan, by = in_force(city), city["district_clerk"]
    street, urban = plan.tasks.order_by("pk")
    with pytest.raises(NotAllowedError):
        planning.tick(plan.pk, task_id=urban.pk, words="已办", actor=city["street_officer"], at=AT)
    planning.tick(plan.pk, task_id=street.pk, words="已测温120户", actor=city["street_officer"], at=AT)
    planning.tick(plan.pk, task_id=urban.pk, words="", actor=by, at=AT)
    with refused("leadership.done_already"):
        planning.tick(plan.pk, task_id=street.pk, words="", actor=by, at=AT)
    plan.refresh_from_db()
    assert read(plan, at=AT).open_tasks == []
    planning.close(plan.pk, reason="正常", actor=by, at=AT)
    with refused("season.step_not_now"):
        planning.tick(plan.pk, task_id=street.pk, words="", actor=by, at=AT)
    again = planning.put_in_force(plan.pk, reason="寒潮", actor=by, at=AT + DAY)
    assert [task.pk for task in read(again, at=AT + DAY).open_tasks] == [street.pk, urban.pk]
    assert SeasonTick.objects.count() == 2


def test_a_new_version_replaces_the_old_once_it_rests(city: City) -> None:
    plan, by = in_force(city), city["district_clerk"]
    facts: dict[str, Any] = {"triggers": "开栓", "instructions": "一小时内联系", "topics": ("WPH", "LFT")}
    with refused("season.step_not_now"):
        planning.revise(plan.pk, **facts, actor=by, at=AT)
    planning.close(plan.pk, reason="修订", actor=by, at=AT)
    later = planning.revise(plan.pk, **facts, actor=by, at=AT)
    assert (later.edition, later.previous_id, later.tasks.count()) == (2, plan.pk, 2)
    with refused("season.revised_already"):
        planning.revise(plan.pk, **facts, actor=by, at=AT)
    planning.put_in_force(plan.pk, reason="寒潮", actor=by, at=AT)
    with refused("season.previous_in_force"):
        planning.release(later.pk, actor=by, at=AT)
    planning.close(plan.pk, reason="结束", actor=by, at=AT)
    planning.release(later.pk, actor=by, at=AT)
    plan.refresh_from_db()
    assert plan.state == "replaced"
    with refused("season.step_not_now"):
        planning.put_in_force(plan.pk, reason="误启", actor=by, at=AT)
    assert broken(AT) == {}


def test_a_dropped_draft_of_a_version_can_be_drafted_again(city: City) -> None:
    plan, by = released(city), city["district_clerk"]
    first = planning.revise(plan.pk, triggers="甲", instructions="乙", topics=(), actor=by, at=AT)
    planning.drop(first.pk, reason="重拟", actor=by, at=AT)
    assert planning.revise(plan.pk, triggers="甲", instructions="乙", topics=(), actor=by, at=AT).edition == 2


def test_lines_of_the_check_list(city: City) -> None:
    plan, by = drafted(city), city["district_clerk"]
    street, other = city.units["street"].pk, city.units["other_district"].pk
    with refused("leadership.unit_out_of_reach"):
        planning.add_task(plan.pk, words="办", unit=other, post=None, actor=by, at=AT)
    with refused("season.post_elsewhere"):
        planning.add_task(plan.pk, words="办", unit=street, post=city["department_leader"].post_id, actor=by, at=AT)
    with refused("season.task_unknown"):
        planning.strike_task(plan.pk, task_id=0, actor=by, at=AT)
    task = plan.tasks.order_by("pk")[0]
    planning.strike_task(plan.pk, task_id=task.pk, actor=by, at=AT)
    assert plan.tasks.count() == 1
    with refused("season.period_one"):
        planning.draft(new_plan(starts="", ends=""), actor=by, at=AT)
    with refused("season.topic_unknown"):
        planning.draft(new_plan(topics=("???",)), actor=by, at=AT)


def test_opening_tells_the_named_units_and_asks_for_duty(city: City) -> None:
    shift(city, "street_officer", unit="street", starts_at=OPENED - HOUR)
    in_force(city)
    assert told(city, "season_duty") == {"department_leader"}
    assert told(city, "season_opened") == (STREET | URBAN) - {"department_leader"}


def test_a_kind_that_asks_for_no_duty(city: City) -> None:
    in_force(city, kind=new_plan().kind.__class__.YEAR_END)
    assert told(city, "season_duty") == set()
    assert told(city, "season_opened") == STREET | URBAN


def test_ending_tells_the_named_units(city: City) -> None:
    planning.close(in_force(city).pk, reason="正常", actor=city["district_clerk"], at=AT)
    assert told(city, "season_closed") == STREET | URBAN


def test_a_season_is_reminded_of_once_unless_the_plan_is_in_force(city: City) -> None:
    plan = released(city)
    begins = datetime(2021, 11, 15, 9, tzinfo=CHINA)
    assert planning.sweep(at=begins - timedelta(days=16)) == 0
    assert planning.sweep(at=begins - timedelta(days=15)) == 1
    assert planning.sweep(at=begins) == 0
    assert planning.sweep(at=begins.replace(year=2022)) == 1
    plan.refresh_from_db()
    assert [step.step for step in plan.steps.order_by("pk")][-2:] == ["remind", "remind"]
    planning.put_in_force(plan.pk, reason="开栓", actor=city["district_clerk"], at=begins.replace(year=2023))
    assert sweep(at=begins.replace(year=2023) + DAY) == 0


def test_a_plan_with_days_is_over_with_them(city: City) -> None:
    first, last = AT.date() + DAY, AT.date() + 3 * DAY
    released(city, starts="", ends="", starts_on=first, ends_on=last)
    assert planning.sweep(at=AT + 4 * DAY) == 0
    assert planning.sweep(at=AT) == 1


def test_who_reads_and_keeps_plans(city: City) -> None:
    with pytest.raises(NotAllowedError):
        planning.draft(new_plan(), actor=city["street_leader"], at=OPENED)
    plan = drafted(city)
    with pytest.raises(NotAllowedError):
        planning.release(plan.pk, actor=city["city_clerk"], at=OPENED)
    for name, sees in (("street_officer", True), ("community_worker", False), ("department_officer", True)):
        assert SEASONS.visible_to(city[name]).exists() is sees, name
    planning.release(plan.pk, actor=city["district_clerk"], at=OPENED)
    seeing = {
        "community_worker": True,
        "hotline_desk": True,
        "city_leader": True,
        "other_clerk": False,
        "firm_staff": False,
        "caller": False,
    }
    assert {name: SEASONS.visible_to(city[name]).exists() for name in seeing} == seeing


def test_instructions_stand_where_duty_reads_them(city: City) -> None:
    plan = in_force(city)
    assert instructions_for(city.units["community"]) == [plan]
    assert instructions_for(city.units["urban"]) == [plan]
    assert instructions_for(city.units["other_district"]) == []
    planning.close(plan.pk, reason="正常", actor=city["district_clerk"], at=AT)
    assert instructions_for(city.units["community"]) == []
