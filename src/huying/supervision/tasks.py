"""What the worker does after a step of supervision 后台任务."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from huying.core.actors import SYSTEM
from huying.core.clock import now
from huying.notices import actions as notices
from huying.supervision.queries.news import news_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _tell(life: str, ids: Sequence[int]) -> None:
    at = now()
    notices.tell(news_of(life, ids, at=at), actor=SYSTEM, at=at)


TELLERS: dict[str, Callable[[Sequence[int]], None]] = {
    life: partial(_tell, life) for life in ("order", "mark", "measure")
}
"""By life, what tells people of steps just taken; a message seen twice tells once."""
