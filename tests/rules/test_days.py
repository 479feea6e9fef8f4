"""Days and limits at their bounds, and what holds for all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import catalogue, deadlines, workdays
from huying.rules.catalogue import read_catalogue, read_limit
from huying.rules.deadlines import CHINA, DueAt, MonthsNature
from huying.rules.errors import RuleBrokenError
from huying.rules.workdays import WorkCalendar
from tests.rules.vectors import CALENDAR, refused

if TYPE_CHECKING:
    from collections.abc import Callable

DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))
OFFICIAL = date(2026, 12, 31)


@given(DAYS, st.integers(0, 40), st.integers(1, 200))
def test_a_later_start_never_ends_earlier(start: date, later: int, days: int) -> None:
    other = start + timedelta(days=later)
    for count in (deadlines.working_days, deadlines.natural_days, deadlines.days_before):
        if count is deadlines.days_before and start.year == 2004:
            continue
        assert count(other, days, calendar=CALENDAR).due >= count(start, days, calendar=CALENDAR).due


@given(DAYS, st.integers(1, 300))
def test_working_days_are_those_between(start: date, days: int) -> None:
    due = deadlines.working_days(start, days, calendar=CALENDAR).due
    between = [start + timedelta(days=each) for each in range(1, (due - start).days + 1)]
    assert sum(CALENDAR.is_working(day) for day in between) == days
    assert CALENDAR.is_working(due)


@given(DAYS, st.integers(0, 120))
def test_a_rolled_day_is_the_first_worked_one(start: date, days: int) -> None:
    found = deadlines.natural_days(start, days, calendar=CALENDAR)
    assert CALENDAR.is_working(found.due)
    passed = [found.raw + timedelta(days=each) for each in range((found.due - found.raw).days)]
    assert not any(CALENDAR.is_working(day) for day in passed)
    assert (found.due != found.raw) == ("rolled" in [step.code for step in found.steps])


@given(st.integers(0, 3_500_000), st.integers(1, 90), st.integers(1, 90))
def test_office_hours_add_up(minutes: int, first: int, second: int) -> None:
    at = datetime(2020, 1, 1, tzinfo=CHINA) + timedelta(minutes=minutes)
    whole = deadlines.working_hours(at, timedelta(hours=first + second), calendar=CALENDAR).due
    half = deadlines.working_hours(at, timedelta(hours=first), calendar=CALENDAR).due
    assert deadlines.working_hours(half, timedelta(hours=second), calendar=CALENDAR).due == whole


def test_the_steps_of_working_days_name_what_is_out_of_the_ordinary() -> None:
    short = deadlines.working_days(date(2026, 9, 30), 5, calendar=CALENDAR)
    assert [(step.code, step.facts.get("on")) for step in short.steps] == [
        ("received", "2026-09-30"),
        *(("rest", f"2026-10-0{each}") for each in range(1, 8)),
        ("make_up", "2026-10-10"),
        ("rest", "2026-10-11"),
        ("nth_working_day", "2026-10-13"),
    ]
    long = deadlines.working_days(date(2026, 9, 30), 40, calendar=CALENDAR)
    assert "2026-10-24" not in [step.facts.get("on") for step in long.steps]
    assert "2026-10-01" in [step.facts.get("on") for step in long.steps]
    assert short.steps[1].facts["name"] == CALENDAR.name_of(date(2026, 10, 1)) != ""


def test_limits_have_bounds() -> None:
    for count in (0, -1, deadlines.LONGEST + 1):
        with pytest.raises(RuleBrokenError, match=r"field\.type"):
            deadlines.working_days(date(2026, 1, 5), count, calendar=CALENDAR)
    for count in (-1, deadlines.LONGEST + 1):
        with pytest.raises(RuleBrokenError, match=r"field\.type"):
            deadlines.natural_days(date(2026, 1, 5), count, calendar=CALENDAR)
    assert deadlines.natural_days(date(2026, 1, 5), 0, calendar=CALENDAR).due == date(2026, 1, 5)
    assert deadlines.working_days(date(2026, 1, 5), 1, calendar=CALENDAR).due == date(2026, 1, 6)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-01-15", -1, "2023-12-15"),
    ],
)
def test_months_end_on_the_corresponding_day(start: str, months: int, expected: str) -> None:
    assert deadlines.add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_months_past_the_years_of_a_date_are_refused() -> None:
    with pytest.raises(RuleBrokenError, match=r"date\.impossible"):
        deadlines.add_months(date(9999, 12, 1), 1)
    with pytest.raises(RuleBrokenError, match=r"date\.impossible"):
        deadlines.add_months(date(1, 1, 1), -1)
    assert refused("due.months", start="2026-01-01", months=1, nature="mood") == "field.type"
    assert refused("due.hours", start="2026-01-01", hours=100_001) == "field.type"


def test_months_move_or_stay_and_go_back() -> None:
    moved = deadlines.months(date(2025, 12, 3), 2, nature=MonthsNature.LIMIT, calendar=CALENDAR)
    assert (moved.raw, moved.due) == (date(2026, 2, 3), date(2026, 2, 3))
    rest = deadlines.months(date(2025, 9, 1), 1, nature=MonthsNature.LIMIT, calendar=CALENDAR)
    assert (rest.raw, rest.due) == (date(2025, 10, 1), date(2025, 10, 9))
    stays = deadlines.months(date(2025, 9, 1), 1, nature=MonthsNature.TERM, calendar=CALENDAR)
    assert (stays.due, [step.code for step in stays.steps]) == (date(2025, 10, 1), ["received", "months", "term_stays"])
    back = deadlines.months_before(date(2026, 1, 4), 3, calendar=CALENDAR)
    assert (back.raw, back.due) == (date(2025, 10, 4), date(2025, 9, 30))
    assert [step.code for step in back.steps] == ["event", "months_back", "moved_earlier"]


def test_lasting_days_and_set_days() -> None:
    after = deadlines.lasting_days(date(2025, 9, 26), 5, calendar=CALENDAR)
    before = deadlines.lasting_days(date(2026, 12, 31), -60, calendar=CALENDAR)
    assert (after.due, before.due) == (date(2025, 10, 1), date(2026, 11, 1))
    assert [step.code for step in before.steps] == ["event", "counted_back", "term_stays"]
    assert [step.code for step in after.steps] == ["received", "counted", "term_stays"]
    assert deadlines.on_day(date(2026, 3, 28), calendar=CALENDAR).due == date(2026, 3, 30)
    with pytest.raises(RuleBrokenError, match=r"calendar\.no_data"):
        deadlines.lasting_days(date(2004, 1, 5), -10, calendar=CALENDAR)


def test_days_beyond_what_is_official_are_provisional() -> None:
    edge = deadlines.natural_days(date(2026, 12, 1), 30, calendar=CALENDAR)
    assert (edge.raw, edge.due, edge.provisional) == (OFFICIAL, OFFICIAL, False)
    assert deadlines.natural_days(date(2026, 12, 1), 31, calendar=CALENDAR).provisional
    assert deadlines.natural_days(date(2026, 12, 1), 31, calendar=CALENDAR).steps[-1].code == "provisional"
    far = CALENDAR.add_working_days(date(2038, 12, 30), 10)
    assert far == date(2039, 1, 13)


def test_a_calendar_is_overlaid_with_what_a_city_entered() -> None:
    edited = CALENDAR.overlaid({date(2027, 10, 8): False, date(2026, 6, 2): False})
    assert not edited.is_working(date(2026, 6, 2))
    assert not edited.is_working(date(2027, 10, 8))
    assert edited.official_until == date(2027, 12, 31)
    assert CALENDAR.overlaid({}).official_until == OFFICIAL
    assert (edited.previous_working(date(2026, 6, 2)), edited.next_working(date(2026, 6, 2))) == (
        date(2026, 6, 1),
        date(2026, 6, 3),
    )


def test_a_calendar_counts_from_its_first_day_on() -> None:
    calendar = WorkCalendar(
        {date(2004, 1, 1): False}, official_until=date(2004, 12, 31), names={date(2004, 1, 1): "元旦"}
    )
    assert calendar.add_working_days(date(2004, 1, 1), 0) == date(2004, 1, 2)
    assert calendar.add_working_days(date(2004, 1, 1), 1) == date(2004, 1, 2)
    assert (calendar.name_of(date(2004, 1, 1)), calendar.name_of(date(2004, 1, 2))) == ("元旦", "")
    assert not calendar.is_provisional(date(2004, 12, 31))
    assert calendar.is_provisional(date(2005, 1, 1))
    assert calendar.add_working_days(date(2016, 12, 30), 1) == date(2017, 1, 2)
    assert calendar.add_working_days(date(2016, 12, 29), 1) == date(2016, 12, 30)
    asks: list[Callable[[date], object]] = [
        *(calendar.is_working, calendar.next_working, calendar.previous_working, calendar.check),
        lambda day: calendar.add_working_days(day, 1),
        lambda day: calendar.working_days_after(day, date(2003, 12, 30)),
    ]
    for ask in asks:
        with pytest.raises(RuleBrokenError, match=r"calendar\.no_data") as broken:
            ask(date(2003, 12, 31))
        assert broken.value.facts == {"date": "2003-12-31", "first_year": workdays.FIRST_YEAR}


def test_working_days_between_two_days() -> None:
    assert CALENDAR.working_days_after(date(2026, 9, 30), date(2026, 10, 13)) == 5
    assert CALENDAR.working_days_after(date(2026, 10, 13), date(2026, 10, 13)) == 0
    assert CALENDAR.working_days_after(date(2026, 10, 13), date(2026, 9, 30)) == 0


# The catalogue


@pytest.mark.parametrize(
    ("code", "start", "profile", "variant", "due"),
    [
        ("DL01", "2025-03-03", "zibo", "", "2025-04-09"),
        ("DL16", "2026-03-15", "ministry", "", "2025-12-15"),
        ("DL24", "2026-12-31", "shandong", "", "2026-11-01"),
        ("DL28", "2025-08-31", "shandong", "", "2026-02-28"),
        ("DL37", "2025-12-31", "shandong", "", "2026-03-31"),
        ("DL22", "2025-03-31", "shandong", "", "2026-03-31"),
        ("DL07", "2025-04-01", "ningbo", "", "2025-04-11"),
        ("DL48.a", "2025-09-26", "shandong", "with_others", "2025-10-13"),
    ],
)
def test_duties_of_the_catalogue(code: str, start: str, profile: str, variant: str, due: str) -> None:
    at = datetime.fromisoformat(start).replace(tzinfo=CHINA)
    found = catalogue.shipped().reckon(code, start=at, profile=profile, variant=variant, calendar=CALENDAR)
    assert found.due.due.isoformat()[:10] == due


def test_every_duty_ends_in_every_city_under_every_name() -> None:
    start = datetime(2025, 3, 3, 9, tzinfo=CHINA)
    codes = {entry.code[:4] for entry in catalogue.shipped().entries.values()}
    assert codes == {f"DL{number:02d}" for number in range(1, 62)}
    for entry in catalogue.shipped().entries.values():
        for profile in ("shandong", "qingdao", "beijing", "ministry", "hangzhou"):
            found = catalogue.shipped().reckon(entry.code, start=start, profile=profile, calendar=CALENDAR)
            assert found.due.steps[0].code == "catalogue"
            assert found.due.steps[0].facts["source"] == found.variant.source


def test_hours_of_the_catalogue_run_at_once() -> None:
    found = catalogue.shipped().reckon(
        "DL59", start=datetime(2026, 12, 31, 22, tzinfo=CHINA), profile="shandong", calendar=CALENDAR
    )
    assert isinstance(found.due, DueAt)
    assert (found.due.due.day, found.due.provisional) == (1, True)
    with pytest.raises(RuleBrokenError, match=r"catalogue\.counted_in_hours"):
        catalogue.shipped().due_on("DL59", start=date(2026, 1, 5), profile="shandong", calendar=CALENDAR)


ENTRY: dict[str, Any] = {"code": "X1", "zh": "甲", "en": "a", "limit": "3 nd", "source": "HY"}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([ENTRY, ENTRY], "catalogue.code_twice"),
        ([{**ENTRY, "limit": "3 moons"}], "catalogue.limit_unreadable"),
        ([{**ENTRY, "limit": "３ nd"}], "catalogue.limit_unreadable"),
        ([{**ENTRY, "source": "NOBODY"}], "rules.source_unknown"),
        ([{**ENTRY, "variants": [{**ENTRY, "profiles": ["atlantis"]}]}], "profile.unknown"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_refused(rows: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(RuleBrokenError) as broken:
        read_catalogue({"limit": rows})
    assert broken.value.code == code


def test_a_variant_by_name_alone_holds_everywhere_and_an_unknown_one_is_refused() -> None:
    rows = [
        {
            **ENTRY,
            "variants": [
                {"name": "urgent", "limit": "1 nd", "source": "HY"},
                {"profiles": ["beijing"], "limit": "9 nd", "source": "HY"},
                {"profiles": ["shandong"], "name": "slow", "limit": "8 nd", "source": "HY"},
            ],
        }
    ]
    entry = read_catalogue({"limit": rows}).entry("X1")
    assert entry.variant("hangzhou", "urgent").written == "1 nd"
    assert entry.variant("qingdao", "slow").written == "8 nd"
    assert [entry.variant(profile).written for profile in ("beijing", "shandong", "zibo", "ministry")] == [
        *("9 nd", "3 nd", "3 nd", "3 nd"),
    ]
    with pytest.raises(RuleBrokenError) as broken:
        entry.variant("beijing", "slow")
    assert broken.value.facts == {"code": "X1", "variant": "slow", "known": ["slow", "urgent"]}


def test_limits_are_read() -> None:
    first, second = read_limit("5 wd + -3 m")
    assert (first.amount, first.unit.value, first.is_before) == (5, "wd", False)
    assert (second.amount, second.unit.value, second.is_before) == (3, "m", True)
    (term,), (yearly,) = read_limit("1 y term"), read_limit("by 03-31")
    assert (term.is_term, yearly.day) == (True, (3, 31))


def test_a_chain_without_a_limit_is_refused() -> None:
    empty = catalogue.Variant(profiles=frozenset(), name="", lengths=(), written="", source="HY")
    entry = catalogue.Entry(code="X", zh="", en="", usual=empty, variants=())
    with pytest.raises(RuleBrokenError, match=r"catalogue\.limit_unreadable"):
        catalogue.Catalogue({"X": entry}).reckon(
            "X", start=datetime(2026, 1, 5, tzinfo=CHINA), profile="shandong", calendar=CALENDAR
        )
