"""What the reporter presses under an answer 评价: one press says all that the three rates need (R4.9)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.cases.actions.ending import REMARK_LENGTH, Verdict
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise


class Press(Enum):
    """The three buttons; who says "not solved" counts as not satisfied."""

    GOOD = "good"  # 已解决，满意
    SO_SO = "so_so"  # 已解决，不满意
    UNSOLVED = "unsolved"  # 没解决


BUTTONS: tuple[tuple[str, _StrPromise], ...] = (
    (Press.GOOD.value, _("Solved, and I am satisfied")),
    (Press.SO_SO.value, _("Solved, but I am not satisfied")),
    (Press.UNSOLVED.value, _("Not solved")),
)
CONTACTED = {"1": True, "0": False}


def verdict_of(sent: Mapping[str, str]) -> Verdict:
    """Return what was pressed, or refuse what no button says."""
    pressed = sent.get("press", "")
    if pressed not in {press.value for press in Press}:
        raise RuleBrokenError("case.verdict_incomplete")
    return Verdict(
        is_contacted=CONTACTED.get(sent.get("contacted", "")),
        is_solved=pressed != Press.UNSOLVED.value,
        is_satisfied=pressed == Press.GOOD.value,
        remark=sent.get("word", "").strip()[: REMARK_LENGTH + 1],
    )
