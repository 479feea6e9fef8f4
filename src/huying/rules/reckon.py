"""The rulebook as a calculator 计算器: one JSON object a line in, one out; a bad line never stops the stream.

The calculators stand in the modules `reckon_*.py`, one a family. Dates are `YYYY-MM-DD`; instants ISO 8601, in China
where no zone is given; ratios decimal strings.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from huying.rules import reckon_dates, reckon_rates
from huying.rules.errors import RuleBrokenError
from huying.rules.reckon_fields import CALCULATORS, PROFILES, Fields
from huying.rules.reckon_words import message_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from huying.rules.workdays import WorkCalendar

FAMILIES = (reckon_dates, reckon_rates)


def answer(line: str, *, calendar: WorkCalendar) -> str:
    """Return the answer to one line, a refusal with its code where it cannot be answered."""
    identity: Any = None
    try:
        given = _parsed(line)
        identity = given.get("id")
        outcome = {"result": _reckoned(given, calendar=calendar)}
    except RuleBrokenError as error:
        facts = {name: _plain(value) for name, value in error.facts.items()}
        outcome = {"refused": {"code": error.code, "message": message_for(error.code, facts)}}
    return json.dumps({"id": identity, **outcome}, ensure_ascii=False)


def _parsed(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RuleBrokenError("line.not_json") from error
    if not isinstance(given, dict):
        raise RuleBrokenError("line.not_json")
    return given


def _reckoned(given: dict[str, Any], *, calendar: WorkCalendar) -> dict[str, Any]:
    fields = Fields(given)
    rule = fields.text("rule")
    if rule not in CALCULATORS:
        raise RuleBrokenError("rule.unknown", rule=rule[:40])
    if fields.optional("profile", "shandong") not in PROFILES:
        raise RuleBrokenError("profile.unknown", profile=str(given["profile"])[:40])
    try:
        return CALCULATORS[rule](fields, calendar)
    except OverflowError as error:
        raise RuleBrokenError("date.impossible", value="") from error


def _plain(value: object) -> object:
    return value if isinstance(value, str | int) else str(value)[:80]


def stream(lines: Iterable[str], *, calendar: WorkCalendar) -> Iterator[str]:
    """Answer lines in order; empty ones are passed over."""
    for line in lines:
        if line.strip():
            yield answer(line, calendar=calendar)
