"""Messages that mean the same matter 疑似重复: by shared bigrams within a window of time; groups without all pairs."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from huying.text.words import bigrams

if TYPE_CHECKING:
    from collections.abc import Iterable

WINDOW = timedelta(days=120)
SAME = 0.5
_CLAUSES = re.compile(r"[，。；：！？,.;:!?\n]+")
_PLEA = re.compile(
    r"请|恳|希望|盼|谢谢|您好|你好|来电|来信|反映|投诉|没有结果|没有回复|没人管|找过|拖了|多次|重视|答复|协调"
)
COMMON_SHARE, COMMON_LEAST, RARE_MOST = 0.05, 20, 200


@dataclass(frozen=True, slots=True)
class Message:
    """What is compared: an id, the set of bigrams, an instant, and who wrote."""

    identity: str
    words: frozenset[str]
    at: datetime | None = None
    user: str = ""


def message(identity: str, text: str, *, at: datetime | None = None, user: str = "") -> Message:
    """Return a message ready to be compared."""
    return Message(identity, frozenset(bigrams(text)), at, user)


def core(text: str, *, names: Iterable[str] = ()) -> str:
    """Return what a message says of its matter: without names that all of a place share, and without pleas.

    Where nothing is left the whole text is returned.
    """
    plain = text
    for name in sorted(filter(None, names), key=len, reverse=True):
        plain = plain.replace(name, "")
    said = [clause for clause in _CLAUSES.split(plain) if clause.strip() and not _PLEA.search(clause)]
    return "。".join(said) or text


def likeness(one: Message, other: Message) -> float:
    """Return 0 to 1: the mean of how much of the shorter is in the longer and how much they share in all."""
    if not one.words or not other.words:
        return 0.0
    if one.at and other.at and abs(one.at - other.at) > WINDOW:
        return 0.0
    shared = len(one.words & other.words)
    contained = shared / min(len(one.words), len(other.words))
    return round((contained + shared / len(one.words | other.words)) / 2, 4)


def groups(messages: Iterable[Message]) -> dict[str, str]:
    """Return the group of each message, named by its first member; a message alone has none."""
    known = list(messages)
    parent = list(range(len(known)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in _candidates(known):
        if root(one) != root(other) and likeness(known[one], known[other]) >= SAME:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    sizes: defaultdict[int, int] = defaultdict(int)
    for at in range(len(known)):
        sizes[root(at)] += 1
    return {each.identity: known[root(at)].identity for at, each in enumerate(known) if sizes[root(at)] > 1}


def _candidates(known: list[Message]) -> Iterable[tuple[int, int]]:
    """Yield pairs that share at least three words that are rare in the whole."""
    where: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(known):
        for word in each.words:
            where[word].append(at)
    most = min(RARE_MOST, max(COMMON_LEAST, int(len(known) * COMMON_SHARE)))
    for at, each in enumerate(known):
        shared: defaultdict[int, int] = defaultdict(int)
        for word in each.words:
            if len(where[word]) <= most:
                for other in where[word]:
                    if other < at:
                        shared[other] += 1
        yield from ((other, at) for other, count in shared.items() if count >= 3)  # noqa: PLR2004 - three rare words
