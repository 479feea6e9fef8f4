"""The outside order is mirrored as received; it wins, begins rounds, and never goes back in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from huying.cases.actions import handling, returning, timing
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.models import CallBack, Case, CaseStep, Clock, Extension, OutsideOrder
from huying.rules.case_facts import ReturnGround
from huying.rules.case_flow import CaseState
from tests.cases.sheets import CENTRE, come_in, numbers, order, written
from tests.people import AT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

HOUR = timedelta(hours=1)
STATUS = (*CENTRE, "工单状态", "催办时间", "重办时间")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "工单.csv"


def _handled(city: City, file: Path) -> Case:
    come_in(written(file, CENTRE, order()))
    case = Case.objects.get()
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    dispatch(case.pk, confirmed, actor=city["city_clerk"], at=AT)
    return handling.sign(case.pk, actor=city["firm_staff"], at=AT + HOUR)


def test_the_inner_limit_ends_a_margin_before_the_outside_one(city: City, file: Path) -> None:
    come_in(written(file, CENTRE, order()))
    case = Case.objects.get()
    assert case.due_at is not None
    assert case.due_at < datetime(2021, 6, 3, 10, tzinfo=UTC)
    assert case.arrived_at == datetime(2021, 5, 31, 2, tzinfo=UTC)
    clock = Clock.objects.get(case=case, kind="finish")
    assert clock.steps[-1][0] == "outside_limit"
    _ = city


def test_a_later_dispatch_is_a_new_round_with_new_clocks(city: City, file: Path) -> None:
    case = _handled(city, file)
    again = order(派单时间="2021-06-01 11:00", 办理时限="2021-06-20 18:00")
    assert numbers(come_in(written(file, CENTRE, again), at=AT + 5 * HOUR)) == (1, 0, 0, 0, 0, 1)
    case.refresh_from_db()
    assert (case.round, case.state, case.holder_person) == (2, CaseState.DISPATCHED.value, None)
    assert case.arrived_at == datetime(2021, 6, 1, 3, tzinfo=UTC)
    assert [row.round for row in OutsideOrder.objects.order_by("round")] == [1, 2]


def test_a_sheet_of_an_earlier_round_undoes_nothing(city: City, file: Path) -> None:
    first, second = order(), order(派单时间="2021-06-01 11:00", 办理时限="2021-06-20 18:00")
    come_in(written(file, CENTRE, first, second))
    limit = OutsideOrder.objects.get(round=2).limit_at
    assert numbers(come_in(written(file, CENTRE, first))) == (1, 0, 0, 1, 0, 0)
    assert numbers(come_in(written(file, CENTRE, order(派单时间="2021-05-31 08:00")))) == (1, 0, 0, 1, 0, 0)
    assert OutsideOrder.objects.get(round=2).limit_at == limit
    assert Case.objects.get().round == 2
    _ = city


def test_a_new_limit_moves_the_clock_and_grants_the_extension_asked_for(city: City, file: Path) -> None:
    case = _handled(city, file)
    due = case.due_at
    asked = timing.extend(case.pk, days=3, reason="等配件", actor=city["firm_staff"], at=AT + 2 * HOUR)
    assert asked.due_at == due
    assert Extension.objects.get().ruler == city.units["hotline"]
    written(file, CENTRE, order(办理时限="2021-06-08 18:00"))
    assert numbers(come_in(file, at=AT + 3 * HOUR)) == (1, 0, 1, 0, 0, 0)
    case.refresh_from_db()
    assert due is not None
    assert case.due_at is not None
    assert due < case.due_at < datetime(2021, 6, 8, 10, tzinfo=UTC)
    assert Extension.objects.get().is_granted


def test_the_centre_rules_on_returns_of_its_orders(city: City, file: Path) -> None:
    case = _handled(city, file)
    returning.send_back(
        case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不是我们", actor=city["firm_staff"], at=AT + 2 * HOUR
    )
    ruled = returning.rule_return(
        case.pk,
        is_upheld=True,
        reason="转社区",
        to_unit=city.units["community"].pk,
        actor=city["hotline_desk"],
        at=AT + 3 * HOUR,
    )
    assert ruled.holder_unit == city.units["community"]


def test_the_centres_decision_on_more_time_moves_both_limits(city: City, file: Path) -> None:
    case = _handled(city, file)
    timing.extend(case.pk, days=3, reason="等配件", actor=city["firm_staff"], at=AT + 2 * HOUR)
    granted = timing.decide_extension(case.pk, is_granted=True, reason="", actor=city["hotline_desk"], at=AT + 3 * HOUR)
    assert OutsideOrder.objects.get().limit_at == datetime(2021, 6, 8, 10, tzinfo=UTC)
    assert granted.due_at is not None
    assert granted.due_at > datetime(2021, 6, 4, 10, tzinfo=UTC)


def test_status_urging_and_call_back_are_mirrored_beside_ours(city: City, file: Path) -> None:
    case = _handled(city, file)
    row = [*order(是否联系="是", 是否解决="未解决", 是否满意="不满意"), "办理中", "2021-06-01 12:00", ""]
    assert numbers(come_in(written(file, STATUS, row), at=AT + 4 * HOUR)) == (1, 0, 1, 0, 0, 0)
    outside = OutsideOrder.objects.get()
    assert (outside.status, outside.call_back_solved) == ("办理中", False)
    kept = CallBack.objects.get(case=case)
    assert (kept.by, kept.is_contacted, kept.is_solved, kept.is_satisfied) == ("hotline", True, False, False)
    step = CaseStep.objects.get(case=case, step="mirror")
    assert "urged_at" in step.facts["fields"]
    assert numbers(come_in(file, at=AT + 5 * HOUR)) == (1, 0, 0, 1, 0, 0)


def test_a_redo_sends_an_answered_case_back(city: City, file: Path) -> None:
    case = _handled(city, file)
    Case.objects.filter(pk=case.pk).update(state=CaseState.ANSWERED.value, answered_at=AT + 2 * HOUR)
    come_in(written(file, STATUS, [*order(), "", "", "2021-06-01 15:00"]), at=AT + 6 * HOUR)
    case.refresh_from_db()
    assert (case.state, case.reworks, case.answered_at) == (CaseState.HANDLING.value, 1, None)


def test_a_changed_wording_is_kept_beside_the_first_with_its_numbers_sealed(city: City, file: Path) -> None:
    case = _handled(city, file)
    said = "3号楼电梯停运，另请回电13812341234。"
    assert numbers(come_in(written(file, CENTRE, order(诉求内容=said)))) == (1, 0, 1, 0, 0, 0)
    outside = OutsideOrder.objects.get()
    assert "〔号码1〕" in outside.wording
    assert "13812341234" not in outside.wording
    case.refresh_from_db()
    assert case.text == "3号楼电梯停运。"
    assert numbers(come_in(file)) == (1, 0, 0, 1, 0, 0)
