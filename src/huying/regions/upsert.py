"""Saving many rows of a register at once: what is new, what differs, what stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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
    new: set[object] = field(default_factory=set)
    changed: set[object] = field(default_factory=set)

    def add(self, other: Saved) -> None:
        """Count what saving another part of the same sheet did."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.changes += other.changes
        self.new |= other.new
        self.changed |= other.changed


def put(row: Model, wanted: Mapping[str, Any], *, label: str, keep: Collection[str] = ()) -> list[Change]:
    """Write the wanted values on a row, unsaved, but for the fields in `keep`; return what differed."""
    changes = []
    for name, value in wanted.items():
        if name in keep:
            continue
        before = getattr(row, name)
        if before != value:
            changes.append(Change(row=label, field=name, before=_shown(before), after=_shown(value)))
            setattr(row, name, value)
    return changes


def _shown(value: object) -> str:
    return "" if value is None else str(value)
