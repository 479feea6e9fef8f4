"""What the pieces of pages are given 组件数据."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class ClockShown(Protocol):
    """A clock as a page shows it: words, how grave they are (late, soon, ok, still), and the instant it counts to."""

    @property
    def words(self) -> str: ...  # noqa: D102 - a form, not code
    @property
    def grade(self) -> str: ...  # noqa: D102
    @property
    def due_at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; its first cell leads to `url`."""

    cells: Sequence[object]
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """A step of something that takes its time: done at an instant, being done now, or to come."""

    label: str
    at: datetime | None = None
    is_now: bool = False
    note: str = ""
