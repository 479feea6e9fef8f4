"""The rulebook as a calculator 计算器: one JSON object a line in, one out; a bad line never stops the stream.

The calculators stand in the modules `reckon_*.py`, one a family. Dates are `YYYY-MM-DD`; instants ISO 8601, in China
where no zone is given; ratios decimal strings. A calculator lists its steps under `steps`; limits show them as
sentences, and with `"explain": true` every rule shows them as `explanation`, each with its article, Chinese, English.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from huying.rules import (
    reckon_assembly,
    reckon_count,
    reckon_credit,
    reckon_dates,
    reckon_draw,
    reckon_party,
    reckon_rates,
    reckon_scoring,
    reckon_votes,
)
from huying.rules.deadline_words import sentences
from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import explain
from huying.rules.profiles import PROFILES
from huying.rules.reckon_fields import CALCULATORS, Fields
from huying.rules.reckon_words import message_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from huying.rules.workdays import WorkCalendar

FAMILIES = (
    reckon_assembly,
    reckon_count,
    reckon_credit,
    reckon_dates,
    reckon_draw,
    reckon_party,
    reckon_rates,
    reckon_scoring,
    reckon_votes,
)
SHOWN = 80
BYTE_ORDER_MARK = "\ufeff"


def _no_number(written: str) -> NoReturn:
    raise ValueError(f"{written} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_no_number)
_encoder = json.JSONEncoder(ensure_ascii=False)


def answer(line: str, *, calendar: WorkCalendar) -> str:
    """Return the answer to one line, a refusal with its code where it cannot be answered."""
    identity: Any = None
    try:
        given = _parsed(line)
        identity = given.get("id")
        outcome = {"result": reckoned(given, calendar=calendar)}
    except RuleBrokenError as error:
        outcome = {"refused": {"code": error.code, "message": _message(error)}}
    try:
        return _encoder.encode({"id": identity, **outcome})
    except RecursionError:  # an identity nested just as deep as could be read
        return _encoder.encode({"id": None, **outcome})


def _parsed(line: str) -> dict[str, Any]:
    try:
        given = _decoder.decode(line.lstrip(BYTE_ORDER_MARK))
    except (ValueError, RecursionError) as error:
        raise RuleBrokenError("line.not_json") from error
    if not isinstance(given, dict):
        raise RuleBrokenError("line.not_json")
    return given


def reckoned(given: dict[str, Any], *, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the result of one object, or refuse; pages ask here too."""
    fields = Fields(given)
    rule = fields.text("rule")
    if rule not in CALCULATORS:
        raise RuleBrokenError("rule.unknown", rule=rule)
    if fields.optional("profile", "shandong") not in PROFILES:
        raise RuleBrokenError("profile.unknown", profile=given["profile"])
    is_explained = fields.flag("explain", default=False)
    try:
        result = CALCULATORS[rule](fields, calendar)
    except OverflowError as error:
        raise RuleBrokenError("date.impossible", value="") from error
    steps = result.pop("steps", ())
    if rule.startswith("due."):
        result["steps"] = sentences(((step.code, step.facts) for step in steps), language="zh")
    if is_explained:
        result["explanation"] = explain(steps() if callable(steps) else steps)
    return result


def _message(error: RuleBrokenError) -> str:
    return message_for(error.code, {name: _shown(value) for name, value in error.facts.items()})


def _shown(value: object) -> str:
    try:
        return str(value)[:SHOWN]
    except (RecursionError, ValueError):  # nested too deep to write out, or a number too long
        return "…"


def stream(lines: Iterable[str], *, calendar: WorkCalendar) -> Iterator[str]:
    """Answer lines in order; empty ones are passed over."""
    for line in lines:
        if line.strip():
            yield answer(line, calendar=calendar)
