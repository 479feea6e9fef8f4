"""The calculator answers whatever it is asked, also what it cannot work out or write down."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from huying.rules import (
    deadline_words,
    explanations,
    reckon,
    reckon_fields,
    reckon_words,
)
from huying.rules.explanations import Step, explain
from huying.rules.inspection import InspectionKind
from tests.rules.vectors import CALENDAR, ask

ADMIN, SERVICE = InspectionKind.ADMIN_INSPECTION, InspectionKind.SERVICE_CHECK


def test_a_step_of_the_catalogue_cites_its_own_source() -> None:
    found = ask("due.catalogue", code="DL10", start="2025-01-01", explain=True)["result"]["explanation"]
    assert found[0]["article"] == "SD 31; PMR 16"
    assert "平台" in explain([Step("catalogue", {"limit": "3 nd"})])[0]["article_zh"]


def test_what_is_beyond_a_calendar_of_dates_is_refused() -> None:
    assert ask("due.hours", start="9999-12-31T23:00", hours=2)["refused"]["code"] == "date.impossible"
    assert ask("workday", on=[[1] * 3])["refused"]["code"] == "field.type"
    assert reckon.reckoned({"rule": "workday", "on": "2026-01-02T10:00"}, calendar=CALENDAR)["working"] is False


@pytest.mark.parametrize("shape", ['{"id": %s, "rule": "workday", "on": 1}', '{"id": 1, "rule": "workday", "on": %s}'])
def test_a_line_nested_just_as_deep_as_can_be_read_is_still_answered(shape: str) -> None:
    room = sys.getrecursionlimit()
    for depth in range(room // 2, room + 10):
        found = json.loads(reckon.answer(shape % ("[" * depth + "]" * depth), calendar=CALENDAR))
        assert found["refused"]["code"] in {"field.type", "line.not_json"}


def test_faults_of_our_own_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="stands twice"):
        reckon_fields.calculator("workday")(lambda _fields, _calendar: {})
    monkeypatch.setitem(deadline_words.SENTENCES, "votes.roll", ("", ""))
    with pytest.raises(ValueError, match="stands twice"):
        explanations.shipped.__wrapped__()
    assert reckon_words.message_for("field.type", {}).startswith("字段  的值")
    assert ask("rates.hotline", **COUNTS, weights="30/35/35")["refused"]["code"] == "field.type"


COUNTS = {"orders": 1, "excluded": 0, "contacted": 1, "callbacks": 1, "solved": 1, "satisfied": 1}


class _Unwritable:
    def __str__(self) -> str:
        raise RecursionError


class _FailsOnce:
    def __init__(self) -> None:
        self.calls = 0

    def encode(self, value: dict[str, Any]) -> str:
        self.calls += 1
        if self.calls == 1:
            raise RecursionError
        return json.dumps(value)


def test_what_cannot_be_written_out_is_answered_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reckon._shown(_Unwritable()) == "…"
    monkeypatch.setattr(reckon, "_encoder", _FailsOnce())
    found = json.loads(reckon.answer('{"id": 7, "rule": "workday", "on": "2026-01-02"}', calendar=CALENDAR))
    assert (found["id"], found["result"]["working"]) == (None, False)
