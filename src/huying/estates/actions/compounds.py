"""Compounds and their other names 小区及别名."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.core import audit, outbox
from huying.estates import policies
from huying.estates.models import Compound, CompoundAlias
from huying.estates.queries import STAMP, compound_by_code
from huying.regions.initials import initials_of
from huying.regions.queries import place_book, plain_code
from huying.regions.upsert import Saved, put
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of, level_of
from huying.rulesets import stamps

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from huying.core.actors import Actor

NAME_LENGTH, ADDRESS_LENGTH = 60, 120
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
SAVED = "compound.saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundRow:
    """A compound as a form or a sheet gives it."""

    code: str
    name: str
    address: str = ""
    households: int = 0
    area_dm2: int = 0
    built_year: int | None = None
    aliases: tuple[str, ...] = ()
    is_synthetic: bool = False


def checked(row: CompoundRow) -> dict[str, Any]:
    """Return the values of a row as the register keeps them, or refuse."""
    code = plain_code(row.code)
    if level_of(code) is not PlaceLevel.COMPOUND:
        raise RuleBrokenError("compound.code_shape", code=code)
    community = key_of(code.partition("-")[0])
    if place_book().get(community) is None:
        raise RuleBrokenError("compound.community_unknown", code=code)
    name, address = checked_name(row.name), " ".join(row.address.split())
    if len(address) > ADDRESS_LENGTH:
        raise RuleBrokenError("compound.address_length", length=len(address), most=ADDRESS_LENGTH)
    if row.built_year is not None and not EARLIEST_YEAR <= row.built_year <= LATEST_YEAR:
        raise RuleBrokenError("compound.built_year", year=row.built_year)
    if row.households < 0 or row.area_dm2 < 0:
        raise RuleBrokenError("compound.negative", code=code)
    return {
        "code": code,
        "name": name,
        "initials": initials_of(name)[:NAME_LENGTH],
        "address": address,
        "households": row.households,
        "area_dm2": row.area_dm2,
        "built_year": row.built_year,
    }


def checked_name(name: str) -> str:
    """Return a compound's name without stray blanks, or refuse."""
    found = " ".join(name.split())
    if not found or len(found) > NAME_LENGTH:
        raise RuleBrokenError("compound.name_length", length=len(found), most=NAME_LENGTH)
    return found


@transaction.atomic
def save_compounds(*, rows: Sequence[CompoundRow], keep: Collection[str] = (), actor: Actor, at: datetime) -> Saved:
    """Add the compounds that are new and change those that differ, but for the fields in `keep`.

    A place out of reach is not found.
    """
    policies.MANAGE_COMPOUNDS.check(actor)
    wanted = {values["code"]: (values, row) for row in rows for values in [checked(row)]}
    keys = [key_of(code) for code in wanted]
    known = {row.key: row for row in Compound.objects.select_for_update().filter(key__in=keys)}
    saved, fresh, changed = Saved(), [], []
    for code, (values, row) in wanted.items():
        compound = known.get(key_of(code))
        if compound is None:
            compound = Compound(key=key_of(code), is_synthetic=row.is_synthetic, **values)
            fresh.append(compound)
        elif changes := put(compound, values, label=code, keep=keep):
            compound.version += 1
            changed.append(compound)
            saved.changes += changes
        if not policies.MANAGE_COMPOUNDS.may(actor, compound):
            raise RuleBrokenError("compound.unknown", code=code)
    Compound.objects.bulk_create(fresh, batch_size=1000)
    fields = ["name", "initials", "address", "households", "area_dm2", "built_year", "version"]
    Compound.objects.bulk_update(changed, fields, batch_size=500)
    named = _save_aliases({key_of(code): row.aliases for code, (_, row) in wanted.items()})
    touched = {each.key for each in fresh} | {each.key for each in changed}
    only_named = [known[key] for key in named if key not in touched]
    _note(fresh, changed + only_named, actor=actor, at=at)
    saved.new = {each.code for each in fresh}
    saved.changed = {each.code for each in changed + only_named}
    saved.created, saved.updated = len(saved.new), len(saved.changed)
    saved.unchanged = len(wanted) - saved.created - saved.updated
    return saved


def _save_aliases(wanted: dict[int, tuple[str, ...]]) -> set[int]:
    """Add aliases that are new; none is dropped because a sheet does not name it."""
    names = {(key, checked_name(name)) for key, aliases in wanted.items() for name in aliases if name.strip()}
    known = set(CompoundAlias.objects.filter(compound__in={key for key, _ in names}).values_list("compound_id", "name"))
    fresh = sorted(names - known)
    CompoundAlias.objects.bulk_create([CompoundAlias(compound_id=key, name=name) for key, name in fresh])
    return {key for key, _ in fresh}


def _note(fresh: list[Compound], changed: list[Compound], *, actor: Actor, at: datetime) -> None:
    audit.write(
        [audit.entry("compound.created", each, actor=actor, at=at, code=each.code) for each in fresh]
        + [audit.entry("compound.edited", each, actor=actor, at=at, code=each.code) for each in changed]
    )
    if fresh or changed:
        stamps.bump(STAMP)
        outbox.publish(SAVED, [each.key for each in [*fresh, *changed]])


@transaction.atomic
def create_compound(*, row: CompoundRow, actor: Actor, at: datetime) -> Compound:
    """Add a compound; a code that stands is refused."""
    key = key_of(plain_code(row.code))
    if Compound.objects.filter(key=key).exists():
        raise RuleBrokenError("compound.code_taken", code=row.code)
    save_compounds(rows=[row], actor=actor, at=at)
    return Compound.objects.get(key=key)


@transaction.atomic
def edit_compound(*, row: CompoundRow, version: int, actor: Actor, at: datetime) -> Compound:
    """Change what is written of a compound; a stale form is refused."""
    compound = Compound.objects.select_for_update().get(key=compound_by_code(row.code).key)
    if compound.version != version:
        raise RuleBrokenError("form.stale", version=compound.version, given=version)
    save_compounds(rows=[row], actor=actor, at=at)
    compound.refresh_from_db()
    return compound


@transaction.atomic
def add_alias(*, code: str, name: str, actor: Actor, at: datetime) -> CompoundAlias:
    """Note another name by which people call a compound 别名."""
    compound = compound_by_code(code)
    policies.MANAGE_COMPOUNDS.check(actor, compound)
    alias, is_new = CompoundAlias.objects.get_or_create(compound=compound, name=checked_name(name))
    if is_new:
        _note([], [compound], actor=actor, at=at)
    return alias


@transaction.atomic
def drop_alias(*, alias_id: int, actor: Actor, at: datetime) -> None:
    """Take a wrong alias out."""
    alias = CompoundAlias.objects.select_related("compound").select_for_update(of=("self",)).get(pk=alias_id)
    policies.MANAGE_COMPOUNDS.check(actor, alias.compound)
    alias.delete()
    _note([], [alias.compound], actor=actor, at=at)
