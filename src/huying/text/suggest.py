"""What a message suggests 智能建议: topic, compound and urgency with the words that led to them; a person confirms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.text import likeness
from huying.text.topics import classify
from huying.text.urgency import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from huying.text.compounds import CompoundIndex

CHINA = timezone(timedelta(hours=8))
SURE_COMPOUND = 0.5
MODES = ("messages", "pairs", "groups")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A suggestion, explained."""

    topic: str | None
    topics: tuple[str, ...]
    property_related: bool
    compound: str | None
    confidence: float
    why: tuple[str, ...]
    urgency: str
    call: str

    def as_json(self) -> dict[str, Any]:
        """Return the suggestion as it is kept and printed."""
        return {
            "class7": None,
            "topic": self.topic,
            "topics": list(self.topics),
            "property_related": self.property_related,
            "compound": self.compound,
            "confidence": self.confidence,
            "why": list(self.why),
            "urgency": self.urgency,
            "call": self.call,
        }


def suggest(text: str, *, index: CompoundIndex | None = None) -> Suggestion:
    """Return what a message suggests; one that says nothing recognisable gives no topic and no confidence."""
    guess, urgency = classify(text), judge(text)
    hits = index.find(text) if index else []
    compound = hits[0] if hits and hits[0].confidence >= SURE_COMPOUND else None
    why = [*guess.why, *urgency.why, *([compound.written] if compound else [])]
    return Suggestion(
        topic=guess.topic,
        topics=tuple(code for code, _share in guess.ranked),
        property_related=guess.property_related or compound is not None,
        compound=compound.code if compound else None,
        confidence=guess.confidence,
        why=tuple(dict.fromkeys(why)) or ("unclear",),
        urgency=urgency.urgency.value,
        call=urgency.call,
    )


def stream(lines: Iterable[str], *, mode: str = "messages", index: CompoundIndex | None = None) -> Iterator[str]:
    """Answer lines of JSON in order; a line that cannot be read is refused by itself."""
    if mode == "groups":
        yield from _groups(lines)
        return
    for line in lines:
        if line.strip():
            yield _answer(line, mode=mode, index=index)


def _answer(line: str, *, mode: str, index: CompoundIndex | None) -> str:
    identity: Any = None
    try:
        given = _parsed(line)
        identity = given.get("id")
        found = _pair(given) if mode == "pairs" else suggest(_text(given), index=index).as_json()
    except RuleBrokenError as error:
        found = {"refused": {"code": error.code, "message": f"{error.code} {error.facts}"}}
    return json.dumps({"id": identity, **found}, ensure_ascii=False)


def _parsed(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RuleBrokenError("line.not_json") from error
    if not isinstance(given, dict):
        raise RuleBrokenError("line.not_json")
    return given


def _text(given: dict[str, Any]) -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise RuleBrokenError("field.missing" if text is None else "field.type", field="text")
    return text


def _at(given: dict[str, Any]) -> datetime | None:
    written = given.get("at")
    if not isinstance(written, str) or not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise RuleBrokenError("date.impossible", value=written[:40]) from error
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _pair(given: dict[str, Any]) -> dict[str, Any]:
    one, other = (_side(given, name) for name in ("a", "b"))
    score = likeness.likeness(one, other)
    return {"same": score >= likeness.SAME, "score": score}


def _side(given: dict[str, Any], name: str) -> likeness.Message:
    side = given.get(name)
    if not isinstance(side, dict):
        raise RuleBrokenError("field.missing", field=name)
    return likeness.message(name, _text(side), at=_at(side))


def _groups(lines: Iterable[str]) -> Iterator[str]:
    given: list[tuple[Any, str]] = []
    known: list[likeness.Message] = []
    for number, line in enumerate(line for line in lines if line.strip()):
        try:
            row = _parsed(line)
            known.append(likeness.message(str(number), _text(row), at=_at(row), user=str(row.get("user", ""))))
            given.append((row.get("id"), ""))
        except RuleBrokenError as error:
            known.append(likeness.message(str(number), ""))
            given.append((None, error.code))
    found = likeness.groups(known)
    for number, (identity, code) in enumerate(given):
        if code:
            yield json.dumps({"id": identity, "refused": {"code": code, "message": code}})
            continue
        first = found.get(str(number))
        group = str(given[int(first)][0]) if first is not None else None
        yield json.dumps({"id": identity, "group": group}, ensure_ascii=False)
