"""Sharing income and cost of common parts 公共收益分配: by exclusive area, to the last fen.

Source: Civil Code arts. 282, 283; Shandong regulation arts. 49, 50 (R1.13): as agreed, else by exclusive area. Fen that
cannot be divided go to the largest remainders, of equal ones to the earlier (largest remainder 最大余数法).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.explanations import Step

if TYPE_CHECKING:
    from collections.abc import Sequence


def net_income(*, income_fen: int, cost_fen: int) -> int:
    """Return what is left for the owners after reasonable cost; a loss is not shared here."""
    if cost_fen > income_fen:
        raise RuleBrokenError("share.loss", income_fen=income_fen, cost_fen=cost_fen)
    return income_fen - cost_fen


def shares(*, total_fen: int, areas_dm2: Sequence[int]) -> tuple[int, ...]:
    """Return the share of each area in fen; the shares sum exactly to the total."""
    whole = sum(areas_dm2)
    if total_fen < 0:
        raise RuleBrokenError("field.type", field="total", value=total_fen, least=0)
    if min(areas_dm2, default=0) < 0:
        raise RuleBrokenError("area.negative", field="areas", value=min(areas_dm2))
    if whole == 0:
        raise RuleBrokenError("share.no_area")
    found = [total_fen * area // whole for area in areas_dm2]
    by_remainder = sorted(range(len(found)), key=lambda place: -(total_fen * areas_dm2[place] % whole))
    for place in by_remainder[: total_fen - sum(found)]:
        found[place] += 1
    return tuple(found)


def explain(*, total_fen: int, areas_dm2: Sequence[int]) -> tuple[Step, ...]:
    """Return the steps of the sharing."""
    shares(total_fen=total_fen, areas_dm2=areas_dm2)
    whole = sum(areas_dm2)
    left = total_fen - sum(total_fen * area // whole for area in areas_dm2)
    steps = (Step("votes.share_by_area", {"total": total_fen, "count": len(areas_dm2)}),)
    return (*steps, Step("votes.share_remainder", {"left": left})) if left else steps
