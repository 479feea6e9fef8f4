"""What an import would change 差异: row by row, and in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Changes = dict[str, tuple[object, object]]


class DifferenceKind(Enum):
    """What becomes of one row 处理结果."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one row changes 一行的差异: each changed field with its old and its new value."""

    kind: DifferenceKind
    key: tuple[object, ...]
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The numbers of one import 汇总."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    rounds: int = 0

    def as_json(self) -> dict[str, int]:
        """Return the numbers in the form that the command line promises."""
        return asdict(self)


def compare(existing: Mapping[str, object], incoming: Mapping[str, object]) -> Changes:
    """Return what `incoming` changes; a field it does not name stays as it is."""
    return {name: (existing.get(name), value) for name, value in incoming.items() if existing.get(name) != value}


def difference(
    *, key: tuple[object, ...], existing: Mapping[str, object] | None, incoming: Mapping[str, object]
) -> Difference:
    """Return what a row does to the record under its key, None where there is no record yet."""
    changes = compare(existing or {}, incoming)
    if existing is None:
        return Difference(kind=DifferenceKind.CREATED, key=key, changes=changes)
    kind = DifferenceKind.UPDATED if changes else DifferenceKind.UNCHANGED
    return Difference(kind=kind, key=key, changes=changes)


def summary(*, differences: list[Difference], refused: int = 0, rounds: int = 0) -> Summary:
    """Count differences, refused rows and new rounds of known numbers."""
    counts = Counter(found.kind for found in differences)
    return Summary(
        rows=len(differences) + refused,
        created=counts[DifferenceKind.CREATED],
        updated=counts[DifferenceKind.UPDATED],
        unchanged=counts[DifferenceKind.UNCHANGED],
        refused=refused,
        rounds=rounds,
    )
