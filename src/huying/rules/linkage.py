"""The levels in linkage 四级联动: which level a unit stands on, and how long things take (median, 90 of 100).

Source: mission A. City, district, street and community are the four levels; departments stand beside the district
and the firm below the community. A share of days is the nearest rank: the least whole number of days within which
at least that share was done.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping

HALF, NINE_TENTHS = Fraction(1, 2), Fraction(9, 10)


class Level(Enum):
    """Where a unit stands, from the top down."""

    CITY = "city"  # 市
    DISTRICT = "district"  # 区市
    DEPARTMENT = "department"  # 部门
    STREET = "street"  # 镇街
    COMMUNITY = "community"  # 社区
    FIRM = "firm"  # 企业、业委会


KINDS: Mapping[Level, tuple[UnitKind, ...]] = {
    Level.CITY: (UnitKind.CITY_OFFICE, UnitKind.HOTLINE),
    Level.DISTRICT: (UnitKind.DISTRICT_OFFICE,),
    Level.DEPARTMENT: (UnitKind.DEPARTMENT,),
    Level.STREET: (UnitKind.STREET,),
    Level.COMMUNITY: (UnitKind.COMMUNITY,),
    Level.FIRM: (UnitKind.ENTERPRISE, UnitKind.COMMITTEE),
}
LEVELS: Mapping[UnitKind, Level] = {kind: level for level, kinds in KINDS.items() for kind in kinds}
"""The level of each kind of unit."""


class Flow(Enum):
    """How a matter goes from one unit to another."""

    DISPATCH = "dispatch"  # 派单
    RETURN = "return"  # 退单
    ESCALATE = "escalate"  # 超期上报
    WHISTLE = "whistle"  # 吹哨


def days_within(histogram: Mapping[int, int], share: Fraction) -> int | None:
    """Return within how many days a share was done, None where nothing was; `histogram` counts by whole days."""
    whole = sum(histogram.values())
    if not whole:
        return None
    wanted, seen = share * whole, 0
    for days in sorted(histogram):
        seen += histogram[days]
        if seen >= wanted:
            return days
    return max(histogram)
