"""Owners' joint decisions 业主共同决定: quorum, and when a motion is carried.

Source: Civil Code arts. 278, 1259 (R1.1-R1.4). Owners count twice, by heads 人数 and by exclusive area 专有部分面积,
and both counts must be met. "以上" includes the bound; "过半数" is more than half. The base of the majority is those
who took part. Who counts as one head: see electorate.py; which ballots count: see ballots.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

QUORUM, SPECIAL_MAJORITY, ORDINARY_MAJORITY = Fraction(2, 3), Fraction(3, 4), Fraction(1, 2)


class MotionKind(Enum):
    """Which majority a matter needs."""

    ORDINARY = "ordinary"  # 一般事项: items 1-5 and 9 of art. 278
    SPECIAL = "special"  # 特别事项: items 6-8


class Outcome(Enum):
    """What became of a motion."""

    INQUORATE = "inquorate"  # 参与表决未达三分之二
    LOST = "lost"  # 未通过
    CARRIED = "carried"  # 通过


@dataclass(frozen=True, slots=True)
class Matter:
    """An item of art. 278 para. 1 共同决定事项."""

    item: int
    kind: MotionKind
    zh: str
    en: str


_O, _S = MotionKind.ORDINARY, MotionKind.SPECIAL
MATTERS = MappingProxyType(
    {
        each.item: each
        for each in (
            Matter(1, _O, "制定和修改业主大会议事规则", "rules of procedure"),
            Matter(2, _O, "制定和修改管理规约", "covenant"),
            Matter(3, _O, "选举业主委员会或者更换业主委员会成员", "election of the owners' committee"),
            Matter(4, _O, "选聘和解聘物业服务企业或者其他管理人", "hiring or dismissing the provider"),
            Matter(5, _O, "使用建筑物及其附属设施的维修资金", "use of the maintenance fund"),
            Matter(6, _S, "筹集建筑物及其附属设施的维修资金", "raising of the maintenance fund"),
            Matter(7, _S, "改建、重建建筑物及其附属设施", "rebuilding"),
            Matter(
                8,
                _S,
                "改变共有部分的用途或者利用共有部分从事经营活动",
                "other use of common parts, or business in them",
            ),
            Matter(9, _O, "有关共有和共同管理权利的其他重大事项", "other major matters"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Weight:
    """A body of owners measured both ways; whole numbers, so that rounding never decides a vote."""

    heads: int
    area_dm2: int

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.heads + other.heads, self.area_dm2 + other.area_dm2)

    def is_at_least(self, share: Fraction, whole: Weight) -> bool:
        """Tell whether both measures reach `share` of `whole` 以上."""
        part, of = share.denominator, share.numerator
        return self.heads * part >= of * whole.heads and self.area_dm2 * part >= of * whole.area_dm2

    def is_more_than(self, share: Fraction, whole: Weight) -> bool:
        """Tell whether both measures exceed `share` of `whole` 过半数."""
        part, of = share.denominator, share.numerator
        return self.heads * part > of * whole.heads and self.area_dm2 * part > of * whole.area_dm2

    def is_within(self, whole: Weight) -> bool:
        """Tell whether neither measure is more than that of `whole`."""
        return self.heads <= whole.heads and self.area_dm2 <= whole.area_dm2


NOBODY = Weight(0, 0)


def matter(item: int) -> Matter:
    """Return an item of art. 278 with the majority it needs (R1.4)."""
    if item not in MATTERS:
        raise RuleBrokenError("vote.item_unknown", item=item)
    return MATTERS[item]


def decide(*, kind: MotionKind, roll: Weight, cast: Weight, in_favour: Weight) -> Outcome:
    """Judge a motion from the roll of owners, those who took part and those in favour (R1.1-R1.3)."""
    _check(roll=roll, cast=cast, in_favour=in_favour)
    if not cast.is_at_least(QUORUM, roll):
        return Outcome.INQUORATE
    return Outcome.CARRIED if _is_carried(kind, in_favour, cast) else Outcome.LOST


def _is_carried(kind: MotionKind, in_favour: Weight, cast: Weight) -> bool:
    if kind is MotionKind.SPECIAL:
        return in_favour.is_at_least(SPECIAL_MAJORITY, cast)
    return in_favour.is_more_than(ORDINARY_MAJORITY, cast)


def _check(*, roll: Weight, cast: Weight, in_favour: Weight) -> None:
    if roll.heads <= 0 or roll.area_dm2 <= 0:
        raise RuleBrokenError("vote.empty_roll")
    if in_favour.heads < 0 or in_favour.area_dm2 < 0:
        raise RuleBrokenError("area.negative", field="in_favour", value=min(in_favour.heads, in_favour.area_dm2))
    if not cast.is_within(roll):
        raise RuleBrokenError("vote.more_cast_than_roll")
    if not in_favour.is_within(cast):
        raise RuleBrokenError("vote.more_in_favour_than_cast")


def explain(*, kind: MotionKind, roll: Weight, cast: Weight, in_favour: Weight) -> tuple[Step, ...]:
    """Return the steps by which a motion is judged, both counts apart."""
    outcome = decide(kind=kind, roll=roll, cast=cast, in_favour=in_favour)
    steps = [
        Step("votes.roll", {"heads": roll.heads, "area": written(roll.area_dm2)}),
        _heads(cast, roll, share=QUORUM, step="votes.cast_heads"),
        _area(cast, roll, share=QUORUM, step="votes.cast_area"),
    ]
    if outcome is not Outcome.INQUORATE:
        share = SPECIAL_MAJORITY if kind is MotionKind.SPECIAL else ORDINARY_MAJORITY
        steps.append(_heads(in_favour, cast, share=share, step=f"votes.{kind.value}_heads"))
        steps.append(_area(in_favour, cast, share=share, step=f"votes.{kind.value}_area"))
    return (*steps, Step(f"votes.{outcome.value}"))


def _heads(part: Weight, whole: Weight, *, share: Fraction, step: str) -> Step:
    held = _holds(part.heads, share * whole.heads, share)
    return Step(step, {"part": part.heads, "whole": whole.heads, "share": share, "held": held})


def _area(part: Weight, whole: Weight, *, share: Fraction, step: str) -> Step:
    held = _holds(part.area_dm2, share * whole.area_dm2, share)
    return Step(step, {"part": written(part.area_dm2), "whole": written(whole.area_dm2), "share": share, "held": held})


def _holds(part: int, least: Fraction, share: Fraction) -> bool:
    return part > least if share == ORDINARY_MAJORITY else part >= least


def written(area_dm2: int) -> str:
    """Return an area in square metres with two decimals."""
    return f"{area_dm2 // 100}.{area_dm2 % 100:02d}"
