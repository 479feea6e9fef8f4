"""The rules of a joint conference at their bounds."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.conferences import (
    FLOW,
    Ban,
    Basis,
    ConferenceRules,
    ConferenceState,
    ConferenceStep,
    ResolutionKind,
    Resolved,
    after,
    check_issue,
    check_quorum,
    check_resolution,
    comment_until,
    found_ban,
    needed,
    number_words,
    read_rules,
)
from huying.rules.errors import RuleBrokenError
from huying.rules.workdays import shipped

BODY: dict[str, Any] = tomllib.loads(
    resources.files("huying.conferences").joinpath("data", "conferences.toml").read_text(encoding="utf-8")
)["body"]
RULES = read_rules(1, BODY)
TODAY = date(2021, 6, 1)
CHINA = ZoneInfo("Asia/Shanghai")


def with_quorum(share: str) -> ConferenceRules:
    return read_rules(1, BODY | {"rules": BODY["rules"] | {"quorum": share}})


def resolved(**given: Any) -> Resolved:
    facts: dict[str, Any] = {
        "kind": ResolutionKind.TASK,
        "words": "清理消防通道",
        "has_owner": True,
        "owner_present": True,
        "owner_has_powers": True,
        "due_on": TODAY,
        "basis": Basis.CONSENT,
    }
    return Resolved(**(facts | given))


@pytest.mark.parametrize(("members", "least"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (60, 30)])
def test_half_of_the_members_are_enough(members: int, least: int) -> None:
    assert needed(members, rules=RULES) == least
    check_quorum(members=members, present=least, rules=RULES)
    with pytest.raises(RuleBrokenError, match=r"conference\.(no_quorum|nobody_invited)"):
        check_quorum(members=members, present=least - 1, rules=RULES)


def test_nobody_invited_is_no_conference() -> None:
    with pytest.raises(RuleBrokenError, match=r"conference\.nobody_invited"):
        check_quorum(members=0, present=0, rules=RULES)


@given(members=st.integers(1, 200), parts=st.tuples(st.integers(1, 12), st.integers(1, 12)))
def test_the_least_number_reaches_the_share_and_one_less_does_not(members: int, parts: tuple[int, int]) -> None:
    low, high = sorted(parts)
    least = needed(members, rules=with_quorum(f"{low}/{high}"))
    assert least * high >= low * members > (least - 1) * high


@pytest.mark.parametrize(
    ("given_facts", "code"),
    [
        ({"has_owner": False}, "no_owner"),
        ({"due_on": None}, "no_due"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_past"),
        ({"basis": None}, "no_basis"),
        ({"owner_present": False}, "consent_absent"),
        ({"basis": Basis.DUTY, "basis_words": " "}, "basis_words"),
        ({"basis": Basis.ORDER}, "basis_words"),
        ({"kind": ResolutionKind.MOTION}, "no_matter"),
        ({"kind": ResolutionKind.MOTION, "matter": 10}, "no_matter"),
        ({"kind": ResolutionKind.TRANSFER, "owner_has_powers": False}, "no_powers"),
        ({"words": "决定解聘 物业"}, "ban_owners"),
        ({"words": "对该企业罚\n款五千元"}, "ban_powers"),
        ({"words": "在小区公布欠费名单"}, "ban_person"),
        ({"kind": ResolutionKind.TRANSFER, "words": "公布姓名"}, "ban_person"),
        ({"kind": ResolutionKind.MOTION, "matter": 4, "words": "公开欠费业主"}, "ban_person"),
    ],
)
def test_what_a_conference_may_not_write_down(given_facts: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBrokenError, match=rf"conference\.{code}$"):
        check_resolution(resolved(**given_facts), today=TODAY, rules=RULES)


@pytest.mark.parametrize(
    "given_facts",
    [
        {},
        {"owner_present": False, "basis": Basis.DUTY, "basis_words": "山东省物业管理条例第七十三条"},
        {"kind": ResolutionKind.MOTION, "matter": 4, "words": "提请业主大会解聘物业", "basis": None},
        {"kind": ResolutionKind.TRANSFER, "words": "请依法处罚违建", "basis": None, "owner_present": False},
    ],
)
def test_what_it_may(given_facts: dict[str, Any]) -> None:
    assert check_resolution(resolved(**given_facts), today=TODAY, rules=RULES) == TODAY


def test_a_refusal_names_the_words_found() -> None:
    assert found_ban("请　责令 限期整改", rules=RULES) == (Ban.POWERS, "责令")
    assert found_ban("清理通道", rules=RULES) is None


def test_comments_run_two_working_days_and_hold_up_the_issue_until_all_spoke() -> None:
    friday = datetime(2021, 6, 4, 15, tzinfo=CHINA)
    until = comment_until(friday, rules=RULES, calendar=shipped())
    assert until.astimezone(CHINA).date() == date(2021, 6, 8)
    check_issue(asked={1, 2}, answered={1, 2}, until=until, at=friday)
    check_issue(asked={1, 2}, answered={1}, until=until, at=until + timedelta(seconds=1))
    with pytest.raises(RuleBrokenError, match=r"conference\.comments_run"):
        check_issue(asked={1, 2}, answered={1}, until=until, at=until)


def test_the_number_of_minutes() -> None:
    assert number_words("竹岛街道", year=2021, sequence=3, version=1) == "竹岛街道联席纪要〔2021〕3号"
    assert number_words("竹岛街道", year=2021, sequence=3, version=2).endswith("3号（第2版）")


def test_every_step_but_the_first_stands_in_the_table_and_leads_somewhere_allowed() -> None:
    assert set(ConferenceStep) - set(FLOW) == {ConferenceStep.PLAN}
    for step, (start, to) in FLOW.items():
        for state in ConferenceState:
            if state in start:
                assert after(step, state) == (to or state)
            else:
                with pytest.raises(RuleBrokenError, match=r"conference\.step_not_now"):
                    after(step, state)
    assert all(ConferenceState.CANCELLED not in start for start, _to in FLOW.values())


@pytest.mark.parametrize(
    "bad",
    [
        {"rules": {"quorum": "0"}},
        {"rules": {"quorum": "3/2", "most_items": 1, "most_members": 1}},
        {"rules": {"quorum": "half", "most_items": 1, "most_members": 1}},
        {"rules": {"quorum": "1/2", "most_items": 0, "most_members": 1}},
        {"limits": {"comment": {"amount": 0, "unit": "hours"}}},
        {"limits": {"comment": {"amount": 1, "unit": "moons"}}},
        {"bans": {"owners": []}},
    ],
)
def test_rules_that_cannot_be_read_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(RuleBrokenError, match=r"conference\.rules_unreadable"):
        read_rules(1, BODY | bad)
