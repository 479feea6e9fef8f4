"""Limits are told as a page shows them, begin and end where the law says, and refuse what is no limit (R11, R5.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from huying.rules import deadlines
from huying.rules.deadlines import CHINA, MonthsNature
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.workdays import WorkCalendar
from tests.rules.vectors import CALENDAR, day, due

if TYPE_CHECKING:
    from collections.abc import Callable

    from huying.rules.deadlines import Due, DueAt

MONDAY = date(2026, 3, 2)


def told(found: Due | DueAt) -> list[str]:
    return [each["zh"] for each in explain(found.steps)]


def at(clock: str, on: date = MONDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=CHINA)


def office(clock: str, minutes: int, on: date = MONDAY) -> DueAt:
    return deadlines.working_hours(at(clock, on), timedelta(minutes=minutes), calendar=CALENDAR)


# Office hours, 08:30-12:00 and 14:00-17:30


@pytest.mark.parametrize(
    ("start", "minutes", "ends"),
    [
        ("08:30", 210, "2026-03-02 12:00"),
        ("08:30", 211, "2026-03-02 14:01"),
        ("08:30", 420, "2026-03-02 17:30"),
        ("08:30", 421, "2026-03-03 08:31"),
        ("07:00", 1, "2026-03-02 08:31"),
        ("13:00", 1, "2026-03-02 14:01"),
        ("11:59", 2, "2026-03-02 14:01"),
        ("17:30", 1, "2026-03-03 08:31"),
        ("22:00", 60, "2026-03-03 09:30"),
    ],
)
def test_only_office_hours_count_and_the_last_minute_of_a_span_is_in_it(start: str, minutes: int, ends: str) -> None:
    assert f"{office(start, minutes).due:%Y-%m-%d %H:%M}" == ends


def test_office_hours_are_told_with_each_evening() -> None:
    found = office("16:30", 240, date(2026, 9, 18))
    assert told(found) == [
        "自2026年9月18日（周五） 16:30起算",
        "2026年9月18日（周五）下班，尚余180分钟",
        "工作时间共240分钟，至2026年9月20日（周日） 11:30",
    ]
    assert not found.provisional


def test_office_hours_past_the_official_calendar_are_provisional_and_say_so() -> None:
    found = office("16:30", 240, date(2026, 12, 31))
    assert (found.due.date(), found.provisional) == (date(2027, 1, 1), True)
    assert told(found)[-1] == "2026年12月31日（周四）之后的放假安排尚未公布，结果暂定"


@pytest.mark.parametrize("written", [[], ["9-17"], ["17:00-09:00"], ["09:00-12:00", "11:00-17:00"], ["09:00"]])
def test_office_hours_that_cannot_be_read_are_refused_as_written(written: list[str]) -> None:
    with pytest.raises(RuleBrokenError, match=r"^days\.office_hours_unreadable$") as broken:
        deadlines.read_office_hours(written)
    assert broken.value.facts == {"written": written}


# Hours


def test_hours_run_through_nights_and_holidays_whatever_the_calendar() -> None:
    found = deadlines.hours(at("10:00", date(2030, 10, 1)), timedelta(hours=26))
    assert (found.due, found.provisional) == (at("12:00", date(2030, 10, 2)), False)
    assert told(found) == [
        "自2030年10月1日（周二） 10:00起算",
        "连续计算1560分钟，至2030年10月2日（周三） 12:00",
    ]


def test_a_day_ends_with_its_last_second_in_china() -> None:
    assert deadlines.end_of(MONDAY).isoformat() == "2026-03-02T23:59:59+08:00"


# Days and months, told


def test_natural_days_and_what_moves_them_are_told() -> None:
    assert told(deadlines.natural_days(day("2025-09-01"), 30, calendar=CALENDAR)) == [
        "2025年9月1日（周一）收到，当日不计入",
        "30个自然日后为2025年10月1日（周三）",
        "末日为休息日（国庆节），顺延至2025年10月9日（周四）",
    ]
    assert told(deadlines.natural_days(day("2025-01-02"), 30, calendar=CALENDAR, rolls=False))[-1] == "期限届满日不顺延"


def test_limits_before_an_event_are_told() -> None:
    assert told(deadlines.days_before(day("2026-12-31"), 90, calendar=CALENDAR)) == [
        "事件日为2026年12月31日（周四）",
        "提前90日为2026年10月2日（周五）",
        "遇休息日（国庆节），提前至2026年9月30日（周三）",
    ]
    assert told(deadlines.months_before(day("2026-06-15"), 3, calendar=CALENDAR)) == [
        "事件日为2026年6月15日（周一）",
        "提前3个月的对应日为2026年3月15日（周日）",
        "遇休息日，提前至2026年3月13日（周五）",
    ]


def test_months_are_told() -> None:
    found = deadlines.months(day("2025-08-31"), 6, nature=MonthsNature.TERM, calendar=CALENDAR)
    assert told(found)[1:] == ["6个月后的对应日为2026年2月28日（周六）", "期限届满日不顺延"]
    assert due("due.months", start="2025-08-31", months=6, nature="limit") == "2026-02-28"  # a make-up Saturday
    assert due("due.months", start="2025-09-01", months=1, nature="limit") == "2025-10-09"
    assert due("due.months", start="2025-09-01", months=1) == "2025-10-09"


@pytest.mark.parametrize(
    ("days", "sentences"),
    [
        (5, ["2026年3月2日（周一）收到，当日不计入", "5个自然日后为2026年3月7日（周六）", "期限届满日不顺延"]),
        (0, ["2026年3月2日（周一）收到，当日不计入", "0个自然日后为2026年3月2日（周一）", "期限届满日不顺延"]),
        (-1, ["事件日为2026年3月2日（周一）", "提前1日为2026年3月1日（周日）", "期限届满日不顺延"]),
    ],
)
def test_a_lasting_period_is_told_and_stays(days: int, sentences: list[str]) -> None:
    found = deadlines.lasting_days(MONDAY, days, calendar=CALENDAR)
    assert (found.due, told(found)) == (MONDAY + timedelta(days=days), sentences)


def test_a_set_day_is_told_and_moves() -> None:
    assert told(deadlines.on_day(date(2026, 3, 29), calendar=CALENDAR)) == [
        "规定的日期为2026年3月29日（周日）",
        "末日为休息日，顺延至2026年3月30日（周一）",
    ]


def test_working_days_tell_the_first_and_the_last_day_on_the_way() -> None:
    assert told(deadlines.working_days(day("2024-05-10"), 1, calendar=CALENDAR)) == [
        "2024年5月10日（周五）收到，当日不计入",
        "2024年5月11日（周六）调休上班（劳动节调休上班），计入",
        "第1个工作日为2024年5月11日（周六），当日24时到期",
    ]
    assert told(deadlines.working_days(day("2026-03-06"), 1, calendar=CALENDAR))[1:3] == [
        "2026年3月7日（周六）休息日，不计",
        "2026年3月8日（周日）休息日，不计",
    ]


def test_a_limit_of_up_to_forty_days_tells_every_weekend_and_a_longer_one_does_not() -> None:
    plain = WorkCalendar({}, official_until=date(2026, 12, 31))
    forty = deadlines.working_days(date(2026, 3, 1), 30, calendar=plain)
    longer = deadlines.working_days(date(2026, 2, 28), 30, calendar=plain)
    assert forty.due == longer.due == date(2026, 4, 10)
    assert [sum("休息日" in each for each in told(found)) for found in (forty, longer)] == [10, 0]


# What is no limit


@pytest.mark.parametrize(
    ("ask", "least"),
    [
        (lambda count: deadlines.working_days(MONDAY, count, calendar=CALENDAR), 1),
        (lambda count: deadlines.natural_days(MONDAY, count, calendar=CALENDAR), 0),
        (lambda count: deadlines.days_before(date(2090, 1, 2), count, calendar=CALENDAR), 0),
        (lambda count: deadlines.months(date(2026, 1, 5), count, nature=MonthsNature.TERM, calendar=CALENDAR), 0),
    ],
)
def test_a_limit_counts_something_and_ends_within_a_lifetime(ask: Callable[[int], Due], least: int) -> None:
    for count in (least - 1, 20_001):
        with pytest.raises(RuleBrokenError, match=r"^field\.type$") as broken:
            ask(count)
        assert broken.value.facts == {"field": "count", "value": count, "least": least, "most": 20_000}
    ask(least)
    ask(20_000)


@pytest.mark.parametrize(
    ("start", "months", "named"),
    [(date(9999, 12, 1), 1, "10000-1"), (date(1, 1, 1), -1, "0-12"), (date(1, 2, 1), -12, "0-2")],
)
def test_months_beyond_the_years_of_a_date_are_refused_by_name(start: date, months: int, named: str) -> None:
    with pytest.raises(RuleBrokenError, match=r"^date\.impossible$") as broken:
        deadlines.add_months(start, months)
    assert broken.value.facts == {"date": named}
    assert deadlines.add_months(date(1, 2, 1), -1) == date(1, 1, 1)
    assert deadlines.add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)


def test_a_limit_is_provisional_where_either_its_raw_or_its_last_day_is() -> None:
    calendar = WorkCalendar({}, official_until=date(2022, 12, 31))  # a Saturday
    back: dict[str, Any] = {"days": 10, "calendar": calendar}
    earlier = deadlines.days_before(date(2023, 1, 11), **back)
    assert (earlier.raw, earlier.due, earlier.provisional) == (date(2023, 1, 1), date(2022, 12, 30), True)
    assert not deadlines.days_before(date(2023, 1, 10), **back).provisional
    rolled = deadlines.natural_days(date(2022, 12, 21), 10, calendar=calendar)
    assert (rolled.raw, rolled.due, rolled.provisional) == (date(2022, 12, 31), date(2023, 1, 2), True)
    assert told(rolled)[-1] == "2022年12月31日（周六）之后的放假安排尚未公布，结果暂定"
