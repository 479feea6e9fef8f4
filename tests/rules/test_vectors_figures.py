"""The vectors TV-K, TV-H, TV-G, TV-A, TV-I and TV-P: credit, hotline, city management, appraisal, draw, Party."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from huying.rules import credit, draw, hotline_duties, inspection, party, party_admission, routing
from huying.rules.draw import Bound
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import Merge
from huying.rules.inspection import Body, InspectionKind, Inspector
from huying.rules.roles import UnitKind
from huying.rules.routing import Entry, Lead
from tests.rules.vectors import CALENDAR, day, refused, result

SEED, POOL = "2026-Q1|huying|7f3a", [f"P{number:03d}" for number in range(1, 11)]


def graded(basic: str, good: str, bad: str, *, has_bad: bool = False, **more: Any) -> str:
    fields = {"basic": basic, "good": good, "bad": bad, "has_bad_record": has_bad, "joined": True, **more}
    return str(result("credit.grade", **fields)["grade"])


def test_tv_k01_score_and_grade() -> None:
    found = result("credit.grade", basic=72, good=16, bad=4, has_bad_record=True, joined=True)
    assert found == {"score": "84.00", "grade": "AA"}
    scores = ("85", "84.99", "80", "79.99", "70", "69.99", "60")
    assert [graded(score, "0", "0") for score in scores] == ["AAA", "AA", "AA", "A", "A", "B", "B"]
    assert graded("80", "5", "0") == "AAA"
    assert graded("58", "0", "0") == "B"
    assert graded("58", "0", "1", has_bad=True) == "C"
    assert graded("80", "5", "0", joined=False) == "C_MISSING"
    assert graded("58", "0", "0", profile="yantai") == "C"


def test_tv_k02_caps() -> None:
    fields = {"bad": 0, "has_bad_record": False, "joined": True, "basic_cap": 80, "good_cap": 40}
    assert result("credit.grade", basic=95, good=0, **fields)["score"] == "80.00"
    assert result("credit.grade", basic=0, good=55, **fields)["score"] == "40.00"
    assert result("credit.grade", basic=95, good=55, bad=0, has_bad_record=False, joined=True, profile="yantai") == {
        "score": "120.00",
        "grade": "AAA",
    }


def test_tv_k03_publication_and_repair() -> None:
    def shown(severity: str) -> tuple[Any, Any]:
        found = result("credit.publication", severity=severity, decided="2026-05-10")
        return found["repair_from"], found["stops_on"]

    assert shown("minor") == (None, None)
    assert shown("general") == ("2026-08-10", "2027-05-10")
    assert shown("serious") == ("2027-05-10", "2029-05-10")


def test_tv_k04_objection() -> None:
    ends = [
        credit.objection_due(day("2025-09-26"), needs_others=others, calendar=CALENDAR).due for others in (False, True)
    ]
    assert ends == [date(2025, 9, 30), date(2025, 10, 13)]


COUNTS = {"orders": 100, "excluded": 4, "contacted": 93, "callbacks": 80, "solved": 68, "satisfied": 64}


def test_tv_h01_three_rates() -> None:
    found = result("rates.hotline", **COUNTS, weights=[30, 35, 35])
    assert found == {"response": "96.88", "solved": "85.00", "satisfied": "80.00", "score": "86.81"}


def test_tv_h02_without_call_backs_there_is_no_rate() -> None:
    found = result("rates.hotline", **{**COUNTS, "callbacks": 0, "solved": 0, "satisfied": 0}, weights=[30, 35, 35])
    assert found == {"response": "96.88", "solved": None, "satisfied": None, "score": None}
    found = result("rates.hotline", **{**COUNTS, "callbacks": 0, "solved": 0, "satisfied": 0}, weights=[100, 0, 0])
    assert found["score"] == "96.88"


def test_tv_h03_a_repeated_demand() -> None:
    merge = hotline_duties.merge
    assert merge(is_same_matter=True, is_open=True, has_new_facts=False) is Merge.MERGED
    assert merge(is_same_matter=True, is_open=True, has_new_facts=True) is Merge.LINKED
    assert merge(is_same_matter=True, is_open=False, has_new_facts=False) is Merge.EXPLAINED
    assert merge(is_same_matter=False, is_open=True, has_new_facts=False) is Merge.NEW


def test_tv_h05_a_handler_with_an_interest_withdraws() -> None:
    hotline_duties.check_handler(has_direct_interest=False)
    with pytest.raises(RuleBrokenError, match=r"hotline\.direct_interest"):
        hotline_duties.check_handler(has_direct_interest=True)


def test_tv_h06_a_departments_matter_does_not_go_down() -> None:
    entry = Entry(code="fire", needs={}, lead=Lead.parse("department:fire"), ground="消防法")
    routing.check_dispatch(entry, to=UnitKind.DEPARTMENT)
    with pytest.raises(RuleBrokenError, match=r"case\.department_only") as caught:
        routing.check_dispatch(entry, to=UnitKind.COMMUNITY)
    assert caught.value.facts["ground"] == "消防法"


def test_tv_h07_a_late_return_is_flagged() -> None:
    received = day("2025-03-10")
    late = [
        hotline_duties.is_late_return(received=received, returned=day(returned), profile="shandong", calendar=CALENDAR)
        for returned in ("2025-03-12", "2025-03-13")
    ]
    assert late == [False, True]


def test_tv_g01_city_rates() -> None:
    found = result("rates.city", due=200, deferred=10, closed=180, on_time=152)
    assert found == {"close_rate": "94.74", "on_time_rate": "80.00"}
    found = result("rates.city", due=200, deferred=0, closed=180, on_time=152)
    assert found == {"close_rate": "90.00", "on_time_rate": "76.00"}


def test_tv_g02_all_deferred() -> None:
    found = result("rates.city", due=10, deferred=10, closed=0, on_time=0)
    assert found == {"close_rate": None, "on_time_rate": None}


def test_tv_a01_weighted_score_and_veto() -> None:
    fields = {"weights": [40, 30, 20, 10], "scores": [90, 80, 100, 50]}
    assert result("appraisal.score", **fields, veto=False) == {"score": "85.00", "level_lowest": False}
    assert result("appraisal.score", **fields, veto=True) == {"score": "85.00", "level_lowest": True}


def test_tv_a02_complaint_rate() -> None:
    assert result("rate.complaint", property=36, all=9000) == {"rate": "0.40"}
    assert result("rate.complaint", property=0, all=0) == {"rate": None}


def test_tv_i01_the_commitment() -> None:
    assert draw.commitment(SEED) == "e57ab66311485ba22b4fb3133ce5e0af6e26c55791a84ea8687e2a0cbcbb7b57"


def test_tv_i02_the_ranking() -> None:
    expected = ("P004", "P010", "P006", "P005", "P001", "P007", "P008", "P002", "P009", "P003")
    assert draw.ranking(SEED, POOL) == expected
    assert draw.commitment(f"{SEED}|P004").startswith("3747f115107c")


def test_tv_i03_one_withdraws() -> None:
    found = result("draw.rank", seed=SEED, pool=POOL, take=3, excluded=["P010"])
    assert found["chosen"] == ["P004", "P006", "P005"]


def test_tv_i04_a_changed_list_is_refused() -> None:
    frozen = draw.pool_hash(POOL)
    draw.check_frozen(list(reversed(POOL)), frozen_hash=frozen)
    with pytest.raises(RuleBrokenError, match=r"draw\.list_changed"):
        draw.check_frozen([*POOL[:-1], "P011"], frozen_hash=frozen)
    draw.check_seed(SEED, committed=draw.commitment(SEED))
    with pytest.raises(RuleBrokenError, match=r"draw\.seed_changed"):
        draw.check_seed("another", committed=draw.commitment(SEED))


@pytest.mark.parametrize(
    ("count", "ratio", "bound", "take"),
    [
        (40, "0.05", "at_most", 2),
        (39, "0.05", "at_most", 1),
        (39, "0.05", "at_least", 2),
        (40, "0.05", "at_least", 2),
        (4, "1", "at_most", 4),
        (60, "0.1", "at_most", 6),
        (15, "0.4", "at_most", 6),
        (0, "0.5", "at_least", 0),
    ],
)
def test_tv_i05_quotas(count: int, ratio: str, bound: str, take: int) -> None:
    assert result("draw.quota", count=count, ratio=ratio, bound=bound) == {"take": take}
    assert draw.quota(count=count, ratio=Fraction(ratio), bound=Bound(bound)).take == take


def inspector(number: str, *, has_certificate: bool = True) -> Inspector:
    return Inspector(id=number, has_certificate=has_certificate, ties={})


def test_tv_i06_who_may_inspect() -> None:
    admin = InspectionKind.ADMIN_INSPECTION
    pair = [inspector("1"), inspector("2")]
    inspection.check_team(pair, enterprise="E1", kind=admin)
    with pytest.raises(RuleBrokenError, match=r"inspection\.team_too_small"):
        inspection.check_team(pair[:1], enterprise="E1", kind=admin)
    with pytest.raises(RuleBrokenError, match=r"inspection\.no_certificate"):
        inspection.check_team([pair[0], inspector("3", has_certificate=False)], enterprise="E1", kind=admin)
    with pytest.raises(RuleBrokenError, match=r"inspection\.body_may_not"):
        inspection.check_body(Body.JOINT_CONFERENCE, kind=admin)


@pytest.mark.parametrize(
    ("full", "probationary", "form", "officers"),
    [
        (0, 0, "none", None),
        (0, 3, "joint", None),
        (2, 0, "joint", None),
        (2, 5, "joint", None),
        (3, 0, "branch", "secretary"),
        (6, 0, "branch", "secretary"),
        (7, 0, "branch", "committee"),
        (49, 0, "branch", "committee"),
        (50, 0, "general_branch", "committee"),
        (99, 0, "general_branch", "committee"),
        (100, 0, "committee", "committee"),
    ],
)
def test_tv_p01_form_and_officers(full: int, probationary: int, form: str, officers: str | None) -> None:
    found = result("party.form", full=full, probationary=probationary)
    assert found == {"form": form, "officers": officers}


def test_tv_p02_a_joint_branch_of_six_units_is_flagged() -> None:
    assert [party.joint_warning(units) for units in (5, 6)] == [False, True]


def test_tv_p03_terms() -> None:
    def ends(kind: str) -> str:
        return str(result("party.term", kind=kind, elected="2023-06-10")["ends"])

    assert ends("enterprise_branch") == "2026-06-10"
    assert ends("general_branch") == "2026-06-10"
    assert ends("community_branch") == "2028-06-10"
    assert ends("committee") == "2028-06-10"
    assert [party.term_change_warning(months) for months in (12, 13)] == [False, True]


def test_tv_p04_members_meetings() -> None:
    def held(purpose: str, present: int, in_favour: int = 0) -> tuple[Any, Any]:
        fields = {"voters": 30, "present": present, "in_favour": in_favour}
        found = result("party.meeting", purpose=purpose, **fields)
        return found["valid"], found["admitted"]

    assert held("election", 23) == (False, None)
    assert held("election", 24) == (True, None)
    assert held("admission", 15, 15) == (False, False)
    assert held("admission", 16, 15) == (True, False)
    assert held("admission", 16, 16) == (True, True)
    assert result("party.meeting", voters=30, present=24)["valid"] is True
    assert refused("party.meeting", voters=30, present=31) == "ratio.above_one"


def test_tv_p05_coverage_and_the_warning_list() -> None:
    found = result("coverage.party", firms=353, own=180, joint=42, instructor=131)
    assert found == {"organisation": "62.89", "work": "100.00"}
    assert [party.is_on_warning_list(staff=staff, members=0) for staff in (24, 25)] == [False, True]
    assert not party.is_on_warning_list(staff=25, members=1)
    assert result("coverage.party", firms=0, own=0, joint=0, instructor=0) == {"organisation": None, "work": None}


def test_tv_p06_an_activist_of_a_year() -> None:
    since, checked = day("2024-05-01"), (day("2024-10-20"), day("2025-04-20"))
    with pytest.raises(RuleBrokenError, match=r"party\.activist_too_short"):
        party_admission.check_target(activist_since=since, proposed=day("2025-04-30"), checked=checked)
    found = party_admission.check_target(activist_since=since, proposed=day("2025-05-01"), checked=checked)
    assert found.warnings == ()
    found = party_admission.check_target(activist_since=since, proposed=day("2025-05-01"), checked=checked[:1])
    assert found.warnings == ("half_year_check_missing",)


def test_tv_p07_probation() -> None:
    ends = party_admission.probation_ends(day("2024-06-15"))
    assert ends == date(2025, 6, 15)
    assert party_admission.probation_ends(day("2024-02-29")) == date(2025, 2, 28)
    for months in (5, 13):
        with pytest.raises(RuleBrokenError, match=r"party\.extension_range"):
            party_admission.extended_probation(ends, months=months)
    assert party_admission.extended_probation(ends, months=6) == date(2025, 12, 15)
    assert party_admission.extended_probation(ends, months=12) == date(2026, 6, 15)
