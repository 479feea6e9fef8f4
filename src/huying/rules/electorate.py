"""Who has a vote, and how much 业主名册: exclusive parts, the heads that own them, their areas.

Source: judicial interpretation 法释〔2009〕7号 arts. 1, 2, 8, 9; Shandong regulation art. 25 (R1.5-R1.7). A head is
the exact set of owners of a part: one owner with several parts is one head, co-owners 共有人 are one, a man alone and
with his wife are two. All parts that the developer has not sold, or sold and not delivered, are the one head
`developer`. Areas are whole hundredths of a square metre.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.voting import Weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Head = frozenset[str]
DEVELOPER = "developer"
DEVELOPER_HEAD: Head = frozenset({DEVELOPER})


class PartState(Enum):
    """Whether the developer has given a part away."""

    SOLD = "sold"  # 已出售并交付
    UNSOLD = "unsold"  # 未出售
    UNDELIVERED = "undelivered"  # 已出售未交付


class AreaSource(Enum):
    """Where an area is taken from, the first that there is."""

    REGISTERED = "registered"  # 不动产登记
    SURVEYED = "surveyed"  # 实测
    CONTRACT = "contract"  # 买卖合同


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An exclusive part 专有部分 of the property area."""

    part: str
    area_dm2: int
    owners: Head
    state: PartState = PartState.SOLD
    is_parking: bool = False  # 车位、车库

    @property
    def head(self) -> Head:
        """Return the head that votes for the part."""
        return self.owners if self.state is PartState.SOLD else DEVELOPER_HEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The heads of a property area with their areas; parts left out are named."""

    areas: Mapping[Head, int]
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> Weight:
        """Return all heads and all area."""
        return Weight(len(self.areas), sum(self.areas.values()))

    def weight_of(self, heads: Iterable[Head]) -> Weight:
        """Return the weight of distinct heads taken together."""
        chosen = [self.areas[each] for each in heads]
        return Weight(len(chosen), sum(chosen))

    def by_owner(self) -> dict[str, list[Head]]:
        """Return the heads that each owner belongs to."""
        found: dict[str, list[Head]] = {}
        for head in self.areas:
            for owner in head:
                found.setdefault(owner, []).append(head)
        return found


def area_of(*, registered: int | None, surveyed: int | None, contract: int | None) -> tuple[int, AreaSource]:
    """Return the area that counts, with its source: registered, else surveyed, else by contract (R1.6)."""
    known = ((AreaSource.REGISTERED, registered), (AreaSource.SURVEYED, surveyed), (AreaSource.CONTRACT, contract))
    for source, area in known:
        if area is not None:
            return area, source
    raise RuleBrokenError("area.unknown")


def roll_of(parts: Iterable[Part], *, parking_counts: bool) -> Roll:
    """Return who votes with how much area (R1.5, R1.6); each part stands once and has an owner."""
    areas: dict[Head, int] = {}
    seen: set[str] = set()
    left_out = []
    for each in parts:
        _check(each, seen)
        seen.add(each.part)
        if each.is_parking and not parking_counts:
            left_out.append(each.part)
        else:
            areas[each.head] = areas.get(each.head, 0) + each.area_dm2
    roll = Roll(areas=areas, left_out=tuple(left_out))
    if roll.total.area_dm2 == 0:
        raise RuleBrokenError("vote.empty_roll")
    return roll


def _check(part: Part, seen: set[str]) -> None:
    if part.part in seen:
        raise RuleBrokenError("vote.part_twice", part=part.part)
    if part.area_dm2 < 0:
        raise RuleBrokenError("area.negative", field=part.part, value=part.area_dm2)
    if not part.head:
        raise RuleBrokenError("vote.part_without_owner", part=part.part)


def fingerprint(parts: Iterable[Part]) -> str:
    """Return the SHA-256 of the frozen roll 名册指纹: one JSON line a part, lines in the order of their bytes."""
    lines = sorted(
        json.dumps(
            [each.part, each.area_dm2, each.state.value, each.is_parking, sorted(each.owners)],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        for each in parts
    )
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def check_unchanged(parts: Iterable[Part], *, frozen: str) -> None:
    """Refuse to count on a roll that is no longer the one that was frozen (R2, evidence of a vote)."""
    found = fingerprint(parts)
    if found != frozen:
        raise RuleBrokenError("vote.roll_changed", frozen=frozen[:64], found=found)
