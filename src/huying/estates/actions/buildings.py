"""Buildings 楼栋, with totals where no owners' roll exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.core import audit
from huying.estates import policies
from huying.estates.models import Building, Compound
from huying.regions.upsert import Saved, put
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.core.actors import Actor

NAME_LENGTH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingRow:
    """A building as a form or a sheet gives it."""

    compound_key: int
    name: str
    parts_total: int = 0
    area_dm2_total: int = 0


def checked_name(name: str) -> str:
    """Return a building's name without blanks, or refuse."""
    found = "".join(name.split())
    if not found or len(found) > NAME_LENGTH:
        raise RuleBrokenError("building.name_length", length=len(found), most=NAME_LENGTH)
    return found


@transaction.atomic
def save_buildings(*, rows: Sequence[BuildingRow], actor: Actor, at: datetime) -> Saved:
    """Add the buildings that are new and change totals that differ."""
    keys = {row.compound_key for row in rows}
    compounds = Compound.objects.in_bulk(list(keys))
    for key in sorted(keys):
        if key not in compounds or not policies.MANAGE_COMPOUNDS.may(actor, compounds[key]):
            raise RuleBrokenError("compound.unknown", code=str(key))
    known = {
        (row.compound_id, row.name): row for row in Building.objects.select_for_update().filter(compound__in=compounds)
    }
    saved, fresh, changed = Saved(), [], []
    for row in rows:
        name = checked_name(row.name)
        values = {"parts_total": row.parts_total, "area_dm2_total": row.area_dm2_total}
        building = known.get((row.compound_key, name))
        if building is None:
            fresh.append(Building(compound_id=row.compound_key, name=name, **values))
        elif changes := put(building, values, label=f"{compounds[row.compound_key].code} {name}"):
            changed.append(building)
            saved.changes += changes
    Building.objects.bulk_create(fresh, batch_size=1000)
    Building.objects.bulk_update(changed, ["parts_total", "area_dm2_total"], batch_size=500)
    audit.write(
        [audit.entry("building.created", each, actor=actor, at=at, compound=each.compound_id) for each in fresh]
        + [audit.entry("building.edited", each, actor=actor, at=at, compound=each.compound_id) for each in changed]
    )
    saved.created, saved.updated = len(fresh), len(changed)
    saved.unchanged = len(rows) - len(fresh) - len(changed)
    return saved
