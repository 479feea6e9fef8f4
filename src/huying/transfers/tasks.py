"""What the worker does when an answer from outside is late 后台任务."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.actors import SYSTEM
from huying.core.clock import now
from huying.notices import actions as notices
from huying.transfers.queries.news import late_news

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_late(ids: Sequence[int]) -> None:
    """Tell the unit that sent a letter; a message seen twice tells once."""
    at = now()
    notices.tell(late_news(ids, at=at), actor=SYSTEM, at=at)
