"""Supervision: who may order and mark whom, by when, and what an enterprise may meet with (R4.6, R4.7, R3.1)."""

from __future__ import annotations

import copy
import tomllib
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from huying.rules import marks, measures, supervision
from huying.rules.errors import RuleBrokenError
from huying.rules.marks import MarkKind, MarkState, MarkStep, check_appeal, check_marked, reason_for
from huying.rules.measures import (
    MeasureKind,
    MeasureState,
    MeasureStep,
    Outcome,
    check_outcome,
    check_power,
    check_receiver,
    check_term,
    ground_for,
)
from huying.rules.roles import UnitKind
from huying.rules.supervision import (
    BELOW,
    OrderKind,
    OrderState,
    OrderStep,
    check_instruction,
    check_unit,
    clock_of,
    due_again,
    is_told_above,
    read_rules,
)
from huying.rules.supervision_news import TELLINGS
from huying.rules.workdays import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

BODY: dict[str, Any] = tomllib.loads(
    resources.files("huying.supervision").joinpath("data", "supervision.toml").read_text(encoding="utf-8")
)["body"]
RULES, CALENDAR = read_rules(1, BODY), shipped()
TUESDAY = datetime(2021, 6, 1, 2, tzinfo=UTC)  # 10:00 in Weihai
TODAY, SECOND, DAY = date(2021, 6, 1), timedelta(seconds=1), timedelta(days=1)


def clock(kind: OrderKind, due_on: date | None = None) -> supervision.OrderClock:
    return clock_of(kind, at=TUESDAY, today=TODAY, due_on=due_on, rules=RULES, calendar=CALENDAR)


def test_an_instruction_is_quicker_than_an_order() -> None:
    order, instruction = clock(OrderKind.ORDER), clock(OrderKind.INSTRUCTION)
    assert order.report_by.replace(microsecond=0) == datetime(2021, 6, 8, 15, 59, 59, tzinfo=UTC)
    assert instruction.report_by.replace(microsecond=0) == datetime(2021, 6, 4, 15, 59, 59, tzinfo=UTC)
    assert instruction.receive_by < order.receive_by < order.report_by


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True), (90, True), (91, False)])
def test_a_day_of_its_own_lies_between_today_and_the_last(days: int, *, is_fine: bool) -> None:
    day = TODAY + timedelta(days=days)
    if is_fine:
        found = clock(OrderKind.ORDER, day)
        assert found.report_by.astimezone(UTC).date() == day
        assert found.receive_by <= found.report_by
    else:
        with pytest.raises(RuleBrokenError, match=r"supervision\.day_range"):
            clock(OrderKind.ORDER, day)


def _may(check: Callable[[], None], unit: UnitKind, *, is_allowed: bool) -> None:
    if is_allowed:
        check()
        return
    with pytest.raises(RuleBrokenError) as refused:
        check()
    is_outside = unit in {UnitKind.ENTERPRISE, UnitKind.COMMITTEE}
    assert refused.value.code.endswith("not_administrative" if is_outside else "not_below")


def test_orders_and_marks_go_down_and_never_to_firms_or_committees() -> None:
    for issuer in UnitKind:
        for unit in UnitKind:
            allowed = unit in BELOW.get(issuer, frozenset())
            _may(partial(check_unit, issuer=issuer, unit=unit), unit, is_allowed=allowed)
            _may(partial(check_marked, giver=issuer, unit=unit), unit, is_allowed=allowed)
    assert not BELOW.keys() & {UnitKind.COMMUNITY, UnitKind.DEPARTMENT, UnitKind.ENTERPRISE}


@pytest.mark.parametrize(
    ("kind", "post", "day", "code"),
    [
        (OrderKind.ORDER, "", None, ""),
        (OrderKind.ORDER, "副市长", None, "order.no_instruction"),
        (OrderKind.INSTRUCTION, "副市长", TODAY, ""),
        (OrderKind.INSTRUCTION, "副" * 60, TODAY, ""),
        (OrderKind.INSTRUCTION, "副" * 61, TODAY, "order.too_long"),
        (OrderKind.INSTRUCTION, "", TODAY, "order.post_missing"),
        (OrderKind.INSTRUCTION, "副市长", None, "order.day_missing"),
        (OrderKind.INSTRUCTION, "副市长", TODAY + DAY, "order.instructed_later"),
    ],
)
def test_an_instruction_says_who_by_post_and_when(kind: OrderKind, post: str, day: date | None, code: str) -> None:
    def check() -> None:
        check_instruction(kind, leader_post=post, instructed_on=day, today=TODAY)

    if code:
        with pytest.raises(RuleBrokenError) as refused:
            check()
        assert refused.value.code == code
    else:
        check()


def test_what_was_sent_back_has_at_least_its_first_time() -> None:
    late = datetime(2021, 6, 30, tzinfo=UTC)
    assert due_again(at=TUESDAY, due=late, rules=RULES, calendar=CALENDAR) == late
    again = due_again(at=TUESDAY, due=TUESDAY, rules=RULES, calendar=CALENDAR)
    assert again.replace(microsecond=0) == datetime(2021, 6, 3, 15, 59, 59, tzinfo=UTC)


def test_the_level_above_is_told_after_its_working_day() -> None:
    due = datetime(2021, 6, 8, 15, 59, 59, tzinfo=UTC)
    last = datetime(2021, 6, 9, 15, 59, 59, 999999, tzinfo=UTC)
    assert not is_told_above(due=due, at=last - SECOND, rules=RULES, calendar=CALENDAR)
    assert is_told_above(due=due, at=last + SECOND, rules=RULES, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("kind", "code", "given", "refusal"),
    [
        (MarkKind.YELLOW, "M01", None, ""),
        (MarkKind.RED, "M01", None, "mark.reason_not_for"),
        (MarkKind.RED, "M99", None, "mark.reason_unknown"),
        (MarkKind.RED, "M05", None, "mark.no_yellow"),
        (MarkKind.RED, "M05", 365 * DAY, ""),
        (MarkKind.RED, "M05", 365 * DAY + SECOND, "mark.no_yellow"),
        (MarkKind.RED, "M05", timedelta(), "mark.no_yellow"),
        (MarkKind.RED, "M05", SECOND, ""),
    ],
)
def test_a_mark_rests_on_a_reason_and_red_sometimes_on_a_yellow(
    kind: MarkKind, code: str, given: timedelta | None, refusal: str
) -> None:
    yellows = [] if given is None else [TUESDAY - given]
    if refusal:
        with pytest.raises(RuleBrokenError) as refused:
            reason_for(kind, code, yellows=yellows, at=TUESDAY, rules=RULES)
        assert refused.value.code == refusal
    else:
        assert reason_for(kind, code, yellows=yellows, at=TUESDAY, rules=RULES).code == code


def test_an_appeal_is_in_time_up_to_its_last_instant() -> None:
    check_appeal(appeal_by=TUESDAY, at=TUESDAY)
    with pytest.raises(RuleBrokenError, match=r"mark\.appeal_late"):
        check_appeal(appeal_by=TUESDAY, at=TUESDAY + SECOND)


def test_only_bodies_with_the_power_act_towards_an_enterprise() -> None:
    firm = UnitKind.ENTERPRISE
    check_power(MeasureKind.TALK, body=UnitKind.STREET, firm=firm, rules=RULES)
    check_power(MeasureKind.RECTIFY, body=UnitKind.DEPARTMENT, firm=firm, rules=RULES)
    for body in set(UnitKind) - {UnitKind.DEPARTMENT}:
        with pytest.raises(RuleBrokenError, match=r"measure\.no_power"):
            check_power(MeasureKind.RECTIFY, body=body, firm=firm, rules=RULES)
    for other in set(UnitKind) - {UnitKind.ENTERPRISE}:
        with pytest.raises(RuleBrokenError, match=r"measure\.not_enterprise"):
            check_power(MeasureKind.TALK, body=UnitKind.STREET, firm=other, rules=RULES)


def test_an_order_to_rectify_rests_on_an_article_of_the_bodys_own() -> None:
    found = ground_for(MeasureKind.RECTIFY, "G03", subject="housing", rules=RULES)
    assert found is not None
    assert "第六十二条" in found.article
    for code, subject, refusal in (
        ("", "housing", "measure.ground_missing"),
        ("G99", "housing", "measure.ground_unknown"),
        ("G05", "housing", "measure.ground_elsewhere"),
    ):
        with pytest.raises(RuleBrokenError) as refused:
            ground_for(MeasureKind.RECTIFY, code, subject=subject, rules=RULES)
        assert refused.value.code == refusal
    assert ground_for(MeasureKind.TALK, "", subject="", rules=RULES) is None
    assert ground_for(MeasureKind.TRANSFER, "G05", subject="housing", rules=RULES) is not None


@pytest.mark.parametrize(("days", "is_fine"), [(-1, False), (0, True), (60, True), (61, False)])
def test_a_term_lies_within_its_bounds(days: int, *, is_fine: bool) -> None:
    day = TODAY + timedelta(days=days)
    if is_fine:
        check_term(MeasureKind.RECTIFY, day, today=TODAY, rules=RULES)
    else:
        with pytest.raises(RuleBrokenError, match=r"supervision\.day_range"):
            check_term(MeasureKind.RECTIFY, day, today=TODAY, rules=RULES)
    with pytest.raises(RuleBrokenError, match=r"measure\.term_missing"):
        check_term(MeasureKind.RECTIFY, None, today=TODAY, rules=RULES)


def test_a_transfer_goes_to_another_department() -> None:
    check_receiver(MeasureKind.TRANSFER, UnitKind.DEPARTMENT, is_body=False)
    check_receiver(MeasureKind.TALK, None, is_body=False)
    for kind, receiver, is_body, code in (
        (MeasureKind.TRANSFER, None, False, "measure.receiver_missing"),
        (MeasureKind.TRANSFER, UnitKind.DEPARTMENT, True, "measure.receiver_missing"),
        (MeasureKind.TRANSFER, UnitKind.ENTERPRISE, False, "measure.receiver_missing"),
        (MeasureKind.TALK, UnitKind.DEPARTMENT, False, "measure.no_receiver"),
    ):
        with pytest.raises(RuleBrokenError) as refused:
            check_receiver(kind, receiver, is_body=is_body)
        assert refused.value.code == code
    check_outcome(MeasureKind.TRANSFER, Outcome.TAKEN)
    with pytest.raises(RuleBrokenError, match=r"measure\.outcome_not_for"):
        check_outcome(MeasureKind.TRANSFER, Outcome.MENDED)


def test_the_tables_refuse_what_is_not_in_them() -> None:
    tables: tuple[tuple[Any, Any, Any, str], ...] = (
        (supervision, OrderStep, OrderState, "order.step_not_now"),
        (marks, MarkStep, MarkState, "mark.step_not_now"),
        (measures, MeasureStep, MeasureState, "measure.step_not_now"),
    )
    for table, steps, states, code in tables:
        for step in steps:
            if step not in table.FLOW:
                continue
            start, to = table.FLOW[step]
            for state in states:
                if state in start:
                    assert table.after(step, state) == (to or state)
                    continue
                with pytest.raises(RuleBrokenError) as refused:
                    table.after(step, state)
                assert refused.value.code == code


@pytest.mark.parametrize("part", ["orders", "limits", "rules", "reasons", "grounds", "powers", "remedies"])
def test_a_version_that_lacks_a_part_is_refused_by_its_name(part: str) -> None:
    body = copy.deepcopy(BODY)
    del body[part]
    with pytest.raises(RuleBrokenError, match=r"supervision\.rules_unreadable"):
        read_rules(2, body)


def test_a_limit_of_nothing_is_refused() -> None:
    body = copy.deepcopy(BODY)
    body["limits"]["appeal"]["amount"] = 0
    with pytest.raises(RuleBrokenError, match=r"supervision\.rules_unreadable"):
        read_rules(2, body)


def test_nothing_is_told_twice_of_a_step_to_the_same() -> None:
    for tellings in TELLINGS.values():
        audiences = [audience for _news, audience in tellings]
        assert len(audiences) == len(set(audiences))
