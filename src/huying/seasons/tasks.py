"""What the worker does after a step 后台任务."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.core.clock import now
from huying.notices import actions as notices
from huying.seasons.actions.stepping import ROSTER, SEASON, SURGE, WATCH
from huying.seasons.queries.news import news_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.core.lives import Life


def tell_people(life: Life[Any], ids: Sequence[int]) -> None:
    """Tell people of steps just taken; a message seen twice tells once."""
    at = now()
    notices.tell(news_of(life, ids, at=at), actor=SYSTEM, at=at)


def subscribe() -> None:
    """Let the worker tell people of the steps of every life of this app."""
    for life in (WATCH, ROSTER, SEASON, SURGE):
        outbox.subscribe(life.stepped, partial(tell_people, life))
