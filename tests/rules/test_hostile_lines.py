"""Hostile lines: every rule answers each of them, in order, with a result or a code, never with a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest

from huying.rules import reckon
from huying.rules.errors import RuleBrokenError
from huying.rules.reckon_fields import CALCULATORS
from huying.rules.reckon_words import MESSAGES
from tests.rules.vectors import CALENDAR, ask, refused

FIELDS = (
    *("on", "start", "event", "days", "months", "hours", "code", "nature", "kind", "value", "seed", "pool", "take"),
    *("excluded", "count", "ratio", "bound", "basic", "good", "bad", "has_bad_record", "joined", "severity", "decided"),
    *("full", "probationary", "elected", "purpose", "voters", "present", "basis", "reply", "weights", "scores", "veto"),
    *("orders", "callbacks", "contacted", "solved", "satisfied", "due", "deferred", "closed", "on_time", "property"),
    *("all", "firms", "own", "joint", "instructor", "roll", "cast", "in_favour", "parts", "ballots", "item", "owners"),
    *(
        "consents",
        "heads",
        "proposers",
        "size",
        "members",
        "seats",
        "left",
        "total",
        "areas",
        "registered",
        "area_share",
    ),
)
VALUES: tuple[Any, ...] = (
    *(None, True, -1, 10**40, 1.5, "", "x", "１２", "-1", "1e9", "9999-12-31", "2025-02-30", "0001-01-01", "\x00"),
    *([], [[]], {}, [None], [-1], ["a", "a"], {"heads": -1, "area": "x"}, [{"part": None}], "0.5", "2026-01-01T25:00"),
)
NOT_JSON = (
    "",
    "{",
    "null",
    "[]",
    "1",
    '"x"',
    "{'id': 1}",
    '{"id": NaN}',
    '{"id": Infinity}',
    "[" * 5000,
    '{"a":' * 5000,
)


@pytest.mark.parametrize("rule", sorted(CALCULATORS))
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_each_rule_survives_each_value(rule: str, value: object) -> None:
    answer = ask(rule, **dict.fromkeys(FIELDS, value))
    assert ("result" in answer) != ("refused" in answer)
    if "refused" in answer:
        assert answer["refused"]["message"]


@pytest.mark.parametrize("rule", sorted(CALCULATORS))
def test_each_rule_names_the_missing_field(rule: str) -> None:
    assert refused(rule) in {"field.missing", "area.unknown"}
    assert refused(rule, profile="atlantis") == "profile.unknown"
    assert refused(rule, profile=7) == "field.type"


@pytest.mark.parametrize("line", NOT_JSON, ids=lambda line: str(line)[:12])
def test_what_is_no_object_is_refused(line: str) -> None:
    found = json.loads(reckon.answer(line, calendar=CALENDAR))
    assert found["id"] is None
    assert found["refused"]["code"] == "line.not_json"


def test_answers_come_in_order_whatever_stands_between() -> None:
    lines = ['{"id": 1, "rule": "workday", "on": "2026-01-02"}', "{", "", '{"id": 2, "rule": "none"}', '{"id": 3}']
    found = [json.loads(line) for line in reckon.stream(lines, calendar=CALENDAR)]
    assert [each["id"] for each in found] == [1, None, 2, 3]
    assert [each.get("refused", {}).get("code") for each in found] == [
        *(None, "line.not_json", "rule.unknown", "field.missing"),
    ]


@pytest.mark.parametrize("rule", sorted(rule for rule in CALCULATORS if rule.startswith("due.")))
def test_days_before_the_calendar_are_refused(rule: str) -> None:
    fields = {"days": 1, "months": 12, "hours": 1, "code": "DL57"}
    for written in ("2003-12-31", "1900-01-01"):
        assert refused(rule, start=written, event=written, **fields) == "calendar.no_data"
    assert refused("workday", on="2003-12-31") == "calendar.no_data"


@pytest.mark.parametrize("rule", sorted(rule for rule in CALCULATORS if rule.startswith("due.")))
def test_days_past_the_official_calendar_are_provisional(rule: str) -> None:
    fields = {"days": 1, "months": 12, "hours": 1, "code": "DL57"}
    answer = ask(rule, start="2030-06-03", event="2030-06-03", **fields)
    assert answer["result"]["provisional"] is True


@pytest.mark.parametrize(
    ("rule", "fields", "code"),
    [
        ("draw.rank", {"seed": "s", "pool": [], "take": 1}, "draw.pool_empty"),
        ("draw.rank", {"seed": "s", "pool": ["a"], "take": 2}, "draw.take_above_eligible"),
        ("draw.rank", {"seed": "s", "pool": ["a"], "take": 1, "excluded": ["a"]}, "draw.take_above_eligible"),
        ("draw.rank", {"seed": "s", "pool": ["a", "a"], "take": 1}, "draw.pool_twice"),
        ("draw.rank", {"seed": "s", "pool": ["a\nb"], "take": 1}, "draw.pool_unreadable"),
        ("draw.quota", {"count": 1, "ratio": "1.01", "bound": "at_most"}, "ratio.above_one"),
        ("coverage.party", {"firms": 1, "own": 1, "joint": 1, "instructor": 0}, "ratio.above_one"),
        ("rate.complaint", {"property": 2, "all": 1}, "ratio.above_one"),
        ("appraisal.score", {"weights": [50, 49], "scores": [1, 1]}, "scoring.weights_sum"),
        ("appraisal.score", {"weights": [100], "scores": [1, 1]}, "scoring.not_aligned"),
        ("due.catalogue", {"code": "DL99", "start": "2026-01-05"}, "catalogue.code_unknown"),
        ("due.catalogue", {"code": "DL42", "start": "2026-01-05", "variant": "x"}, "catalogue.variant_unknown"),
        ("workday", {"on": "2026-02-30"}, "date.impossible"),
        ("workday", {"on": "2026-W01-1"}, "date.impossible"),
        ("workday", {"on": "\ud800"}, "field.type"),
    ],
)
def test_refusals_have_their_code(rule: str, fields: dict[str, Any], code: str) -> None:
    assert refused(rule, **fields) == code


def test_every_message_is_written_in_both_languages() -> None:
    assert all(" / " in message for message in MESSAGES.values())
    assert str(RuleBrokenError("draw.pool_empty")) == "draw.pool_empty"
