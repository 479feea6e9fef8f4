"""Units of time, stages, duties and rates of city management and the hotline (R4, R5)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from huying.rules import (
    city_management,
    figures,
    hotline,
    hotline_duties,
)
from huying.rules.city_management import Stage, TimeUnit
from huying.rules.deadlines import CHINA
from huying.rules.hotline_duties import OutOfRange, WhistleUrgency
from huying.rules.inspection import InspectionKind
from tests.rules.vectors import CALENDAR

ADMIN, SERVICE = InspectionKind.ADMIN_INSPECTION, InspectionKind.SERVICE_CHECK


@pytest.mark.parametrize(
    ("unit", "amount", "due"),
    [
        (TimeUnit.URGENT_HOURS, 3, "2026-10-01T13:00"),
        (TimeUnit.WORKING_HOURS, 1, "2026-10-08T09:30"),
        (TimeUnit.WORKING_DAYS, 1, "2026-10-08T23:59"),
        (TimeUnit.URGENT_DAYS, 1, "2026-10-02T23:59"),
    ],
)
def test_the_four_units_of_time(unit: TimeUnit, amount: int, due: str) -> None:
    start = datetime(2026, 10, 1, 10, tzinfo=CHINA)
    found = city_management.due(start, amount, unit=unit, calendar=CALENDAR)
    assert found.due.isoformat(timespec="minutes")[:16] == due
    assert not found.provisional


def test_stages_codes_and_rework() -> None:
    city_management.check_stage(Stage.VERIFYING, Stage.HANDLING)
    assert city_management.is_rework(Stage.VERIFYING, Stage.HANDLING)
    assert not city_management.is_rework(Stage.VERIFYING, Stage.CLOSED)
    assert not city_management.is_rework(Stage.DISPATCHED, Stage.HANDLING)
    assert city_management.county_of("3710020101") == city_management.county_of("3710020101000042") == "371002"
    assert city_management.rework_rate(failed=1, verified=4) == Fraction(1, 4)
    assert city_management.rework_rate(failed=0, verified=0) is None


def test_duties_of_the_hotline() -> None:
    assert hotline_duties.channel_for(OutOfRange.EMERGENCY_LINE) == "110/119/120/122"
    assert set(hotline_duties.CHANNELS) == set(OutOfRange)
    assert hotline_duties.call_backs_needed(95, profile="shandong") == 10
    assert hotline_duties.call_backs_needed(95, profile="jinan") == 95
    good = hotline_duties.reception(calls=1000, connected=950, slowest_seconds=15)
    poor = hotline_duties.reception(calls=1000, connected=949, slowest_seconds=16)
    assert (good.connected, good.answered, poor.connected, poor.answered) == (True, True, False, False)
    assert [hotline_duties.level_above(level) for level in hotline_duties.LEVELS] == [
        "street",
        "district",
        "city",
        None,
    ]
    assert hotline_duties.share_of_weights((30, 35, 35))[0] == Fraction(3, 10)


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (WhistleUrgency.URGENT, "2026-10-01T10:30"),
        (WhistleUrgency.SAME_DAY, "2026-10-01T12:00"),
        (WhistleUrgency.NORMAL, "2026-10-09"),
    ],
)
def test_a_whistle_is_answered(urgency: WhistleUrgency, due: str) -> None:
    blown = datetime(2026, 10, 1, 10, tzinfo=CHINA)
    found = hotline_duties.report_in_due(blown, urgency=urgency, profile="shandong", calendar=CALENDAR)
    assert found.due.isoformat().startswith(due)


def test_figures_are_rounded_once_half_up_and_away_from_nought() -> None:
    assert hotline.complaint_rate(property_orders=0, all_orders=0) is None
    assert figures.percent(None) is None
    assert [figures.rounded(Fraction(n, 1000)) for n in (5, -5, 4, -4, 1005)] == [
        "0.01",
        "-0.01",
        "0.00",
        "0.00",
        "1.01",
    ]


@pytest.mark.parametrize(
    ("days", "is_enough"),
    [((1, 2, 3), True), ((1, 1, 2), True), ((1, 1, 1), False), ((1, 2), False), ((), False)],
)
def test_out_of_reach_are_three_tries_on_two_days(days: tuple[int, ...], *, is_enough: bool) -> None:
    tries = [date(2021, 6, day) for day in days]
    assert hotline_duties.is_unreachable(tries, least=3, days=2) is is_enough
