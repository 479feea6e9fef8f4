"""What accounts do when they hear of changed places; each may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from huying.accounts.actions.moving import follow_recoding
from huying.accounts.actions.scopes import refresh_all_ranges
from huying.core import clock, outbox
from huying.regions.actions import GOVERNED, RECODED

if TYPE_CHECKING:
    from collections.abc import Sequence


def on_recoded(ids: Sequence[int]) -> None:
    """Move units and posts to the new codes."""
    follow_recoding(moved=ids, at=clock.now())


def on_governed(_ids: Sequence[int]) -> None:
    """Reckon all ranges anew; the worker does so each day as well, for changes that begin later."""
    refresh_all_ranges(timezone.localdate(clock.now()))


outbox.subscribe(RECODED, on_recoded)
outbox.subscribe(GOVERNED, on_governed)
