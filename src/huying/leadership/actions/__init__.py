"""Doors of leadership 组织领导动作."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.leadership.actions import groups, majors, plans, visits

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["groups", "majors", "plans", "sweep", "visits"]


def sweep(*, at: datetime) -> int:
    """Note everything that passed its day; returns how many. Asked again it does nothing more."""
    return sum(part.sweep(at=at) for part in (plans, groups, majors, visits))
