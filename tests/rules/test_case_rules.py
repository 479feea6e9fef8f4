"""The rules of a case without a database: clocks, places, flow, routing, topics."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import case_clocks, case_flow, masking, places, routing, topics
from huying.rules.case_clocks import Colour, Limit, LimitUnit
from huying.rules.case_flow import CaseState, Step
from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError
from huying.rules.masking import SpanKind
from huying.rules.places import PlaceLevel
from huying.rules.roles import UnitKind
from huying.rules.routing import Lead
from tests.rules.vectors import CALENDAR

FRIDAY = datetime(2026, 9, 18, 16, 30, tzinfo=CHINA)  # before a make-up Sunday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("amount", "unit", "due"),
    [
        (30, LimitUnit.MINUTES, "2026-09-18T17:00"),
        (2, LimitUnit.HOURS, "2026-09-18T18:30"),
        (4, LimitUnit.WORKING_HOURS, "2026-09-20T11:30"),
        (2, LimitUnit.WORKING_DAYS, "2026-09-21T23:59"),
        (1, LimitUnit.NATURAL_DAYS, "2026-09-20T23:59"),
    ],
)
def test_limits_of_a_case(amount: int, unit: LimitUnit, due: str) -> None:
    found = case_clocks.due_of(Limit(amount, unit), start=FRIDAY, calendar=CALENDAR)
    assert found.due.isoformat(timespec="minutes")[:16] == due


@pytest.mark.parametrize(
    ("unit", "begin", "end", "due"),
    [
        (LimitUnit.HOURS, HOUR, 3 * HOUR, "2026-09-18T22:30"),
        (LimitUnit.WORKING_HOURS, HOUR / 2, HOUR, "2026-09-20T12:00"),
        (LimitUnit.WORKING_DAYS, HOUR, 3 * DAY, "2026-09-28T23:59"),
        (LimitUnit.WORKING_DAYS, HOUR, 2 * HOUR, "2026-09-23T23:59"),
        (LimitUnit.NATURAL_DAYS, HOUR, 3 * DAY, "2026-09-28T23:59"),
    ],
)
def test_an_ended_pause_does_not_count(unit: LimitUnit, begin: timedelta, end: timedelta, due: str) -> None:
    pauses = [(FRIDAY + begin, FRIDAY + end), (FRIDAY + 9 * DAY, None)]
    found = case_clocks.with_pauses(Limit(4, unit), start=FRIDAY, pauses=pauses, calendar=CALENDAR)
    assert found.due.isoformat(timespec="minutes")[:16] == due
    assert [step.code for step in found.steps][-2:] == ["pause", "paused"]


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [
        ("2026-09-18T09:00", "2026-09-18T09:20", 20),
        ("2026-09-18T11:30", "2026-09-18T14:30", 60),
        ("2026-09-18T17:00", "2026-09-20T09:00", 60),
        ("2026-09-19T09:00", "2026-09-19T17:00", 0),
        ("2026-09-18T09:00", "2026-09-18T09:00", 0),
    ],
)
def test_office_time_between_two_instants(begin: str, end: str, minutes: int) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=CHINA) for each in (begin, end))
    assert case_clocks.office_time(first, last, calendar=CALENDAR) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("at", "colour"),
    [(0, Colour.GREEN), (7, Colour.GREEN), (8, Colour.YELLOW), (10, Colour.YELLOW), (11, Colour.RED)],
)
def test_a_clock_has_a_colour(at: int, colour: Colour) -> None:
    found = case_clocks.colour(due=FRIDAY + 10 * HOUR, start=FRIDAY, at=FRIDAY + at * HOUR, yellow_share=Fraction(4, 5))
    assert found is colour


@given(st.sampled_from(LimitUnit), st.integers(1, 40), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_later_start_and_a_longer_pause_never_give_an_earlier_due(
    unit: LimitUnit, amount: int, later: int, longer: int
) -> None:
    limit, start = Limit(amount, unit), FRIDAY + timedelta(seconds=later % 40_000)
    first = case_clocks.due_of(limit, start=FRIDAY, calendar=CALENDAR).due
    assert case_clocks.due_of(limit, start=start, calendar=CALENDAR).due >= first
    pause = [(FRIDAY + HOUR, FRIDAY + HOUR + timedelta(seconds=longer))]
    paused = case_clocks.with_pauses(limit, start=FRIDAY, pauses=pause, calendar=CALENDAR).due
    assert paused >= first


def test_places_have_codes_levels_ranges_and_ancestors() -> None:
    code = "371002001003-0042"
    assert places.level_of(code) is PlaceLevel.COMPOUND
    assert places.code_of(places.key_of(code), PlaceLevel.COMPOUND) == code
    assert places.code_of(places.key_of("371002"), PlaceLevel.DISTRICT) == "371002"
    assert places.range_of("371002").holds(places.key_of(code))
    assert places.range_of("3710").covers(places.range_of(code))
    assert not places.range_of(code).covers(places.range_of("3710"))
    assert list(places.ancestor_keys(code)) == list(PlaceLevel)
    assert list(places.ancestor_keys("3710")) == [PlaceLevel.CITY]
    for wrong in ("371", "3710０2", "371002001003-42", "", "37100200100"):
        with pytest.raises(RuleBrokenError, match=r"place\.code_shape"):
            places.checked(wrong)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("step", Step)
def test_a_step_leads_on_or_is_refused_with_what_may_be_done(state: CaseState, step: Step) -> None:
    if step in case_flow.may_follow(state):
        assert case_flow.after(step, state) in case_flow.FLOW[step].may_lead(state)
    else:
        with pytest.raises(RuleBrokenError, match=r"case\.step_not_now") as broken:
            case_flow.after(step, state)
        assert broken.value.facts["allowed"] == sorted(each.value for each in case_flow.may_follow(state))


LIST: dict[str, Any] = {
    "entry": [
        {"code": "fire", "when": {"topic": ["FIR"]}, "lead": "department:fire", "ground": "消防法"},
        {
            "code": "lift",
            "when": {"topic": ["LFT"], "part": ["common"], "mode": ["enterprise"]},
            "lead": "enterprise",
            "assist": ["street"],
        },
        {"code": "back", "when": {"topic": ["SVC"]}, "lead": "street", "street_list": "taken_back"},
    ],
    "fallback": "community",
}


def test_the_first_entry_that_fits_leads_and_open_keys_become_questions() -> None:
    duties = routing.read_list(LIST, number=3)
    assert routing.route(duties, {"topic": "FIR"}).lead.subject == "fire"
    open_ = routing.route(duties, {"topic": "LFT", "mode": "enterprise"})
    assert (open_.is_fallback, open_.questions) == (True, ("part",))
    done = routing.route(duties, {"topic": "LFT", "mode": "enterprise", "part": "common"})
    assert (done.entry, done.assist[0].kind) == ("lift", UnitKind.STREET)
    nothing = routing.route(duties, {})
    assert (nothing.entry, nothing.questions) == ("fallback", ("topic", "part"))
    asked = routing.read_list({**LIST, "entry": LIST["entry"][2:]}, number=1)
    assert routing.route(asked, {"topic": "SVC"}).is_department_only


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**LIST, "entry": [LIST["entry"][0]] * 2}, "routing.entry_twice"),
        ({"entry": []}, "routing.no_fallback"),
        ({**LIST, "fallback": "nobody"}, "routing.lead_unknown"),
        ({**LIST, "entry": [{"code": "x", "when": {"weather": ["x"]}, "lead": "street"}]}, "routing.key_unknown"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_by_its_line(body: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBrokenError) as broken:
        routing.read_list(body, number=1)
    assert broken.value.code == code


def test_nobody_holds_a_complaint_about_himself() -> None:
    routing.check_holder(holder=1, about=None)
    routing.check_holder(holder=1, about=2)
    routing.check_dispatch(None, to=UnitKind.COMMUNITY)
    with pytest.raises(RuleBrokenError, match=r"case\.held_by_complained_about"):
        routing.check_holder(holder=1, about=1)
    assert Lead.parse("department:housing").subject == "housing"


def test_topics_have_names() -> None:
    assert topics.name_of("NON", "zh") == "与小区物业无关"
    assert topics.name_of("NON", "en") == "not about a compound"
    assert topics.name_of("ZZZ", "en") == "ZZZ"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("没有号码", []),
        ("3号楼", []),
        ("电话13812341234谢谢", [SpanKind.MOBILE]),
        ("１３８１２３４１２３４", [SpanKind.MOBILE]),
        ("138 1234 1234 和 0631-5231234", [SpanKind.MOBILE, SpanKind.LANDLINE]),
        ("座机5231234", [SpanKind.LANDLINE]),
        ("身份证11010519491231002X", [SpanKind.IDENTITY]),
        ("编号110105194912310021", []),
        ("编号110105194913310021", []),
        ("编号371002199001011234567", []),
        ("110105 19491231002 X", [SpanKind.IDENTITY]),
    ],
)
def test_numbers_of_persons_are_found_in_a_text(text: str, kinds: list[SpanKind]) -> None:
    assert [span.kind for span in masking.find_spans(text)] == kinds
    assert not masking._is_identity("11010519491231002")


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("phone", "1234567", "*******"),
        ("phone", "", "*"),
        ("id", "123", "***"),
        ("name", "", "*"),
        ("address", "某处", "*"),
    ],
)
def test_what_is_too_short_is_masked_whole(kind: str, value: str, masked: str) -> None:
    assert masking.mask(kind, value) == masked
    with pytest.raises(RuleBrokenError, match=r"field\.type"):
        masking.mask("face", value)
