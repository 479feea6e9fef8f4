"""Builders for the vectors of the rulebook: one line asked of the calculator, and days written short."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from huying.rules import reckon
from huying.rules.workdays import shipped

CALENDAR = shipped()


def ask(rule: str, **fields: Any) -> dict[str, Any]:
    """Return the whole answer to one line."""
    line = json.dumps({"id": "v", "rule": rule, **fields}, ensure_ascii=False)
    found: dict[str, Any] = json.loads(reckon.answer(line, calendar=CALENDAR))
    return found


def result(rule: str, **fields: Any) -> dict[str, Any]:
    """Return the result of one line."""
    answer = ask(rule, **fields)
    assert "result" in answer, answer
    found: dict[str, Any] = answer["result"]
    return found


def due(rule: str, **fields: Any) -> str:
    """Return when a limit ends."""
    return str(result(rule, **fields)["due"])


def refused(rule: str, **fields: Any) -> str:
    """Return the code of a refusal."""
    answer = ask(rule, **fields)
    assert "refused" in answer, answer
    return str(answer["refused"]["code"])


def day(written: str) -> date:
    return date.fromisoformat(written)
