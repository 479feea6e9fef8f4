"""The vectors TV-D, TV-N, TV-C06 and TV-C07: working days, natural days, months, backward limits."""

from __future__ import annotations

import pytest

from tests.rules.vectors import due, result


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        pytest.param("2024-09-27", 5, "2024-10-10", id="TV-D01"),
        pytest.param("2024-02-08", 5, "2024-02-21", id="TV-D02"),
        pytest.param("2025-01-24", 5, "2025-02-07", id="TV-D03"),
        pytest.param("2025-04-25", 5, "2025-05-06", id="TV-D04"),
        pytest.param("2025-09-26", 5, "2025-10-10", id="TV-D05"),
        pytest.param("2026-02-13", 5, "2026-02-27", id="TV-D06"),
        pytest.param("2026-04-30", 2, "2026-05-07", id="TV-D07"),
        pytest.param("2026-09-18", 5, "2026-09-24", id="TV-D08"),
        pytest.param("2026-09-30", 5, "2026-10-13", id="TV-D09a"),
        pytest.param("2026-09-30", 15, "2026-10-27", id="TV-D09b"),
        pytest.param("2025-12-31", 1, "2026-01-04", id="TV-D10"),
        pytest.param("2026-05-08", 1, "2026-05-09", id="TV-D11"),
        pytest.param("2024-05-10", 1, "2024-05-11", id="TV-D12"),
        pytest.param("2025-09-26", 20, "2025-10-30", id="TV-D13"),
        pytest.param("2026-01-30", 20, "2026-03-05", id="TV-D14"),
        pytest.param("2025-06-26", 20, "2025-07-24", id="TV-D15"),
        pytest.param("2026-02-13", 2, "2026-02-24", id="TV-D16a"),
        pytest.param("2026-02-13", 10, "2026-03-05", id="TV-D16b"),
        pytest.param("2024-12-30", 3, "2025-01-03", id="TV-D17"),
    ],
)
def test_tv_d_working_days(start: str, days: int, expected: str) -> None:
    found = result("due.working_days", start=start, days=days)
    assert (found["due"], found["provisional"]) == (expected, False)


def test_tv_d18_past_the_official_calendar_is_provisional() -> None:
    assert result("due.working_days", start="2026-12-25", days=5)["provisional"] is True


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (day, True)
        for day in (
            *("2024-02-09", "2024-02-18", "2024-10-12", "2025-01-26", "2025-02-08"),
            *("2025-10-11", "2026-01-04", "2026-02-14", "2026-09-20", "2026-10-10"),
        )
    ]
    + [(day, False) for day in ("2025-10-06", "2025-10-08", "2026-01-02", "2026-02-23", "2026-09-27", "2026-10-07")],
)
def test_tv_d19_days_worked(on: str, expected: bool) -> None:  # noqa: FBT001 - a table of yes and no
    assert result("workday", on=on) == {"working": expected, "provisional": False}


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        pytest.param("2025-01-02", 30, "2025-02-05", id="TV-N01"),
        pytest.param("2024-09-04", 30, "2024-10-08", id="TV-N02"),
        pytest.param("2025-08-04", 60, "2025-10-09", id="TV-N03"),
        pytest.param("2026-01-20", 30, "2026-02-24", id="TV-N04"),
        pytest.param("2025-04-19", 7, "2025-04-27", id="TV-N05"),
        pytest.param("2025-04-20", 7, "2025-04-27", id="TV-N06"),
        pytest.param("2026-02-01", 15, "2026-02-24", id="TV-N07"),
        pytest.param("2026-08-20", 30, "2026-09-20", id="TV-N08"),
        pytest.param("2025-10-05", 3, "2025-10-09", id="TV-N09"),
    ],
)
def test_tv_n_natural_days(start: str, days: int, expected: str) -> None:
    assert due("due.natural_days", start=start, days=days) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-03-31", 3, "2025-06-30"),
        ("2021-03-15", 60, "2026-03-15"),
    ],
)
def test_tv_n10_months_end_on_the_corresponding_day(start: str, months: int, expected: str) -> None:
    found = result("due.months", start=start, months=months, nature="term")
    assert (found["raw"], found["due"]) == (expected, expected)


def test_tv_n11_backward_limits_move_earlier() -> None:
    found = result("due.days_before", event="2026-12-31", days=90)
    assert (found["raw"], found["due"]) == ("2026-10-02", "2026-09-30")
    found = result("due.days_before", event="2026-12-31", days=60)
    assert (found["raw"], found["due"]) == ("2026-11-01", "2026-10-30")


def test_tv_n12_hours_run_on_a_holiday() -> None:
    assert due("due.hours", start="2026-10-01T10:00", hours=2) == "2026-10-01T12:00:00+08:00"


def test_tv_n13_office_hours() -> None:
    assert due("due.working_hours", start="2026-09-18T16:30", hours=4) == "2026-09-20T11:30:00+08:00"


@pytest.mark.parametrize(
    ("code", "start", "raw", "expected"),
    [
        pytest.param("DL12", "2025-09-02", "2025-10-02", "2025-10-09", id="TV-N14"),
        pytest.param("DL13", "2026-02-12", "2026-02-15", "2026-02-24", id="TV-N15"),
        pytest.param("DL13", "2026-09-24", "2026-09-27", "2026-09-28", id="TV-N16"),
        pytest.param("DL23", "2025-09-25", "2025-10-05", "2025-10-09", id="TV-N17"),
        pytest.param("DL60", "2026-05-11", "2026-06-23", "2026-06-23", id="TV-N18"),
    ],
)
def test_tv_n_the_catalogue(code: str, start: str, raw: str, expected: str) -> None:
    found = result("due.catalogue", code=code, start=start)
    assert (found["raw"], found["due"]) == (raw, expected)


def test_tv_n19_hotline_limits() -> None:
    ask = {"code": "DL42", "start": "2025-03-10"}
    assert due("due.catalogue", **ask, variant="consult", profile="guangdong") == "2025-03-12"
    assert due("due.catalogue", **ask) == "2025-03-17"
    assert due("due.catalogue", **ask, variant="complaint", profile="weihai-demo") == "2025-03-31"


def test_tv_n20_backward_from_a_working_day() -> None:
    found = result("due.days_before", event="2026-06-22", days=15)
    assert (found["raw"], found["due"]) == ("2026-06-07", "2026-06-05")


def test_tv_c06_the_election_before_the_term_ends() -> None:
    assert due("due.catalogue", code="DL16", start="2026-03-15") == "2025-12-15"
    assert due("due.catalogue", code="DL16", start="2026-03-15", profile="qingdao") == "2026-01-14"


def test_tv_c07_filing_and_the_first_meeting() -> None:
    assert due("due.catalogue", code="DL10", start="2025-01-01") == "2025-02-05"
    assert due("due.catalogue", code="DL08", start="2025-04-01") == "2025-04-08"


def test_tv_c08_notice_of_an_assembly() -> None:
    assert result("due.catalogue", code="DL06", start="2025-06-20")["raw"] == "2025-06-05"
