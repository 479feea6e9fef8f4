"""The calculators of votes under hostile lines: each is answered or refused by a stable code, none breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import reckon
from huying.rules.workdays import shipped
from tests.rules.asking import ask, refusal, result

WHOLE = {"heads": 9, "area": "900"}
DECIDE: dict[str, Any] = {"kind": "ordinary", "roll": WHOLE, "cast": WHOLE, "in_favour": WHOLE}
PART: dict[str, Any] = {"part": "1", "area": "80.5", "owners": ["a"], "state": "sold"}
COUNT: dict[str, Any] = {"kind": "ordinary", "parts": [PART], "ballots": []}
YES: dict[str, Any] = {"voter": "a", "choice": "yes", "at": "2025-06-20T10:00:00"}


@pytest.mark.parametrize(
    ("area", "code"),
    [
        ("-1", "area.negative"),
        (-1, "area.negative"),
        ("-0.01", "area.negative"),
        *((wrong, "field.type") for wrong in ("NaN", "1e3", "1.234", "", " 1", "1.", ".5", "+1", "١", "1" * 13, "--1")),
        (1.5, "field.type"),
        (True, "field.type"),
        (None, "field.type"),
        ([], "field.type"),
        ({}, "field.type"),
        (10**12, "field.type"),
        ("\ud800", "field.type"),
    ],
)
def test_areas(area: object, code: str) -> None:
    assert refusal("vote.decide", **{**DECIDE, "roll": {"heads": 9, "area": area}}) == code


def test_areas_may_be_whole_or_have_one_or_two_decimals() -> None:
    for written, shown in (
        (7, "7.00"),
        ("7", "7.00"),
        ("7.5", "7.50"),
        ("7.05", "7.05"),
        (10**12 - 1, f"{10**12 - 1}.00"),
    ):
        assert result("area.source", registered=written)["area"] == shown


def test_a_refusal_names_the_path() -> None:
    answered = ask("vote.count", **{**COUNT, "parts": [PART, {**PART, "part": "2", "area": "x"}]})
    assert "parts.1.area" in answered["refused"]["message"]
    assert "roll.heads" in ask("vote.decide", **{**DECIDE, "roll": {"area": 1}})["refused"]["message"]


@pytest.mark.parametrize(
    ("rule", "fields", "code"),
    [
        ("vote.decide", {**DECIDE, "kind": "other"}, "field.type"),
        ("vote.decide", {**DECIDE, "cast": {"heads": 10, "area": 1}}, "vote.more_cast_than_roll"),
        ("vote.decide", {**DECIDE, "roll": {"heads": 0, "area": 0}}, "vote.empty_roll"),
        ("vote.decide", {**DECIDE, "roll": []}, "field.type"),
        ("vote.decide", {**DECIDE, "cast": {"heads": 1, "area": 1}}, "vote.more_in_favour_than_cast"),
        ("vote.decide", {}, "field.missing"),
        ("vote.matter", {"item": 10}, "vote.item_unknown"),
        ("vote.matter", {"item": 0}, "vote.item_unknown"),
        ("vote.matter", {"item": "5"}, "field.type"),
        ("vote.matter", {"item": True}, "field.type"),
        ("vote.matter", {}, "field.missing"),
        ("area.source", {"registered": None}, "area.unknown"),
        ("vote.count", {**COUNT, "parts": []}, "vote.empty_roll"),
        ("vote.count", {**COUNT, "parts": {}}, "field.type"),
        ("vote.count", {**COUNT, "parts": [[]]}, "field.type"),
        ("vote.count", {**COUNT, "parts": [PART, PART]}, "vote.part_twice"),
        ("vote.count", {**COUNT, "parts": [{**PART, "owners": []}]}, "vote.part_without_owner"),
        ("vote.count", {**COUNT, "parts": [{**PART, "owners": "a"}]}, "field.type"),
        ("vote.count", {**COUNT, "parts": [{**PART, "owners": [None]}]}, "field.type"),
        ("vote.count", {**COUNT, "parts": [{**PART, "owners": [True]}]}, "field.type"),
        ("vote.count", {**COUNT, "parts": [{**PART, "part": " "}]}, "field.type"),
        ("vote.count", {**COUNT, "parts": [{**PART, "state": "lent"}]}, "field.type"),
        ("vote.count", {**COUNT, "parts": [{**PART, "owners": ["\ud800"]}]}, "field.type"),
        ("vote.count", {**COUNT, "ballots": [{"choice": "yes"}]}, "field.missing"),
        ("vote.count", {**COUNT, "ballots": [{"voter": "a"}]}, "field.missing"),
        ("vote.count", {**COUNT, "ballots": [{**YES, "choice": 1}]}, "field.type"),
        ("vote.count", {**COUNT, "ballots": [{**YES, "choice": {"a": 1}}]}, "field.type"),
        ("vote.count", {**COUNT, "ballots": [{**YES, "channel": 1}]}, "field.type"),
        ("vote.count", {**COUNT, "ballots": [{**YES, "at": "2025-02-30T10:00:00"}]}, "date.impossible"),
        (
            "vote.count",
            {**COUNT, "ballots": [{"voter": "a", "choice": "yes"}], "ends_at": "2025-06-20"},
            "field.missing",
        ),
        ("vote.count", {**COUNT, "ballots": [{**YES, "choices": {"1": "yes"}}]}, "field.missing"),
        ("vote.count", {**COUNT, "ballots": [{**YES, "proxy": True}]}, "field.type"),
        ("vote.count", {**COUNT, "unreturned": "SILENT_AGREE"}, "field.type"),
        ("vote.count", {**COUNT, "rules_allow": "yes"}, "field.type"),
        ("vote.count", {**COUNT, "delivered": 7}, "field.type"),
        ("vote.count", {**COUNT, "delivered": [{}]}, "field.missing"),
        ("vote.count", {**COUNT, "ends_at": "2025-13-01"}, "date.impossible"),
        ("vote.count", {**COUNT, "profile": "atlantis"}, "profile.unknown"),
        ("consent.unanimous", {"owners": 1, "consents": 2}, "ratio.above_one"),
        ("consent.unanimous", {"owners": -1, "consents": 0}, "field.type"),
        ("consent.unanimous", {"owners": ["a"], "consents": 1}, "field.type"),
        ("share", {"total": -1, "areas": [1]}, "field.type"),
        ("share", {"total": 1, "areas": []}, "share.no_area"),
        ("share", {"total": 1, "areas": ["-1"]}, "area.negative"),
        ("share", {"total": "1.5", "areas": [1]}, "field.type"),
        ("assembly.extraordinary", {"heads": 0, "proposers": 0}, "vote.empty_roll"),
        ("assembly.extraordinary", {"heads": 1, "proposers": 2}, "ratio.above_one"),
        ("committee.rump", {"seats": 0, "left": 0}, "field.type"),
        ("committee.rump", {"seats": 3, "left": 4}, "ratio.above_one"),
        ("committee.meeting", {"members": 3, "present": 4, "in_favour": 0}, "ratio.above_one"),
        ("group.check", {"size": 7, "owners": 8}, "ratio.above_one"),
        ("group.check", {"size": 7, "owners": 4, "profile": "mars"}, "profile.unknown"),
        (
            "assembly.first_due",
            {"area_share": "1.01", "head_share": "0", "first_delivery": "2020-01-01", "on": "2025-01-01"},
            "ratio.above_one",
        ),
        (
            "assembly.first_due",
            {"area_share": "1", "head_share": "0", "on": "2025-01-01", "profile": "beijing"},
            "field.missing",
        ),
        (
            "assembly.first_due",
            {"area_share": "1", "head_share": "0", "first_delivery": "2020-02-30", "on": "2025-01-01"},
            "date.impossible",
        ),
    ],
)
def test_bad_lines_are_refused(rule: str, fields: dict[str, Any], code: str) -> None:
    assert refusal(rule, **fields) == code


def test_owners_and_parts_may_be_numbers() -> None:
    found = result(
        "vote.count", **{**COUNT, "parts": [{"part": 1, "area": 5, "owners": [7]}], "ballots": [{**YES, "voter": 7}]}
    )
    assert (found["in_favour"], found["outcome"]) == ({"heads": 1, "area": "5.00"}, "carried")


@pytest.mark.parametrize(
    ("marks", "flags", "yes"),
    [
        ({"choice": None}, ["blank"], 0),
        ({"choices": []}, ["blank"], 0),
        ({"choices": ["yes"]}, [], 1),
        ({"choice": "yes", "choices": None}, [], 1),
        ({"choice": "yes", "choices": ["yes"]}, [], 1),
        ({"choice": "yes", "choices": ["no"]}, ["two_choices"], 0),
        ({"choices": {"m1": "yes", "m2": "no"}}, [], 1),
        ({"choices": {"m1": ["yes", "no"]}}, ["two_choices"], 0),
        ({"choices": {"m2": "yes"}}, ["blank"], 0),
    ],
)
def test_marks_of_a_ballot(marks: dict[str, Any], flags: list[str], yes: int) -> None:
    found = result("vote.count", **{**COUNT, "item": "m1", "ballots": [{"voter": "a", "at": YES["at"], **marks}]})
    assert ([flag["code"] for flag in found["flags"]], found["in_favour"]["heads"]) == (flags, yes)


def test_a_day_as_the_end_ends_with_its_last_second() -> None:
    late = {**YES, "at": "2025-06-20T23:59:59"}
    assert result("vote.count", **{**COUNT, "ballots": [late], "ends_at": "2025-06-20"})["invalid"] == 0
    assert result("vote.count", **{**COUNT, "ballots": [late], "ends_at": "2025-06-20T23:59:58"})["invalid"] == 1


def test_proxies_follow_the_profile() -> None:
    parts = [{"part": str(n), "area": 1, "owners": [f"o{n}"]} for n in range(5)]
    cast = [{**YES, "voter": "o4", "head": [f"o{n}"], "proxy": {}} for n in range(4)]
    found = result("vote.count", kind="ordinary", parts=parts, ballots=cast, profile="weifang")
    assert found["flags"] == [{"code": "proxy_too_many", "ballot": 4, "voter": "o4", "head": ["o3"]}]
    assert result("vote.count", kind="ordinary", parts=parts, ballots=cast)["flags"] == []


@pytest.mark.parametrize(
    ("delivered", "cast", "flags"),
    [
        (True, 3, []),
        (False, 0, []),
        (["a"], 2, []),
        ([["a"]], 1, []),
        ([["a", "b"], "c"], 2, []),
        ([["b"]], 0, ["delivery_unknown"]),
        (["x"], 0, ["delivery_unknown"]),
        ([{"head": ["a"], "how": "post"}, {"head": "c", "how": "notice_board"}], 1, []),
    ],
)
def test_delivery(delivered: object, cast: int, flags: list[str]) -> None:
    owners: tuple[list[str], ...] = (["a"], ["a", "b"], ["c"])
    parts = [{"part": str(n), "area": 1, "owners": owned} for n, owned in enumerate(owners)]
    terms = {"unreturned": "DELIVERED_COUNTS_AS_ABSTAIN", "rules_allow": True, "delivered": delivered}
    found = result("vote.count", kind="ordinary", parts=parts, ballots=[], **terms)
    assert (found["cast"]["heads"], [flag["code"] for flag in found["flags"]]) == (cast, flags)


def test_parking_and_the_frozen_roll() -> None:
    parts = [PART, {**PART, "part": "2", "parking": True, "owners": ["b"]}]
    found = result("vote.count", **{**COUNT, "parts": parts})
    assert (found["roll"]["heads"], found["flags"]) == (1, [{"code": "parking_left_out"}])
    assert result("vote.count", **{**COUNT, "parts": parts, "parking_counts": True})["roll"]["heads"] == 2
    assert refusal("vote.count", **{**COUNT, "roll_hash": "00"}) == "vote.roll_changed"


def test_consent_by_names() -> None:
    assert result("consent.unanimous", owners=["a", "b"], consents=["b", "x"]) == {"allowed": False}
    assert result("consent.unanimous", owners=["a", "b"], consents=["b", "a"]) == {"allowed": True}


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("vote.decide", DECIDE),
        ("vote.count", {**COUNT, "ballots": [YES]}),
        ("consent.unanimous", {"owners": 2, "consents": 1}),
        ("share", {"total": 100, "areas": [1, 1, 1]}),
        ("assembly.first_due", {"area_share": "0.5", "head_share": 0, "on": "2025-01-01"}),
        ("assembly.extraordinary", {"heads": 10, "proposers": 2}),
        ("group.check", {"size": 7, "owners": 4}),
        ("committee.check", {"size": 7}),
        ("committee.meeting", {"members": 7, "present": 5, "in_favour": 4}),
        ("committee.rump", {"seats": 7, "left": 4}),
    ],
)
def test_every_result_can_be_explained_in_both_languages(rule: str, fields: dict[str, Any]) -> None:
    plain = result(rule, **fields)
    assert "steps" not in plain
    told = result(rule, **fields, explain=True)["explanation"]
    assert told
    assert all(each["zh"] and each["en"] and each["article_zh"] and each["article_en"] for each in told)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["a", "yes", "1.5"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["head", "how", "a"]), inside),
    max_leaves=6,
)


@given(
    st.sampled_from(["kind", "parts", "ballots", "unreturned", "ends_at", "delivered", "item", "roll_hash", "profile"]),
    st.sampled_from(["", "part", "area", "owners", "state", "parking"]),
    st.sampled_from(["", "voter", "head", "choice", "choices", "at", "channel", "proxy"]),
    ANYTHING,
)
def test_nothing_breaks_the_count(field: str, of_part: str, of_ballot: str, value: object) -> None:
    parts = [{**PART, of_part: value} if of_part else PART]
    cast = [{**YES, of_ballot: value} if of_ballot else YES]
    line = {"id": 1, "rule": "vote.count", **COUNT, "parts": parts, "ballots": cast}
    if not of_part and not of_ballot:
        line[field] = value
    answered = json.loads(reckon.answer(json.dumps(line), calendar=shipped()))
    assert ("result" in answered) != ("refused" in answered)
