"""What the law leaves open is a setting: changed values change the answer, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from huying.rules import (
    burden,
    catalogue,
    city_management,
    fund,
    hotline_duties,
    mediation,
    party,
    profiles,
    protection,
    review,
    scoring,
)
from huying.rules.city_management import MonthOfCases
from huying.rules.deadlines import CHINA, read_office_hours
from huying.rules.errors import RuleBrokenError
from huying.rules.fund import EmergencyCause
from huying.rules.profiles import Book, read_values
from huying.rules.protection import Record
from tests.rules.vectors import CALENDAR, result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

VOTE: dict[str, Any] = {
    "kind": "ordinary",
    "parts": [{"part": str(n), "area": "10", "owners": [str(n)], "state": "sold"} for n in range(1, 4)],
    "ballots": [
        {"voter": "1", "choice": "yes", "at": "2025-06-20T10:00:00"},
        {"voter": "1", "choice": "no", "at": "2025-06-20T11:00:00"},
        {"voter": "2", "choice": "abstain", "at": "2025-06-20T10:00:00"},
        {"voter": "3", "choices": ["yes", "no"], "at": "2025-06-20T10:00:00"},
    ],
}


def settled(**values: Any) -> AbstractContextManager[None]:
    """Return the shipped values with some of Shandong's put in their place; `__` stands for the point."""
    rows = [
        {"name": name.replace("__", "."), "profile": "shandong", "value": value, "source": "HY"}
        for name, value in values.items()
    ]
    changed = {(row["profile"], row["name"]) for row in rows}
    kept = [each for each in profiles.shipped() if (each.profile, each.name) not in changed]
    return profiles.using(Book([*kept, *read_values({"value": rows})]))


def test_the_values_in_use_are_asked_and_given_back() -> None:
    with settled(committee__size_least=9):
        assert result("committee.check", size=7)["reason"] == "too_few"
        assert result("committee.check", size=7, profile="weifang")["valid"] is True
    assert result("committee.check", size=7)["valid"] is True


def test_what_a_ballot_is_worth_is_settled() -> None:
    assert result("vote.count", **VOTE)["cast"] == {"heads": 2, "area": "20.00"}
    with settled(votes__abstaining_takes_part=False):
        assert result("vote.count", **VOTE)["cast"] == {"heads": 1, "area": "10.00"}
    with settled(votes__void_takes_part=True):
        found = result("vote.count", **VOTE)
        assert (found["cast"]["heads"], found["abstain"]["heads"], found["invalid"]) == (3, 2, 1)
    with settled(votes__later_ballot_replaces=True):
        found = result("vote.count", **VOTE)
        assert (found["in_favour"]["heads"], found["against"]["heads"]) == (0, 1)


def test_a_city_may_forbid_that_silence_counts() -> None:
    fields = {**VOTE, "ballots": [], "delivered": True, "rules_allow": True}
    fields["unreturned"] = "DELIVERED_COUNTS_AS_ABSTAIN"
    assert result("vote.count", **fields)["cast"]["heads"] == 3
    with settled(votes__silence_may_count=False):
        found = result("vote.count", **fields)
    assert (found["cast"]["heads"], [flag["code"] for flag in found["flags"]]) == (0, ["policy_forbidden"])


def test_limits_may_stay_on_a_rest_day_and_begin_after_a_cut_off() -> None:
    with settled(days__natural_limits_roll=False, days__cut_off_hour=17):
        assert result("due.natural_days", start="2025-01-02", days=30)["due"] == "2025-02-01"
        assert result("due.catalogue", code="DL10", start="2025-01-01T16:59")["due"] == "2025-01-31"
        assert result("due.catalogue", code="DL10", start="2025-01-01T17:00")["due"] == "2025-02-01"
    assert result("due.catalogue", code="DL10", start="2025-01-01T23:59")["due"] == "2025-02-05"


def test_office_hours_are_settled() -> None:
    with settled(city__office_hours=["09:00-17:00"]):
        found = result("due.working_hours", start="2026-09-18T16:30", hours=4)
    assert found["due"] == "2026-09-20T12:30:00+08:00"
    for wrong in ([], ["9-17"], ["17:00-09:00"], ["09:00-12:00", "11:00-17:00"], ["09:00"]):
        with pytest.raises(RuleBrokenError, match=r"days\.office_hours_unreadable"):
            read_office_hours(wrong)


def test_deferred_cases_may_stay_in_the_base() -> None:
    with settled(city__deferred_subtracted=False):
        found = result("rates.city", due=200, deferred=10, closed=180, on_time=152)
    assert found == {"close_rate": "90.00", "on_time_rate": "76.00"}


@pytest.mark.parametrize(
    ("on_time", "close", "reworked", "points"),
    [
        ("70", "90", 0, "70"),
        ("69", "90", 0, "69"),
        ("70", "89.5", 0, "69.5"),
        ("70", "90", 5, "69"),
        ("0", "0", 0, "0"),
    ],
)
def test_a_month_of_city_management_has_points(on_time: str, close: str, reworked: int, points: str) -> None:
    month = MonthOfCases(
        on_time_rate=Fraction(on_time),
        close_rate=Fraction(close),
        reworked=reworked,
        reworked_thrice=0,
        false_reports=0,
    )
    assert city_management.month_points(month, profile="jinhua") == Fraction(points)


def test_a_third_rework_and_a_false_report_cost_more_but_never_below_nought() -> None:
    month = MonthOfCases(
        on_time_rate=Fraction(100), close_rate=Fraction(100), reworked=0, reworked_thrice=2, false_reports=3
    )
    assert city_management.month_points(month, profile="jinhua") == Fraction(66)
    worst = MonthOfCases(
        on_time_rate=Fraction(0), close_rate=Fraction(100), reworked=0, reworked_thrice=0, false_reports=99
    )
    assert city_management.month_points(worst, profile="jinhua") == 0


def test_the_party_numbers_are_settled() -> None:
    with settled(party__branch_least=4, party__election_present="1/2"):
        assert result("party.form", full=3, probationary=0)["form"] == "joint"
        assert result("party.meeting", voters=30, present=15, in_favour=0)["valid"] is True
    assert party.site_needs_branch(months=6, full=3)
    assert not party.site_needs_branch(months=5, full=3)
    assert not party.site_needs_branch(months=6, full=2)
    assert party.functional_share_reached(members=4, committee=7)
    assert not party.functional_share_reached(members=3, committee=7)
    assert not party.functional_share_reached(members=0, committee=0)
    assert party.joint_meeting_due(date(2025, 11, 30)) == date(2026, 2, 28)
    assert party.report_in_due(date(2025, 3, 1)) == date(2025, 3, 31)


def test_other_lists_and_numbers_are_settled() -> None:
    fund.check_cause(EmergencyCause.LIFT)
    with settled(fund__emergency_causes=["leak"]), pytest.raises(RuleBrokenError, match=r"fund\.cause_not_listed"):
        fund.check_cause(EmergencyCause.LIFT)
    assert "police" in review.departments("shandong")
    assert mediation.committee_term_ends(date(2024, 2, 29)) == date(2027, 2, 28)
    assert protection.kept_until(Record.VOTE_EVIDENCE, made=date(2026, 3, 15)) == date(2031, 3, 15)
    assert sum(scoring.template_weights("shandong").values()) == 100
    with settled(appraisal__weight_mediation=11), pytest.raises(RuleBrokenError, match=r"scoring\.weights_sum"):
        scoring.template_weights("shandong")


@pytest.mark.parametrize("count", [0, 6])
def test_a_petition_has_one_to_five_representatives(count: int) -> None:
    hotline_duties.check_representatives(5)
    with pytest.raises(RuleBrokenError, match=r"hotline\.representatives"):
        hotline_duties.check_representatives(count)


def test_nobody_is_ranked_by_presence_and_what_is_mandatory_names_its_rule() -> None:
    burden.check_measures({"answered_in_time"})
    with pytest.raises(RuleBrokenError, match=r"burden\.measure_forbidden") as broken:
        burden.check_measures({"logins", "likes", "solved"})
    assert broken.value.facts == {"measures": ["likes", "logins"]}
    burden.check_mandatory("photo", ground="R2")
    with pytest.raises(RuleBrokenError, match=r"burden\.no_ground"):
        burden.check_mandatory("photo", ground=" ")
    with settled(burden__mandatory_needs_ground=False):
        burden.check_mandatory("photo", ground="")


def test_the_catalogue_in_use_is_asked() -> None:
    entry = {"code": "DL10", "zh": "备案", "en": "filing", "limit": "20 nd", "source": "SD 31"}
    with catalogue.using(catalogue.read_catalogue({"limit": [entry]})):
        assert result("due.catalogue", code="DL10", start="2025-03-03")["raw"] == "2025-03-23"
    assert result("due.catalogue", code="DL10", start="2025-03-03")["raw"] == "2025-04-02"


def test_units_of_time_follow_the_office_hours() -> None:
    start = datetime(2026, 9, 18, 16, 30, tzinfo=CHINA)
    unit = city_management.TimeUnit.WORKING_HOURS
    with settled(city__office_hours=["09:00-17:00"]):
        found = city_management.due(start, 1, unit=unit, calendar=CALENDAR).due
    assert (found.day, found.hour, found.minute) == (20, 9, 30)


@pytest.fixture(autouse=True)
def _nothing_in_use() -> Iterator[None]:
    yield
    assert profiles.current() is profiles.shipped()
    assert catalogue.current() is catalogue.shipped()
