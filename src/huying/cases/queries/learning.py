"""What a city's own cases teach 训练样本: topics that a person confirmed, and what a person merged or kept apart.

Only what a person decided is learned from, never what the machine suggested. The seven classes of the hotline stand
on no case, so they are learned from a file alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from huying.cases.models import Case, Membership
from huying.cases.queries.visible import complete
from huying.rules.errors import RuleBrokenError
from huying.rules.problems import WINDOW
from huying.rules.topics import NOT_PROPERTY
from huying.text.stored import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

ROWS_MOST, PAIRS_MOST, VOICES_MOST = 20_000, 2_000, 6
LEAST_OF_LABEL = 5
FROM_CASES = (Task.TOPIC, Task.RELATED, Task.PAIR)


class Told(NamedTuple):
    """A case as a pair needs it."""

    text: str
    at: datetime
    place: int
    topic: str


class Pair(NamedTuple):
    """Two cases, and whether a person held them for one matter."""

    one: Told
    other: Told
    is_same: bool


def labelled(task: Task) -> list[tuple[str, str]]:
    """Return texts with what a person confirmed, the newest cases; labels too rare to be learned are left out."""
    if task not in {Task.TOPIC, Task.RELATED}:
        raise RuleBrokenError("training.not_from_cases", task=task.value)
    rows = complete(Case.objects.filter(is_topic_confirmed=True)).exclude(topic="").order_by("-pk")
    found = [
        (f"{title}\n{text}", topic if task is Task.TOPIC else str(int(topic != NOT_PROPERTY)))
        for title, text, topic in rows.values_list("title", "text", "topic")[:ROWS_MOST]
    ]
    counts = Counter(label for _text, label in found)
    return [row for row in found if counts[row[1]] >= LEAST_OF_LABEL]


def pairs() -> list[Pair]:
    """Return pairs a person merged, and as many of two matters: first those a person parted.

    The others are of one topic in different places, or of one place in different problems; each is certain.
    """
    problems = _told(Membership.objects.filter(left_at=None))
    same = list(islice(_within(problems.values()), PAIRS_MOST))
    others = list(islice(_parted(problems), len(same)))
    others += islice(_apart([rows[0] for rows in problems.values()]), len(same) - len(others))
    return [Pair(*pair, is_same=True) for pair in same] + [Pair(*pair, is_same=False) for pair in others]


def _told(rows: Iterable[Membership]) -> dict[int, list[Told]]:
    """Return the first voices of each problem, the newest problems first; one query."""
    found: defaultdict[int, list[Told]] = defaultdict(list)
    fields = ("problem", "case__title", "case__text", "case__received_at", "problem__place", "problem__topic")
    for problem, title, text, at, place, topic in rows.order_by("-problem", "pk").values_list(*fields):  # type: ignore[attr-defined]  # a query
        if len(found[problem]) < VOICES_MOST:
            found[problem].append(Told(f"{title}\n{text}", at, place, topic))
    return dict(found)


def _within(problems: Iterable[Sequence[Told]]) -> Iterator[tuple[Told, Told]]:
    for voices in problems:
        yield from combinations(voices, 2)


def _parted(problems: dict[int, list[Told]]) -> Iterator[tuple[Told, Told]]:
    """Yield each case a person took out with one that stayed."""
    for problem, gone in _told(Membership.objects.filter(left_at__isnull=False)).items():
        stayed = problems.get(problem, [])
        yield from ((one, stayed[0]) for one in gone if stayed)


def _apart(leads: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Yield pairs of two problems: in turn the nearest in the list, then those further away; the same every time."""
    for step in range(1, len(leads)):
        for at in range(len(leads) - step):
            one, other = leads[at], leads[at + step]
            is_near = one.topic == other.topic or one.place == other.place
            if is_near and abs(one.at - other.at) <= WINDOW:
                yield one, other
