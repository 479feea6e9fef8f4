"""What the worker does after a step of a conference 后台任务."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.conferences.queries.news import news_of
from huying.core.actors import SYSTEM
from huying.core.clock import now
from huying.notices import actions as notices

if TYPE_CHECKING:
    from collections.abc import Sequence


def tell_people(ids: Sequence[int]) -> None:
    """Tell people of steps just taken; a message seen twice tells once."""
    at = now()
    notices.tell(news_of(ids, at=at), actor=SYSTEM, at=at)
