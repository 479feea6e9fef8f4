"""Asking the calculator in tests: one line in, the result or the code of the refusal out."""

from __future__ import annotations

import json
from typing import Any

from huying.rules import reckon
from huying.rules.workdays import shipped


def ask(rule: str, **fields: Any) -> dict[str, Any]:
    """Return what the calculator answers."""
    line = json.dumps({"id": 1, "rule": rule, **fields}, ensure_ascii=False)
    answered: dict[str, Any] = json.loads(reckon.answer(line, calendar=shipped()))
    return answered


def result(rule: str, **fields: Any) -> dict[str, Any]:
    """Return the result; a refusal fails."""
    answered = ask(rule, **fields)
    assert "result" in answered, answered
    found: dict[str, Any] = answered["result"]
    return found


def refusal(rule: str, **fields: Any) -> str:
    """Return the code of the refusal; a result fails."""
    answered = ask(rule, **fields)
    assert "refused" in answered, answered
    assert answered["refused"]["message"] != answered["refused"]["code"], "a refusal has a sentence"
    return str(answered["refused"]["code"])
