"""What the register of compounds does when it hears of changed places; each may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core import clock, outbox
from huying.estates.actions.moving import follow_recoding
from huying.regions.actions import RECODED

if TYPE_CHECKING:
    from collections.abc import Sequence


def on_recoded(ids: Sequence[int]) -> None:
    """Give the compounds of recoded communities their new codes."""
    follow_recoding(moved=ids, at=clock.now())


outbox.subscribe(RECODED, on_recoded)
