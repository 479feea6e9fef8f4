"""Saving many rows of a register at once: what is new, what differs, what stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one row that a sheet or form would change."""

    row: str
    field: str
    before: str
    after: str


@dataclass(slots=True, kw_only=True)
class Saved:
    """What saving many rows did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)


def put(row: Model, wanted: Mapping[str, Any], *, label: str) -> list[Change]:
    """Write the wanted values on a row, unsaved, and return what differed."""
    changes = []
    for name, value in wanted.items():
        before = getattr(row, name)
        if before != value:
            changes.append(Change(row=label, field=name, before=_shown(before), after=_shown(value)))
            setattr(row, name, value)
    return changes


def _shown(value: object) -> str:
    return "" if value is None else str(value)
