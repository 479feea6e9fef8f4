"""Messages as lines of JSON 逐行处理: one in, one out, in order; a line that cannot be read is refused by itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError
from huying.text import comparing, grouping, likeness
from huying.text.learned import NOTHING
from huying.text.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from huying.text.comparing import Read
    from huying.text.compounds import CompoundIndex
    from huying.text.learned import Learned
    from huying.text.stored import Pairs

CHINA = timezone(timedelta(hours=8))
MODES = ("messages", "pairs", "groups")
SAME = 0.5
WORDS_FROM = 500
"""From so many messages on, how rare words are is counted in the stream itself."""


def stream(
    lines: Iterable[str], *, mode: str = "messages", index: CompoundIndex | None = None, learned: Learned = NOTHING
) -> Iterator[str]:
    """Answer lines of JSON in order."""
    if mode == "groups":
        yield from _groups(lines, learned)
        return
    for line in lines:
        if line.strip():
            yield _answer(line, mode=mode, index=index, learned=learned)


def _answer(line: str, *, mode: str, index: CompoundIndex | None, learned: Learned) -> str:
    identity: Any = None
    try:
        given = _parsed(line)
        identity = given.get("id")
        if mode == "pairs":
            found = _pair(given, learned.pair)
        else:
            found = suggest(_text(given), index=index, learned=learned).as_json()
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


def _pair(given: dict[str, Any], judge: Pairs | None) -> dict[str, Any]:
    (one, one_at), (other, other_at) = (_side(given, name) for name in ("a", "b"))
    if judge is None:
        score = likeness.likeness(likeness.message("a", one, at=one_at), likeness.message("b", other, at=other_at))
        return {"same": score >= likeness.SAME, "score": score}
    first = comparing.read(one, words=judge.words, at=one_at)
    second = comparing.read(other, words=judge.words, at=other_at)
    score = round(judge.judge.probability(comparing.compare(first, second)), 4)
    return {"same": score >= SAME, "score": score}


def _side(given: dict[str, Any], name: str) -> tuple[str, datetime | None]:
    side = given.get(name)
    if not isinstance(side, dict):
        raise RuleBrokenError("field.missing", field=name)
    return _text(side), _at(side)


def _groups(lines: Iterable[str], learned: Learned) -> Iterator[str]:
    rows: list[tuple[Any, str]] = []
    texts: list[tuple[str, datetime | None, str]] = []
    for line in lines:
        if not line.strip():
            continue
        try:
            row = _parsed(line)
            texts.append((_text(row), _at(row), str(row.get("user", ""))))
            rows.append((row.get("id"), ""))
        except RuleBrokenError as error:
            texts.append(("", None, ""))
            rows.append((None, error.code))
    found = _grouped(texts, learned.pair)
    for number, (identity, code) in enumerate(rows):
        if code:
            yield json.dumps({"id": identity, "refused": {"code": code, "message": code}})
            continue
        first = found.get(number)
        group = str(rows[first][0]) if first is not None else None
        yield json.dumps({"id": identity, "group": group}, ensure_ascii=False)


def _grouped(texts: list[tuple[str, datetime | None, str]], judge: Pairs | None) -> dict[int, int]:
    if judge is None:
        known = [likeness.message(str(at), text, at=when, user=user) for at, (text, when, user) in enumerate(texts)]
        return {int(one): int(first) for one, first in likeness.groups(known).items()}
    words = comparing.count_words(text for text, _at, _user in texts) if len(texts) >= WORDS_FROM else judge.words
    read: list[Read] = [comparing.read(text, words=words, at=when, user=user) for text, when, user in texts]
    return grouping.groups(read, judge)
