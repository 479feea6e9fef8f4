"""Doors of duty, holidays, season plans and events 值班与季节预案动作."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.seasons.actions import planning, reporting, surging, watching

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["planning", "reporting", "surging", "sweep", "watching"]


def sweep(*, at: datetime) -> int:
    """Note what became late and propose what surges; returns how many. Asked again it does nothing more."""
    return sum(part.sweep(at=at) for part in (watching, reporting, planning, surging))
