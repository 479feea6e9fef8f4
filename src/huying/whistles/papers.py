"""Which papers a whistle has 吹哨单、报到回执、销号单, by how far it has come; they are written by `paper_writing`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import WhistleState

if TYPE_CHECKING:
    from huying.whistles.models import Whistle


class Paper(Enum):
    """Which paper."""

    WHISTLE = "whistle"  # 吹哨单
    RECEIPT = "receipt"  # 报到回执
    CLOSING = "closing"  # 销号单


LABELS = {
    Paper.WHISTLE: _("The whistle on paper"),
    Paper.RECEIPT: _("Receipt of arrivals"),
    Paper.CLOSING: _("Closing paper"),
}
NEEDS = {
    Paper.WHISTLE: frozenset(WhistleState),
    Paper.RECEIPT: frozenset({WhistleState.BLOWN, WhistleState.DECIDED, WhistleState.CLOSED}),
    Paper.CLOSING: frozenset({WhistleState.CLOSED}),
}


def papers_of(whistle: Whistle) -> list[Paper]:
    """Return the papers there are in the present state."""
    return [paper for paper, states in NEEDS.items() if WhistleState(whistle.state) in states]


def paper_of(whistle: Whistle, name: str) -> Paper:
    """Return a paper by its name in an address, or refuse what is none or not there yet."""
    for paper in Paper:
        if paper.value == name:
            if paper not in papers_of(whistle):
                raise RuleBrokenError("whistle.paper_not_yet")
            return paper
    raise RuleBrokenError("whistle.paper_unknown")
