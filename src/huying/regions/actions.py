"""What may be done to the register of places 区划维护; each through its one door."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from huying.core import audit, outbox
from huying.regions import policies
from huying.regions.initials import initials_of
from huying.regions.models import Administration, Region, RegionAlias
from huying.regions.queries import STAMP, plain_code, resolve
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, ancestor_keys, key_of, level_of, range_of
from huying.rulesets import stamps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from huying.core.actors import Actor

SHIPPED = Path(__file__).parent / "data" / "weihai.csv"
NAME_LENGTH = 60
RECODED = "region.recoded"
GOVERNED = "region.governed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading reference data did."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def _checked_name(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > NAME_LENGTH:
        raise RuleBrokenError("place.name_length", length=len(cleaned), most=NAME_LENGTH)
    return cleaned


def _new_region(code: str, name: str, *, is_synthetic: bool) -> Region:
    level = level_of(code)
    if level is PlaceLevel.COMPOUND:
        raise RuleBrokenError("place.is_compound", code=code)
    label = _checked_name(name)
    return Region(
        key=key_of(code),
        code=code,
        level=level.value,
        name=label,
        initials=initials_of(label)[:NAME_LENGTH],
        is_synthetic=is_synthetic,
    )


@transaction.atomic
def create_region(*, code: str, name: str, is_synthetic: bool = False, actor: Actor, at: datetime) -> Region:
    """Add a region; the place it lies in must be in the register."""
    policies.MANAGE_PLACES.check(actor)
    region = _new_region(plain_code(code), name, is_synthetic=is_synthetic)
    parents = [key for key in ancestor_keys(region.code).values() if key != region.key]
    if Region.objects.filter(key__in=parents).count() < len(parents):
        raise RuleBrokenError("place.parent_unknown", code=region.code)
    if Region.objects.filter(key=region.key).exists():
        raise RuleBrokenError("place.code_taken", code=region.code)
    region.save(force_insert=True)
    audit.record("region.created", region, actor=actor, at=at, code=region.code)
    stamps.bump(STAMP)
    return region


@transaction.atomic
def create_regions(*, names: Mapping[str, str], is_synthetic: bool = False, actor: Actor, at: datetime) -> Loaded:
    """Add many regions by code, or rename those that stand; each row gets what the single door gives."""
    policies.MANAGE_PLACES.check(actor)
    wanted = {plain_code(code): name for code, name in sorted(names.items(), key=lambda item: len(item[0]))}
    known = {region.code: region for region in Region.objects.select_for_update()}
    fresh = [_new_region(code, name, is_synthetic=is_synthetic) for code, name in wanted.items() if code not in known]
    _check_parents(fresh, known=known)
    renamed = [known[code] for code, name in wanted.items() if code in known and known[code].name != name]
    for region in renamed:
        region.name = _checked_name(wanted[region.code])
        region.initials = initials_of(region.name)[:NAME_LENGTH]
        region.version += 1
    Region.objects.bulk_create(fresh, batch_size=1000)
    Region.objects.bulk_update(renamed, ["name", "initials", "version"], batch_size=500)
    audit.write(
        [audit.entry("region.created", each, actor=actor, at=at, code=each.code) for each in fresh]
        + [audit.entry("region.renamed", each, actor=actor, at=at, code=each.code) for each in renamed]
    )
    if fresh or renamed:
        stamps.bump(STAMP)
    return Loaded(created=len(fresh), updated=len(renamed), unchanged=len(wanted) - len(fresh) - len(renamed))


def _check_parents(fresh: list[Region], *, known: Mapping[str, Region]) -> None:
    keys = {region.key for region in known.values()} | {region.key for region in fresh}
    for region in fresh:
        if not set(ancestor_keys(region.code).values()) <= keys:
            raise RuleBrokenError("place.parent_unknown", code=region.code)


@transaction.atomic
def rename_region(*, code: str, name: str, actor: Actor, at: datetime) -> Region:
    """Give a region another name; the old one stays known as an alias."""
    policies.MANAGE_PLACES.check(actor)
    region = Region.objects.select_for_update().get(pk=resolve(code).pk)
    old, region.name = region.name, _checked_name(name)
    if old == region.name:
        return region
    region.initials = initials_of(region.name)[:NAME_LENGTH]
    region.version += 1
    region.save(update_fields=["name", "initials", "version"])
    RegionAlias.objects.create(region=region, name=old)
    audit.record("region.renamed", region, actor=actor, at=at, code=region.code)
    stamps.bump(STAMP)
    return region


@transaction.atomic
def recode_region(*, code: str, to: str, actor: Actor, at: datetime) -> Region:
    """Give a region, and all that lies in it, another code; the old codes resolve for ever.

    Rows elsewhere that store the old keys are moved by the subscribers of `region.recoded`, whose message
    holds pairs of old and new keys, the broadest first.
    """
    policies.MANAGE_PLACES.check(actor)
    old, new = resolve(code).code, plain_code(to)
    if level_of(old) is not level_of(new):
        raise RuleBrokenError("place.other_level", code=old, to=new)
    if Region.objects.filter(code=new).exists():
        raise RuleBrokenError("place.code_taken", code=new)
    span = range_of(old)
    rows = list(Region.objects.select_for_update().filter(key__gte=span.low, key__lt=span.high).order_by("key"))
    moved = [_moved(region, to=new + region.code[len(old) :], actor=actor, at=at) for region in rows]
    outbox.publish(RECODED, [key for before, after in zip(rows, moved, strict=True) for key in (before.key, after.key)])
    stamps.bump(STAMP)
    return moved[0]


def _moved(region: Region, *, to: str, actor: Actor, at: datetime) -> Region:
    new = Region(
        key=key_of(to),
        code=to,
        level=region.level,
        name=region.name,
        initials=region.initials,
        is_synthetic=region.is_synthetic,
        version=region.version + 1,
    )
    new.save(force_insert=True)
    RegionAlias.objects.filter(region=region).update(region=new)
    RegionAlias.objects.create(region=new, former_code=region.code)
    Administration.objects.filter(region=region).update(region=new)
    Administration.objects.filter(administered_by=region).update(administered_by=new)
    audit.record("region.recoded", new, actor=actor, at=at, former=region.code, code=to)
    Region.objects.filter(pk=region.pk).delete()
    return new


@transaction.atomic
def add_alias(*, code: str, name: str, actor: Actor, at: datetime) -> RegionAlias:
    """Note another name people use for a region."""
    policies.MANAGE_PLACES.check(actor)
    region = resolve(code)
    alias, is_new = RegionAlias.objects.get_or_create(region=region, name=_checked_name(name))
    if is_new:
        audit.record("region.alias_added", region, actor=actor, at=at, alias=alias.pk)
        stamps.bump(STAMP)
    return alias


@transaction.atomic
def set_administration(*, code: str, by: str, valid_from: date, actor: Actor, at: datetime) -> Administration:
    """Say from which day on another region governs this one 代管; what was valid until then ends."""
    policies.MANAGE_PLACES.check(actor)
    region, governor = resolve(code), resolve(by)
    if range_of(region.code).holds(governor.key):
        raise RuleBrokenError("place.governs_itself", code=region.code, by=governor.code)
    rows = Administration.objects.select_for_update().filter(region=region)
    open_rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from))
    if open_rows.filter(valid_from__gte=valid_from).exists():
        raise RuleBrokenError("place.administration_overlaps", code=region.code, valid_from=valid_from)
    open_rows.update(valid_to=valid_from)
    row = Administration.objects.create(region=region, administered_by=governor, valid_from=valid_from)
    _note_governed(row, verb="region.governed", actor=actor, at=at)
    return row


@transaction.atomic
def end_administration(*, code: str, on: date, actor: Actor, at: datetime) -> Administration:
    """End another region's government of this one on a day; its own district governs again."""
    policies.MANAGE_PLACES.check(actor)
    region = resolve(code)
    row = Administration.objects.select_for_update().filter(region=region, valid_to=None, valid_from__lt=on).first()
    if row is None:
        raise RuleBrokenError("place.not_governed", code=region.code)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _note_governed(row, verb="region.government_ended", actor=actor, at=at)
    return row


def _note_governed(row: Administration, *, verb: str, actor: Actor, at: datetime) -> None:
    days = {"valid_from": str(row.valid_from), "valid_to": str(row.valid_to or "")}
    audit.record(verb, row.region, actor=actor, at=at, by=row.administered_by_id, **days)
    outbox.publish(GOVERNED, [row.region_id])
    stamps.bump(STAMP)


def load_reference(*, path: Path = SHIPPED, actor: Actor, at: datetime) -> Loaded:
    """Load city, districts, zones and streets from a table of codes and names; twice changes nothing."""
    with path.open(encoding="utf-8", newline="") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    return create_regions(names=names, actor=actor, at=at)
