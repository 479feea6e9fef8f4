"""A whistle from the asking to the appraisals, through its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import Cause, Direction, Pace
from huying.whistles import actions
from huying.whistles.actions import Task
from huying.whistles.actions.sweeping import sweep
from huying.whistles.models import StepTaken, Whistle, WhistleCall
from tests.people import AT
from tests.whistles.blown import DAY, HOUR, MINUTE, asked, blown, broken, closed, decided

if TYPE_CHECKING:
    from tests.people import City


def test_a_clerk_asks_and_the_leader_blows(city: City) -> None:
    whistle = asked(city)
    assert (whistle.state, whistle.arrive_by) == ("waiting", None)
    actions.approve(whistle.pk, actor=city["street_leader"], at=AT + HOUR)
    whistle.refresh_from_db()
    assert (whistle.state, whistle.pace, whistle.direction) == ("blown", "same_day", "street")
    assert whistle.arrive_by == AT + 3 * HOUR == whistle.calls.get().due_at
    assert broken() == {}


def test_only_the_leader_of_the_same_unit_approves(city: City) -> None:
    whistle = asked(city)
    for name in ("street_officer", "department_leader", "district_clerk"):
        with pytest.raises(NotAllowedError):
            actions.approve(whistle.pk, actor=city[name], at=AT + HOUR)
    actions.turn_down(whistle.pk, reason="先由社区协调", actor=city["street_leader"], at=AT + HOUR)
    with pytest.raises(RuleBrokenError, match=r"whistle\.step_not_now"):
        actions.approve(whistle.pk, actor=city["street_leader"], at=AT + 2 * HOUR)
    assert broken() == {}


def test_who_is_called_answers_comes_and_is_noted_by_the_host(city: City) -> None:
    whistle, urban = blown(city), city.units["urban"].pk
    actions.acknowledge(whistle.pk, actor=city["department_officer"], at=AT + 10 * MINUTE)
    with pytest.raises(NotAllowedError):
        actions.arrive(whistle.pk, unit_id=urban, actor=city["department_officer"], at=AT + HOUR)
    actions.arrive(whistle.pk, unit_id=urban, actor=city["street_officer"], at=AT + HOUR)
    call = whistle.calls.get()
    assert (call.acknowledged_at, call.arrived_at, call.late_at) == (AT + 10 * MINUTE, AT + HOUR, None)
    assert sweep(at=AT + DAY) == 0
    assert broken() == {}


def test_who_does_not_come_is_told_to_the_district_then_to_the_city_once_each(city: City) -> None:
    whistle = blown(city)
    assert sweep(at=AT + 2 * HOUR) == 0
    assert sweep(at=AT + 2 * HOUR + MINUTE) == 1
    assert sweep(at=AT + 3 * HOUR) == 0
    call = whistle.calls.get()
    assert (call.late_at, call.told) == (AT + 2 * HOUR, 1)
    assert sweep(at=AT + 3 * DAY) == 1
    assert sweep(at=AT + 4 * DAY) == 0
    steps = list(StepTaken.objects.filter(whistle=whistle).order_by("pk").values_list("step", "facts__level"))
    assert steps[-2:] == [("late", "district"), ("escalate", "city")]
    actions.arrive(whistle.pk, unit_id=call.unit_id, actor=city["street_officer"], at=AT + 4 * DAY)
    call.refresh_from_db()
    assert call.late_at == AT + 2 * HOUR
    assert broken() == {}


def test_a_sweeper_that_stood_still_catches_up_in_one_step(city: City) -> None:
    whistle = blown(city)
    assert sweep(at=AT + 9 * DAY) == 1
    assert whistle.calls.get().told == 2


def test_a_refusal_stops_nothing_until_the_district_upholds_it(city: City) -> None:
    whistle, urban = blown(city), city.units["urban"].pk
    by = city["department_officer"]
    actions.refuse(whistle.pk, ground="no_duty", reason="属住建职责", actor=by, at=AT + HOUR)
    assert sweep(at=AT + 2 * HOUR + MINUTE) == 1
    ruling: dict[str, Any] = {"unit_id": urban, "reason": "清单划分不清", "asks_list_change": True}
    with pytest.raises(NotAllowedError):
        actions.rule(whistle.pk, **ruling, is_upheld=True, actor=city["street_leader"], at=AT + 3 * HOUR)
    with pytest.raises(NotAllowedError):
        actions.rule(whistle.pk, **ruling, is_upheld=True, actor=city["other_clerk"], at=AT + 3 * HOUR)
    actions.rule(whistle.pk, **ruling, is_upheld=True, actor=city["district_clerk"], at=AT + 3 * HOUR)
    call = whistle.calls.get()
    assert (call.is_excused, call.asks_list_change) == (True, True)
    assert sweep(at=AT + 9 * DAY) == 0
    assert broken() == {}


def test_refused_on_no_ground_too_late_or_twice_is_refused(city: City) -> None:
    whistle, by = blown(city), city["department_officer"]
    with pytest.raises(RuleBrokenError, match=r"whistle\.ground_unknown"):
        actions.refuse(whistle.pk, ground="busy", reason="忙", actor=by, at=AT + HOUR)
    with pytest.raises(RuleBrokenError, match=r"whistle\.refusal_late"):
        actions.refuse(whistle.pk, ground="no_duty", reason="晚了", actor=by, at=AT + 3 * DAY)
    actions.refuse(whistle.pk, ground="no_duty", reason="不属", actor=by, at=AT + HOUR)
    with pytest.raises(RuleBrokenError, match=r"whistle\.refused_already"):
        actions.refuse(whistle.pk, ground="no_duty", reason="不属", actor=by, at=AT + HOUR)
    assert WhistleCall.objects.get().refusal == "不属"


def test_an_oral_emergency_goes_at_once_and_is_papered_within_a_working_day(city: City) -> None:
    oral: dict[str, Any] = {"is_oral": True, "cause": Cause.EMERGENCY, "item": "W04", "tries": ""}
    whistle = asked(city, **oral)
    assert (whistle.state, whistle.pace, whistle.arrive_by) == ("blown", "urgent", AT + 30 * MINUTE)
    urban = city.units["urban"].pk
    actions.arrive(whistle.pk, unit_id=urban, actor=city["street_officer"], at=AT + 20 * MINUTE)
    assert sweep(at=AT + DAY) == 0
    assert sweep(at=AT + 2 * DAY) == 1
    assert sweep(at=AT + 3 * DAY) == 0
    task = Task(unit_id=urban, words="抢修", due_on=(AT + 3 * DAY).date())
    host = city["street_officer"]
    actions.decide(whistle.pk, finding="管网破损", tasks=[task], actor=host, at=AT + 2 * DAY)
    row = whistle.tasks.get()
    actions.finish_task(whistle.pk, task_id=row.pk, evidence="已修复", actor=host, at=AT + 2 * DAY)
    with pytest.raises(RuleBrokenError, match=r"whistle\.paper_first"):
        actions.close(whistle.pk, result="恢复供水", actor=host, at=AT + 2 * DAY)
    actions.paper(whistle.pk, tries="现场电话协调", actor=city["street_leader"], at=AT + 2 * DAY)
    actions.close(whistle.pk, result="恢复供水", actor=host, at=AT + 2 * DAY)
    assert broken() == {}


def test_a_decision_needs_somebody_there_and_tasks_with_unit_and_day(city: City) -> None:
    whistle, host = blown(city), city["street_officer"]
    urban = city.units["urban"].pk
    good = Task(unit_id=urban, words="立案", due_on=(AT + DAY).date())
    with pytest.raises(RuleBrokenError, match=r"whistle\.nobody_there"):
        actions.decide(whistle.pk, finding="x", tasks=[good], actor=host, at=AT + HOUR)
    actions.arrive(whistle.pk, unit_id=urban, actor=host, at=AT + HOUR)
    for tasks, code in (
        ([], "no_task"),
        ([Task(unit_id=city.units["housing"].pk, words="立案", due_on=(AT + DAY).date())], "task_unit"),
        ([Task(unit_id=urban, words="立案", due_on=(AT - DAY).date())], "task_past"),
        ([Task(unit_id=urban, words=" ", due_on=(AT + DAY).date())], "task_words"),
    ):
        with pytest.raises(RuleBrokenError, match=rf"whistle\.{code}"):
            actions.decide(whistle.pk, finding="x", tasks=tasks, actor=host, at=AT + HOUR)
    assert Whistle.objects.get().state == "blown"


def test_both_sides_appraise_each_other_once(city: City) -> None:
    whistle, urban = closed(city), city.units["urban"].pk
    host, guest = city["street_officer"], city["department_officer"]
    actions.appraise(whistle.pk, unit_id=urban, score=4, actor=host, at=AT + 3 * DAY)
    actions.appraise(whistle.pk, unit_id=urban, score=5, actor=guest, at=AT + 3 * DAY)
    with pytest.raises(RuleBrokenError, match=r"whistle\.appraised_already"):
        actions.appraise(whistle.pk, unit_id=urban, score=1, actor=host, at=AT + 3 * DAY)
    with pytest.raises(NotAllowedError):
        actions.appraise(whistle.pk, unit_id=urban, score=1, actor=city["district_clerk"], at=AT + 3 * DAY)
    call = whistle.calls.get()
    assert (call.score_of_unit, call.score_of_host) == (4, 5)
    assert broken() == {}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"called": []}, "nobody_called"),
        ({"item": "W00"}, "item_unknown"),
        ({"matter": " "}, "matter_missing"),
        ({"tries": ""}, "tries_missing"),
        ({"matter": "请联系13812341234"}, "has_numbers"),
        ({"place": 371_003_001_001_0000}, "place_elsewhere"),
        ({"matter": "长" * 2001}, "too_long"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(city: City, given: dict[str, Any], code: str) -> None:
    before = AuditRecord.objects.count()
    with pytest.raises(RuleBrokenError, match=rf"whistle\.{code}"):
        asked(city, **given)
    assert not Whistle.objects.exists()
    assert AuditRecord.objects.count() == before


def test_a_firm_a_community_or_a_unit_elsewhere_is_not_called(city: City) -> None:
    for name in ("firm", "community", "other_district", "street"):
        with pytest.raises(RuleBrokenError):
            asked(city, called=[city.units[name].pk])
    with pytest.raises(NotAllowedError):
        asked(city, by="community_worker")
    with pytest.raises(NotAllowedError):
        asked(city, by="firm_manager")


def test_a_department_calls_another_or_the_street(city: City) -> None:
    to_street = asked(city, by="department_leader", called=[city.units["street"].pk])
    assert to_street.direction == Direction.TO_STREET.value
    among = asked(city, by="department_leader", called=[city.units["housing"].pk], pace=Pace.NORMAL)
    assert (among.direction, among.state) == (Direction.DEPARTMENT.value, "blown")


def test_a_stale_page_is_refused(city: City) -> None:
    whistle = blown(city)
    actions.acknowledge(whistle.pk, actor=city["department_officer"], at=AT + MINUTE)
    with pytest.raises(RuleBrokenError, match=r"whistle\.stale"):
        actions.arrive(
            whistle.pk, unit_id=city.units["urban"].pk, actor=city["street_officer"], at=AT + HOUR, version=1
        )


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda: WhistleCall.objects.all().delete(), "whistle.called"),
        (lambda: WhistleCall.objects.update(due_at=None), "whistle.limit"),
        (lambda: Whistle.objects.update(version=9), "whistle.steps"),
        (lambda: Whistle.objects.get().tasks.all().delete(), "whistle.tasks"),
        (lambda: Whistle.objects.update(state="closed"), "whistle.closed"),
        (lambda: WhistleCall.objects.update(arrived_at=None), "whistle.late"),
    ],
)
def test_each_damage_is_named(city: City, spoil: Any, name: str) -> None:
    decided(city)
    spoil()
    assert name in broken(AT + DAY)
