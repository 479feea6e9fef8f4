"""The owners' roll 业主名册: parts, their area and its source, and who owns them from when.

A sheet names every owner of a part it names: owners it no longer names end with the day the new ones begin.
Names are sealed, numbers kept only as keyed hashes; neither stands in audit facts or differences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from huying.core import audit, crypto
from huying.estates import policies
from huying.estates.actions.buildings import checked_name as checked_building
from huying.estates.identity import checked_identity
from huying.estates.models import AREA_SOURCES, Building, Compound, ExclusivePart, Owner, Ownership
from huying.regions.upsert import Saved, put
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.core.actors import Actor

    PartKey = tuple[int, str, str, str]

CONTEXT_NAME, CONTEXT_IDENTITY = "owner.name", "owner.identity"
DOOR_LENGTH, NAME_LENGTH = 20, 40
LARGEST_DM2 = 100_000_00


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerRow:
    """One owner of one part as a sheet gives it."""

    compound_key: int
    building: str
    unit_name: str = ""
    door: str
    area_dm2: int
    area_source: str
    name: str
    identity: str
    valid_from: date
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    part: PartKey
    row: OwnerRow
    identity_hash: str
    name: str


@dataclass(slots=True)
class _Roll:
    """What is known of the parts a sheet names, and what is new."""

    buildings: dict[tuple[int, str], Building] = field(default_factory=dict)
    parts: dict[PartKey, ExclusivePart] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    touched: set[PartKey] = field(default_factory=set)


def checked(row: OwnerRow) -> _Line:
    """Return a row ready for the roll, or refuse without repeating personal values."""
    unit_name, door = "".join(row.unit_name.split()), "".join(row.door.split())
    if not door or len(door) > DOOR_LENGTH or len(unit_name) > DOOR_LENGTH:
        raise RuleBrokenError("owner.door_length", most=DOOR_LENGTH)
    if not 0 < row.area_dm2 <= LARGEST_DM2:
        raise RuleBrokenError("owner.area", area_dm2=row.area_dm2)
    if row.area_source not in AREA_SOURCES:
        raise RuleBrokenError("owner.area_source", source=row.area_source, sources=AREA_SOURCES)
    name = " ".join(row.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise RuleBrokenError("owner.name_length", length=len(name), most=NAME_LENGTH)
    identity = checked_identity(row.identity)
    return _Line(
        part=(row.compound_key, checked_building(row.building), unit_name, door),
        row=row,
        identity_hash=crypto.blind_index(identity, context=CONTEXT_IDENTITY),
        name=name,
    )


def contradictions(lines: Sequence[_Line]) -> dict[int, RuleBrokenError]:
    """Return which lines give a part another area than an earlier one, or name its owner again."""
    areas: dict[PartKey, tuple[int, str]] = {}
    seen: set[tuple[PartKey, str]] = set()
    found: dict[int, RuleBrokenError] = {}
    for index, line in enumerate(lines):
        area = (line.row.area_dm2, line.row.area_source)
        if areas.setdefault(line.part, area) != area:
            found[index] = RuleBrokenError("owner.two_areas", door=line.part[3])
        elif (line.part, line.identity_hash) in seen:
            found[index] = RuleBrokenError("owner.twice", door=line.part[3])
        seen.add((line.part, line.identity_hash))
    return found


@transaction.atomic
def save_owners(*, rows: Sequence[OwnerRow], actor: Actor, at: datetime) -> Saved:
    """Bring the roll of the parts named up to the rows given."""
    policies.MANAGE_OWNERS.check(actor)
    lines = [checked(row) for row in rows]
    for refusal in contradictions(lines).values():
        raise refusal
    compounds = Compound.objects.select_for_update().in_bulk([row.compound_key for row in rows])
    for row in rows:
        compound = compounds.get(row.compound_key)
        if compound is None or not policies.MANAGE_OWNERS.may(actor, compound):
            raise RuleBrokenError("compound.unknown", code=str(row.compound_key))
    saved, roll = Saved(), _known(compounds)
    _add_buildings(roll, lines)
    _add_parts(roll, lines, saved)
    _add_owners(roll, lines)
    _add_ownerships(roll, lines, saved)
    new_parts = {line.part for line in lines} & roll.touched
    saved.unchanged = len(lines) - saved.created - saved.updated
    audit.write(
        audit.entry("owners.saved", compound, actor=actor, at=at, parts=count)
        for compound in compounds.values()
        if (count := sum(part[0] == compound.key for part in new_parts))
    )
    return saved


def _known(compounds: dict[int, Compound]) -> _Roll:
    buildings = {(row.compound_id, row.name): row for row in Building.objects.filter(compound__in=compounds)}
    names = {row.pk: key for key, row in buildings.items()}
    parts = ExclusivePart.objects.filter(building__compound__in=compounds)
    return _Roll(
        buildings=buildings,
        parts={(*names[row.building_id], row.unit_name, row.door): row for row in parts},
    )


def _add_buildings(roll: _Roll, lines: Sequence[_Line]) -> None:
    missing = dict.fromkeys(line.part[:2] for line in lines if line.part[:2] not in roll.buildings)
    fresh = [Building(compound_id=compound, name=name) for compound, name in missing]
    Building.objects.bulk_create(fresh)
    roll.buildings |= {(row.compound_id, row.name): row for row in fresh}


def _add_parts(roll: _Roll, lines: Sequence[_Line], saved: Saved) -> None:
    fresh, changed = {}, {}
    for line in lines:
        values = {"area_dm2": line.row.area_dm2, "area_source": line.row.area_source}
        known = roll.parts.get(line.part)
        if known is None:
            building = roll.buildings[line.part[:2]]
            fresh[line.part] = ExclusivePart(building=building, unit_name=line.part[2], door=line.part[3], **values)
        elif changes := put(known, values, label=" ".join(line.part[1:])):
            changed[line.part] = known
            saved.changes += changes
    ExclusivePart.objects.bulk_create(fresh.values(), batch_size=1000)
    ExclusivePart.objects.bulk_update(changed.values(), ["area_dm2", "area_source"], batch_size=500)
    roll.parts |= fresh
    roll.touched |= set(fresh) | set(changed)


def _add_owners(roll: _Roll, lines: Sequence[_Line]) -> None:
    hashes = {line.identity_hash for line in lines}
    roll.owners = {row.identity_hash: row for row in Owner.objects.filter(identity_hash__in=hashes)}
    fresh: dict[str, Owner] = {}
    for line in lines:
        if line.identity_hash not in roll.owners and line.identity_hash not in fresh:
            fresh[line.identity_hash] = Owner(
                identity_hash=line.identity_hash,
                name_sealed=crypto.seal(line.name, context=CONTEXT_NAME),
                is_synthetic=line.row.is_synthetic,
            )
    Owner.objects.bulk_create(fresh.values(), batch_size=1000)
    roll.owners |= fresh


def _add_ownerships(roll: _Roll, lines: Sequence[_Line], saved: Saved) -> None:
    parts = {roll.parts[line.part].pk: line.part for line in lines}
    standing = Ownership.objects.filter(valid_to=None, part__building__compound__in={p[0] for p in parts.values()})
    known = {(row.part_id, row.owner_id): row for row in standing if row.part_id in parts}
    wanted = {(roll.parts[line.part].pk, roll.owners[line.identity_hash].pk): line for line in lines}
    begins: dict[int, date] = {}
    for (part, _), line in wanted.items():
        begins[part] = max(begins.get(part, line.row.valid_from), line.row.valid_from)
    fresh = [
        Ownership(part_id=part, owner_id=owner, valid_from=line.row.valid_from)
        for (part, owner), line in wanted.items()
        if (part, owner) not in known
    ]
    over = [row for pair, row in known.items() if pair not in wanted]
    for row in over:
        row.valid_to = max(begins[row.part_id], row.valid_from)
    Ownership.objects.bulk_create(fresh, batch_size=1000)
    Ownership.objects.bulk_update(over, ["valid_to"], batch_size=500)
    new = {(row.part_id, row.owner_id) for row in fresh}
    ended = {row.part_id for row in over}
    for pair, line in wanted.items():
        if pair in new:
            saved.created += 1
        elif pair[0] in ended or line.part in roll.touched:
            saved.updated += 1
    roll.touched |= {parts[row.part_id] for row in [*fresh, *over]}
