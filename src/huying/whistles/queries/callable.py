"""Which units may be called to a place 可召集单位: departments over it, and for a department the street."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.accounts.models import Unit
from huying.cases.queries.holders import Holders
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from huying.rules.whistles import Item


def callable_units(place: int, *, caller: Unit, on: date) -> list[Unit]:
    """Return the working units that may be called to a place, departments first; never the caller itself."""
    kinds = [UnitKind.DEPARTMENT.value]
    if caller.kind == UnitKind.DEPARTMENT.value:
        kinds.append(UnitKind.STREET.value)
    rows = Unit.objects.filter(kind__in=kinds, is_active=True, place__in=Holders(on=on).chain(place))
    return sorted(rows.exclude(pk=caller.pk), key=lambda unit: (unit.kind, -unit.place, unit.name))


def usual(units: Sequence[Unit], item: Item) -> list[int]:
    """Return which of the units a line of the list usually calls: the nearest of each subject."""
    found = []
    for subject in item.subjects:
        near = [unit for unit in units if unit.subject == subject]
        if near:
            found.append(max(near, key=lambda unit: unit.place).pk)
    return found
