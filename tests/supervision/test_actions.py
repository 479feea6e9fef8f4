"""Orders, marks and measures through their doors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.errors import RuleBrokenError
from huying.rules.marks import MarkKind
from huying.rules.measures import MeasureKind, Outcome, Service
from huying.rules.supervision import OrderKind
from huying.supervision import actions
from huying.supervision.models import Mark, Measure, Order
from huying.supervision.queries.visible import find
from tests.cases.desk import sent
from tests.people import AT
from tests.supervision.ordered import (
    DAY,
    HOUR,
    appealed,
    broken,
    closed,
    department_of_city,
    housing,
    issued,
    marked,
    matter,
    rectified,
    reported,
    talked,
)

if TYPE_CHECKING:
    from tests.people import City


def test_an_order_goes_the_whole_way(city: City) -> None:
    order = closed(city)
    order.refresh_from_db()
    assert (order.state, order.version, order.lates, order.receipt_late_at) == ("closed", 4, 0, None)
    verbs = list(AuditRecord.objects.filter(verb__startswith="order.").values_list("verb", flat=True))
    assert verbs == ["order.issue", "order.receive", "order.report", "order.close"]
    assert broken(AT + DAY) == {}


def test_a_report_that_is_not_enough_comes_anew(city: City) -> None:
    order = reported(city)
    actions.send_back(order.pk, reason="无照片", actor=city["district_leader"], at=AT + 6 * DAY)
    order.refresh_from_db()
    assert (order.state, order.send_backs, order.reported_at) == ("received", 1, None)
    assert order.report_by > AT + 7 * DAY
    by = city["street_officer"]
    actions.report(order.pk, report="补充照片", evidence="照片3张", actor=by, at=AT + 7 * DAY)
    actions.close(order.pk, closing="同意", actor=city["district_clerk"], at=AT + 8 * DAY)
    assert broken(AT + 8 * DAY) == {}


def test_an_instruction_keeps_its_exact_words(city: City) -> None:
    words = "请竹岛街道 速查速办，\n并报结果。"
    given: dict[str, Any] = {"kind": OrderKind.INSTRUCTION, "leader_post": "分管副市长", "instructed_on": AT.date()}
    order = issued(city, by="city_clerk", demand=words, **given)
    assert (order.demand, order.leader_post) == (words, "分管副市长")
    with pytest.raises(RuleBrokenError, match=r"order\.post_missing"):
        issued(city, kind=OrderKind.INSTRUCTION, instructed_on=AT.date())


@pytest.mark.parametrize(
    ("by", "unit"),
    [
        ("city_clerk", "district"),
        ("city_leader", "community"),
        ("district_leader", "urban"),
        ("street_officer", "community"),
    ],
)
def test_each_level_orders_those_below(city: City, by: str, unit: str) -> None:
    assert issued(city, by=by, unit_id=city.units[unit].pk).unit == city.units[unit]


@pytest.mark.parametrize(
    ("by", "unit", "code"),
    [
        ("district_clerk", "firm", "order.not_administrative"),
        ("street_officer", "street", "order.not_below"),
        ("street_leader", "district", "order.not_below"),
        ("street_leader", "urban", "order.not_below"),
        ("city_clerk", "other_district", "order.unit_elsewhere"),
    ],
)
def test_an_order_goes_nowhere_else(city: City, by: str, unit: str, code: str) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        issued(city, by=by, unit_id=city.units[unit].pk)
    assert refused.value.code == code
    assert not Order.objects.exists()


def test_bad_input_of_an_order_is_refused(city: City) -> None:
    bad: dict[str, dict[str, Any]] = {
        "order.unit_missing": {"unit_id": 0},
        "order.unit_elsewhere": {"unit_id": department_of_city(city)},
        "supervision.day_range": {"due_on": (AT - DAY).date()},
        "order.matter_missing": {"matter": " "},
        "order.demand_missing": {"demand": ""},
        "order.has_numbers": {"demand": "联系13812341234"},
        "order.too_long": {"demand": "办" * 2001},
        "supervision.place_elsewhere": {"about": matter(city, place=371003)},
    }
    for code, given in bad.items():
        with pytest.raises(RuleBrokenError) as refused:
            issued(city, **given)
        assert refused.value.code == code


@pytest.mark.parametrize("by", ["community_worker", "department_leader", "firm_manager", "auditor", "hotline_desk"])
def test_who_does_not_supervise_issues_no_order(city: City, by: str) -> None:
    with pytest.raises(NotAllowedError):
        issued(city, by=by)


def test_only_the_ordered_unit_answers_and_only_the_issuer_accepts(city: City) -> None:
    order = issued(city)
    for name in ("district_clerk", "community_worker", "firm_staff"):
        with pytest.raises(NotAllowedError):
            actions.receive(order.pk, actor=city[name], at=AT)
    order = reported(city)
    for name in ("street_leader", "city_leader", "other_clerk"):
        with pytest.raises(NotAllowedError):
            actions.close(order.pk, closing="同意", actor=city[name], at=AT + DAY)


def test_a_stale_page_changes_nothing(city: City) -> None:
    order = issued(city)
    actions.receive(order.pk, actor=city["street_officer"], at=AT, version=1)
    with pytest.raises(RuleBrokenError, match=r"order\.stale"):
        actions.withdraw(order.pk, reason="误发", actor=city["district_clerk"], at=AT, version=1)
    actions.withdraw(order.pk, reason="误发", actor=city["district_clerk"], at=AT, version=2)
    with pytest.raises(RuleBrokenError, match=r"order\.step_not_now"):
        actions.receive(order.pk, actor=city["street_officer"], at=AT)


def test_the_sweeper_notes_lateness_once_and_tells_above(city: City) -> None:
    order = issued(city)
    assert actions.sweep(at=AT + HOUR) == 0
    assert actions.sweep(at=AT + DAY) == 1
    assert actions.sweep(at=AT + DAY) == 0
    assert actions.sweep(at=order.report_by + HOUR) == 1
    assert actions.sweep(at=order.report_by + HOUR) == 0
    assert actions.sweep(at=order.report_by + 3 * DAY) == 1
    assert actions.sweep(at=order.report_by + 30 * DAY) == 0
    order.refresh_from_db()
    assert (order.lates, order.late_at) == (1, order.report_by)
    assert [row.step for row in order.steps.order_by("pk")] == ["issue", "late", "late", "escalate"]
    assert order.steps.latest("pk").facts["above"] == city.units["city"].pk
    assert broken(order.report_by + 30 * DAY) == {}


def test_a_second_round_that_is_late_counts_again(city: City) -> None:
    order = issued(city)
    due, by = order.report_by, city["street_officer"]
    actions.report(order.pk, report="已办", evidence="无", actor=by, at=due + HOUR)
    actions.send_back(order.pk, reason="不实", actor=city["district_clerk"], at=due + 2 * HOUR)
    order.refresh_from_db()
    assert (order.lates, order.late_at) == (1, None)
    assert order.receipt_late_at == order.receive_by
    actions.sweep(at=order.report_by + HOUR)
    order.refresh_from_db()
    assert order.lates == 2


def test_a_mark_is_appealed_against_and_ruled_on_above(city: City) -> None:
    mark = appealed(city)
    assert (mark.state, mark.ruler) == ("appealed", city.units["city"])
    for name in ("district_leader", "city_clerk", "street_leader"):
        with pytest.raises(NotAllowedError):
            actions.lift(mark.pk, reason="属实", actor=city[name], at=AT + 2 * DAY)
    actions.lift(mark.pk, reason="系统故障属实", actor=city["city_leader"], at=AT + 2 * DAY)
    mark.refresh_from_db()
    assert (mark.state, mark.ruling) == ("withdrawn", "系统故障属实")
    assert Mark.objects.count() == 1
    assert broken(AT + 2 * DAY) == {}


def test_who_gave_a_mark_never_rules_on_it(city: City) -> None:
    order = issued(city, by="city_clerk")
    mark = marked(city, by="city_leader", order=order)
    assert mark.ruler == city.units["city"]
    actions.appeal(mark.pk, appeal="不当", actor=city["street_leader"], at=AT + HOUR)
    with pytest.raises(NotAllowedError):
        actions.uphold(mark.pk, reason="维持", actor=city["city_leader"], at=AT + DAY)


def test_a_mark_upheld_stands_and_can_still_be_withdrawn(city: City) -> None:
    mark = appealed(city)
    actions.uphold(mark.pk, reason="事实清楚", actor=city["city_leader"], at=AT + 2 * DAY)
    with pytest.raises(RuleBrokenError, match=r"mark\.step_not_now"):
        actions.appeal(mark.pk, appeal="再申诉", actor=city["street_leader"], at=AT + 2 * DAY)
    actions.withdraw_mark(mark.pk, reason="已整改", actor=city["district_leader"], at=AT + 3 * DAY)
    mark.refresh_from_db()
    assert (mark.state, mark.ruling) == ("withdrawn", "事实清楚")


def test_an_appeal_comes_within_its_limit(city: City) -> None:
    mark = marked(city)
    late: dict[str, Any] = {"appeal": "不当", "actor": city["street_leader"], "at": mark.appeal_by + HOUR}
    with pytest.raises(RuleBrokenError, match=r"mark\.appeal_late"):
        actions.appeal(mark.pk, **late)
    actions.receive_mark(mark.pk, actor=city["street_officer"], at=AT + HOUR)
    with pytest.raises(RuleBrokenError, match=r"mark\.received_already"):
        actions.receive_mark(mark.pk, actor=city["street_officer"], at=AT + HOUR)


def test_an_enterprise_is_never_marked(city: City) -> None:
    case = sent(city)
    assert case.holder_unit == city.firm.unit
    for kind in MarkKind:
        with pytest.raises(RuleBrokenError, match=r"mark\.not_administrative"):
            marked(city, case=case, kind=kind)
    with pytest.raises(RuleBrokenError, match=r"mark\.rests_on_nothing"):
        marked(city, order=None)
    assert not Mark.objects.exists()


def test_clerks_and_those_below_give_no_marks(city: City) -> None:
    order = issued(city)
    for name in ("district_clerk", "community_worker", "department_leader", "firm_manager"):
        with pytest.raises(NotAllowedError):
            marked(city, by=name, order=order)
    with pytest.raises(RuleBrokenError, match=r"mark\.not_below"):
        marked(city, by="street_leader", order=order)


def test_red_after_yellow_needs_the_yellow(city: City) -> None:
    order = issued(city)
    red: dict[str, Any] = {"order": order, "kind": MarkKind.RED, "reason": "M05"}
    with pytest.raises(RuleBrokenError, match=r"mark\.no_yellow"):
        marked(city, at=AT + DAY, **red)
    yellow = marked(city, order=order)
    assert marked(city, at=AT + DAY, **red).kind == "red"
    actions.withdraw_mark(yellow.pk, reason="误", actor=city["district_leader"], at=AT + DAY)
    with pytest.raises(RuleBrokenError, match=r"mark\.no_yellow"):
        marked(city, at=AT + 2 * DAY, **red)


def test_a_rectification_order_is_served_and_has_a_result(city: City) -> None:
    measure = rectified(city)
    by = housing(city)
    actions.serve(measure.pk, service=Service.IN_PERSON, actor=by, at=AT + DAY)
    assert actions.sweep(at=AT + 9 * DAY) == 0
    assert actions.sweep(at=AT + 11 * DAY) == 1
    assert actions.sweep(at=AT + 12 * DAY) == 0
    actions.finish(measure.pk, outcome=Outcome.MENDED, result="已恢复", actor=by, at=AT + 12 * DAY)
    measure.refresh_from_db()
    assert (measure.state, measure.outcome) == ("done", "mended")
    assert broken(AT + 12 * DAY) == {}


def test_a_body_without_the_power_is_refused(city: City) -> None:
    for given, code in (
        ({"kind": MeasureKind.RECTIFY, "ground": "G03", "due_on": (AT + DAY).date()}, "measure.no_power"),
        ({"firm": city.units["community"]}, "measure.not_enterprise"),
        ({"kind": MeasureKind.TRANSFER}, "measure.receiver_missing"),
        ({"kind": MeasureKind.TRANSFER, "receiver_id": 10**9}, "measure.receiver_missing"),
        ({"words": ""}, "measure.words_missing"),
    ):
        with pytest.raises(RuleBrokenError) as refused:
            talked(city, **given)
        assert refused.value.code == code
    with pytest.raises(RuleBrokenError, match=r"measure\.ground_elsewhere"):
        rectified(city, actor=city["department_officer"])
    for name in ("community_worker", "firm_manager", "auditor"):
        with pytest.raises(NotAllowedError):
            talked(city, by=name)
    assert not Measure.objects.exists()


def test_a_transfer_is_seen_by_who_receives_it(city: City) -> None:
    measure = talked(city, kind=MeasureKind.TRANSFER, receiver_id=city.units["urban"].pk)
    assert find(Measure, measure.pk, actor=city["department_officer"]) == measure
    with pytest.raises(RuleBrokenError, match=r"measure\.not_found"):
        find(Measure, measure.pk, actor=housing(city))
    actions.withdraw_measure(measure.pk, reason="重复", actor=city["street_officer"], at=AT + HOUR)


def test_the_rules_notice_what_is_broken(city: City) -> None:
    order, mark, measure = issued(city), marked(city), rectified(city)
    Order.objects.filter(pk=order.pk).update(unit=city.firm.unit, version=9)
    Mark.objects.filter(pk=mark.pk).update(state="withdrawn")
    Measure.objects.filter(pk=measure.pk).update(firm=city.units["street"])
    found = broken(AT + 30 * DAY)
    assert set(found) == {f"supervision.{name}" for name in ("units", "firms", "late", "withdrawn", "steps")}
