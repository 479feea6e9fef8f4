"""The verifiable draw 摇号抽取: a frozen list, a sealed seed, a ranking anybody can compute again (R6.4, R6.6).

Before the draw the list is frozen and its hash published, with the commitment sha256(seed) 种子承诺. After the cut-off
the seed is revealed; each id ranks by sha256(seed + "|" + id), ascending; the first that need not withdraw are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction


class Bound(Enum):
    """Whether a ratio may not be passed or must be reached."""

    AT_MOST = "at_most"  # 不高于
    AT_LEAST = "at_least"  # 不低于


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was drawn, from which list, in which order."""

    pool_hash: str
    ranking: tuple[str, ...]
    chosen: tuple[str, ...]
    steps: tuple[Step, ...]


def commitment(seed: str) -> str:
    """Return what is published of a seed before it is revealed."""
    return sha256(seed.encode()).hexdigest()


def pool_hash(pool: Collection[str]) -> str:
    """Return the hash of a list: its ids sorted by their UTF-8 bytes, one a line; an id stands once."""
    written = sorted(each.encode() for each in pool)
    if not written:
        raise RuleBrokenError("draw.pool_empty")
    if len(set(written)) != len(written):
        raise RuleBrokenError("draw.pool_twice")
    if any(not each or b"\n" in each for each in written):
        raise RuleBrokenError("draw.pool_unreadable")
    return sha256(b"\n".join(written)).hexdigest()


def check_frozen(pool: Collection[str], *, frozen_hash: str) -> None:
    """Refuse to draw from a list that is not the one frozen."""
    if pool_hash(pool) != frozen_hash:
        raise RuleBrokenError("draw.list_changed", frozen_hash=frozen_hash)


def check_seed(seed: str, *, committed: str) -> None:
    """Refuse a seed that is not the one committed to."""
    if commitment(seed) != committed:
        raise RuleBrokenError("draw.seed_changed", committed=committed)


def ranking(seed: str, pool: Collection[str]) -> tuple[str, ...]:
    """Return the ids in the order of their hashes; the order of the list does not matter."""
    return tuple(sorted(pool, key=lambda each: sha256(f"{seed}|{each}".encode()).digest()))


def draw(*, seed: str, pool: Sequence[str], take: int, excluded: Collection[str] = ()) -> Drawn:
    """Take the first of the ranking that need not withdraw 回避."""
    hashed = pool_hash(pool)
    ranked, out = ranking(seed, pool), frozenset(excluded)
    eligible = [each for each in ranked if each not in out]
    if take > len(eligible):
        raise RuleBrokenError("draw.take_above_eligible", take=take, eligible=len(eligible))
    steps = (
        Step("draw.frozen", {"count": len(pool), "pool_hash": hashed}),
        Step("draw.ranked", {"committed": commitment(seed)}),
        Step("draw.withdrawn", {"count": len(pool) - len(eligible)}),
        Step("draw.taken", {"take": take, "eligible": len(eligible)}),
    )
    return Drawn(pool_hash=hashed, ranking=ranked, chosen=tuple(eligible[:take]), steps=steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How many of a list are to be taken."""

    take: int
    steps: tuple[Step, ...]


def quota(*, count: int, ratio: Fraction, bound: Bound) -> Quota:
    """Return how many of `count` a ratio gives: at most rounds down, at least rounds up."""
    if count < 0:
        raise RuleBrokenError("field.type", field="count", value=count, least=0)
    if not 0 <= ratio <= 1:
        raise RuleBrokenError("ratio.above_one", field="ratio", value=str(ratio))
    part, whole = count * ratio.numerator, ratio.denominator
    take = part // whole if bound is Bound.AT_MOST else -(-part // whole)
    code = "draw.quota_at_most" if bound is Bound.AT_MOST else "draw.quota_at_least"
    return Quota(take=take, steps=(Step(code, {"count": count, "ratio": str(ratio), "take": take}),))
