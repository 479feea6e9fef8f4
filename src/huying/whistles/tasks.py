"""What the worker does after a step of a whistle 后台任务."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.core.actors import SYSTEM
from huying.core.clock import now
from huying.notices import actions as notices
from huying.whistles.queries.news import news_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_people(ids: Sequence[int]) -> None:
    """Tell people of steps just taken; a message seen twice tells once."""
    at = now()
    notices.tell(news_of(ids, at=at), actor=SYSTEM, at=at)
