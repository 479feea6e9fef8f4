"""A plan from its draft to its result, through its doors."""

from __future__ import annotations

from datetime import date

import pytest

from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.leadership.actions import plans, sweep
from huying.leadership.models import Plan, PlanMilestone
from huying.leadership.queries.visible import PLANS
from huying.rules.errors import RuleBrokenError
from tests.leadership.led import DAY, HOUR, TODAY, broken, drafted, new_plan, post_of, running
from tests.people import AT, City


def refused(code: str) -> pytest.RaisesExc[RuleBrokenError]:
    return pytest.raises(RuleBrokenError, match=rf"^{code}$")


def milestone(plan: Plan, words: str) -> PlanMilestone:
    return PlanMilestone.objects.get(plan=plan, words=words)


def test_who_may_draft_and_with_what(city: City) -> None:
    for name in ("community_worker", "auditor", "firm_manager", "hotline_desk"):
        with pytest.raises(NotAllowedError):
            plans.draft(new_plan(city), actor=city[name], at=AT)
    by = city["district_clerk"]
    with refused("plan.ends_before_start"):
        plans.draft(new_plan(city, ends_on=date(2021, 5, 31)), actor=by, at=AT)
    with refused("leadership.post_out_of_reach"):
        plans.draft(new_plan(city, lead=post_of(city, "city_leader")), actor=by, at=AT)
    with refused("plan.aim_missing"):
        plans.draft(new_plan(city, aim=" "), actor=by, at=AT)
    with refused("leadership.has_numbers"):
        plans.draft(new_plan(city, aim="请拨13812341234"), actor=by, at=AT)


def test_a_plan_starts_only_with_a_milestone_in_its_time(city: City) -> None:
    by = city["district_clerk"]
    plan = plans.draft(new_plan(city), actor=by, at=AT)
    with refused("plan.no_milestones"):
        plans.start(plan.pk, actor=by, at=AT)
    unit = city.units["street"].pk
    with refused("plan.milestone_outside"):
        plans.add_milestone(plan.pk, words="摸底", unit=unit, due_on=date(2022, 1, 1), actor=by, at=AT)
    with refused("leadership.unit_out_of_reach"):
        other = city.units["other_district"].pk
        plans.add_milestone(plan.pk, words="摸底", unit=other, due_on=TODAY + DAY, actor=by, at=AT)
    plans.add_milestone(plan.pk, words="摸底", unit=unit, due_on=date(2021, 12, 31), actor=by, at=AT)
    assert plans.start(plan.pk, actor=by, at=AT).state == "running"
    with refused("plan.step_not_now"):
        plans.strike_milestone(plan.pk, promise_id=milestone(plan, "摸底").pk, actor=by, at=AT)


def test_lateness_is_noted_once_and_stays(city: City) -> None:
    plan = running(city)
    first = milestone(plan, "完成小区摸底")
    assert sweep(at=AT + 30 * DAY) == 0
    assert sweep(at=AT + 31 * DAY) == 1
    assert sweep(at=AT + 31 * DAY) == 0
    first.refresh_from_db()
    assert first.late_at == AT + 31 * DAY
    plans.move(
        plan.pk,
        promise_id=first.pk,
        due_on=TODAY + 40 * DAY,
        reason="疫情影响",
        actor=city["district_clerk"],
        at=AT + 32 * DAY,
    )
    first.refresh_from_db()
    assert (first.was_due_on, first.due_on, first.late_at is None) == (TODAY + 30 * DAY, TODAY + 40 * DAY, False)
    assert broken(AT + 33 * DAY) == {}


def test_a_draft_is_never_late(city: City) -> None:
    drafted(city)
    assert sweep(at=AT + 300 * DAY) == 0


def test_the_unit_that_has_a_milestone_says_it_is_reached(city: City) -> None:
    plan = running(city)
    first, second = milestone(plan, "完成小区摸底"), milestone(plan, "失管小区全部托管")
    with pytest.raises(NotAllowedError):
        plans.reach(plan.pk, promise_id=second.pk, evidence="照片", actor=city["street_officer"], at=AT + DAY)
    with refused("leadership.evidence_missing"):
        plans.reach(plan.pk, promise_id=first.pk, evidence=" ", actor=city["street_officer"], at=AT + DAY)
    plans.reach(plan.pk, promise_id=first.pk, evidence="摸底台账", actor=city["street_officer"], at=AT + DAY)
    with refused("leadership.done_already"):
        plans.reach(plan.pk, promise_id=first.pk, evidence="再报", actor=city["street_officer"], at=AT + DAY)
    with refused("plan.milestones_open"):
        plans.end(plan.pk, result="覆盖率100%", actor=city["district_clerk"], at=AT + DAY)
    plans.reach(plan.pk, promise_id=second.pk, evidence="合同", actor=city["district_clerk"], at=AT + DAY)
    ended = plans.end(plan.pk, result="覆盖率100%", actor=city["district_clerk"], at=AT + DAY)
    assert (ended.state, ended.result) == ("ended", "覆盖率100%")
    verbs = list(AuditRecord.objects.filter(verb__startswith="plan.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["plan.draft", *["plan.add_milestone"] * 2, "plan.start", *["plan.reach"] * 2, "plan.end"]
    assert broken() == {}


def test_who_sees_a_plan(city: City) -> None:
    plan = running(city)
    for name in ("city_leader", "district_leader", "auditor", "street_officer", "department_officer"):
        assert PLANS.find(plan.number, actor=city[name]) == plan
    for name in ("other_clerk", "community_worker", "firm_manager", "caller"):
        with refused("plan.not_found"):
            PLANS.find(plan.number, actor=city[name])
    for number in ("GH", "GHx", "ZZ000001", "GH" + "9" * 13):
        with refused("plan.not_found"):
            PLANS.find(number, actor=city["city_leader"])


def test_a_stale_form_is_refused(city: City) -> None:
    plan = running(city)
    with refused("plan.stale"):
        plans.report(plan.pk, words="进展", version=1, actor=city["district_clerk"], at=AT + HOUR)
    dropped = plans.drop(plan.pk, reason="并入市级规划", actor=city["district_clerk"], at=AT + HOUR)
    assert dropped.state == "dropped"
    assert sweep(at=AT + 300 * DAY) == 0
