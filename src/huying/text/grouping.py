"""Messages about one problem 同一问题归组: candidates by shared rare words, a judge of pairs, groups by their mean.

The judge learned from as many pairs of one matter as of two; in a stream the second are far more, so a pair must be
`LIKELY` to tie. Two groups become one when the mean probability over all pairs between them is at least `TOGETHER`,
so that a chain of likenesses does not tie unlike ends; a pair that was no candidate is judged then. Groups are
proposals; a person confirms them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from statistics import fmean as mean
from typing import TYPE_CHECKING

from huying.text.comparing import compare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from huying.text.comparing import Read
    from huying.text.stored import Pairs

WINDOW = timedelta(days=366)
LIKELY, TOGETHER = 0.7, 0.5
RAREST, STANDS_IN_MOST, SHARED_LEAST, NEIGHBOURS = 40, 60, 2, 40


def candidates(known: Sequence[Read]) -> Iterator[tuple[int, int]]:
    """Yield pairs that share rare words within the window; far fewer than all pairs."""
    where: defaultdict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(known):
        shared: defaultdict[int, float] = defaultdict(float)
        hits: defaultdict[int, int] = defaultdict(int)
        for word, weight in sorted(each.whole.items(), key=lambda pair: -pair[1])[:RAREST]:
            others = where[word]
            if len(others) <= STANDS_IN_MOST:
                for other in others:
                    shared[other] += weight * known[other].whole[word]
                    hits[other] += 1
            others.append(at)
        near = [other for other, count in hits.items() if count >= SHARED_LEAST and _is_near(each, known[other])]
        for other in sorted(near, key=lambda index: -shared[index])[:NEIGHBOURS]:
            yield other, at


def _is_near(one: Read, other: Read) -> bool:
    return one.at is None or other.at is None or abs(one.at - other.at) <= WINDOW


def groups(known: Sequence[Read], judge: Pairs) -> dict[int, int]:
    """Return the group of each message, by the place of its first member; a message alone has none."""
    sure: dict[tuple[int, int], float] = {}

    def judged(one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        if pair not in sure:
            sure[pair] = judge.judge.probability(compare(known[pair[0]], known[pair[1]]))
        return sure[pair]

    likely = sorted(((judged(*pair), pair) for pair in candidates(known)), key=lambda each: (-each[0], each[1]))
    member: dict[int, list[int]] = {at: [at] for at in range(len(known))}
    belongs = list(range(len(known)))
    for probability, (one, other) in likely:
        if probability < LIKELY:
            break
        first, second = sorted((belongs[one], belongs[other]))
        if first != second and mean(judged(a, b) for a in member[first] for b in member[second]) >= TOGETHER:
            member[first] += member[second]
            for at in member.pop(second):
                belongs[at] = first
    return {at: group for at, group in enumerate(belongs) if len(member[group]) > 1}
