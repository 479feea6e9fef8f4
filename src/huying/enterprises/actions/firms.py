"""Property-service enterprises 物业服务企业, each with the unit that can hold cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.actions.registers import new_unit
from huying.accounts.models import Unit
from huying.core import audit
from huying.enterprises import policies
from huying.enterprises.models import Enterprise
from huying.estates.identity import checked_credit_code
from huying.regions.queries import place_book, plain_code
from huying.regions.upsert import Change, Saved, put
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from huying.core.actors import Actor

LEGAL_PERSON = 40
MOST_STAFF = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseRow:
    """An enterprise as a form or a sheet gives it; the place is where it is registered."""

    credit_code: str
    name: str
    place_code: str
    legal_person: str = ""
    registered_on: date | None = None
    staff_count: int = 0
    phone: str = ""
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    unit: Unit
    enterprise: Enterprise


def checked(row: EnterpriseRow) -> _Wanted:
    """Return the rows a sheet's line asks for, not yet written, or refuse."""
    place = place_book().get(key_of(plain_code(row.place_code)))
    if place is None:
        raise RuleBrokenError("place.unknown", code=row.place_code[:20])
    if len(row.legal_person) > LEGAL_PERSON:
        raise RuleBrokenError("enterprise.legal_person", most=LEGAL_PERSON)
    if not 0 <= row.staff_count <= MOST_STAFF:
        raise RuleBrokenError("enterprise.staff_count", count=row.staff_count)
    unit = new_unit(name=row.name, kind=UnitKind.ENTERPRISE, place=place.key, phone=row.phone)
    unit.is_synthetic = row.is_synthetic
    enterprise = Enterprise(
        credit_code=checked_credit_code(row.credit_code),
        staff_count=row.staff_count,
        legal_person=" ".join(row.legal_person.split()),
        registered_on=row.registered_on,
    )
    return _Wanted(unit=unit, enterprise=enterprise)


@transaction.atomic
def save_enterprises(*, rows: Sequence[EnterpriseRow], keep: Collection[str] = (), actor: Actor, at: datetime) -> Saved:
    """Add the enterprises that are new and change those that differ, but for the fields in `keep`."""
    policies.MANAGE_ENTERPRISES.check(actor)
    wanted = {each.enterprise.credit_code: each for each in (checked(row) for row in rows)}
    standing = Enterprise.objects.select_for_update(of=("self",)).filter(credit_code__in=wanted)
    known = {row.credit_code: row for row in standing.select_related("unit")}
    saved, changed = Saved(), []
    for code, each in wanted.items():
        if (enterprise := known.get(code)) and (changes := _put(enterprise, each, keep=keep)):
            changed.append(enterprise)
            saved.changes += changes
        _check_reach(actor, known.get(code), each)
    fresh = [each for code, each in wanted.items() if code not in known]
    _check_names(fresh, changed)
    _write(fresh, changed)
    audit.write(
        [audit.entry("unit.created", each.unit, actor=actor, at=at, kind="enterprise") for each in fresh]
        + [audit.entry("enterprise.created", each.enterprise, actor=actor, at=at) for each in fresh]
        + [audit.entry("enterprise.edited", each, actor=actor, at=at) for each in changed]
    )
    saved.created, saved.updated = len(fresh), len(changed)
    saved.unchanged = len(wanted) - len(fresh) - len(changed)
    return saved


def _put(enterprise: Enterprise, wanted: _Wanted, *, keep: Collection[str]) -> list[Change]:
    new, unit, code = wanted.enterprise, wanted.unit, enterprise.credit_code
    changes = put(
        enterprise,
        {
            "staff_count": new.staff_count,
            "legal_person": new.legal_person,
            "registered_on": new.registered_on,
        },
        label=code,
        keep=keep,
    )
    named = {"name": unit.name, "place": unit.place, "phone": unit.phone}
    changes += put(enterprise.unit, named, label=code, keep=keep)
    if changes:
        enterprise.version += 1
        enterprise.unit.version += 1
        enterprise.unit.initials = unit.initials
    return changes


def _check_reach(actor: Actor, enterprise: Enterprise | None, wanted: _Wanted) -> None:
    known = enterprise or Enterprise(unit=wanted.unit)
    if not policies.MANAGE_ENTERPRISES.may(actor, known):
        raise RuleBrokenError("place.unknown", code=str(wanted.unit.place))


def _check_names(fresh: list[_Wanted], changed: list[Enterprise]) -> None:
    units = [each.unit for each in fresh] + [each.unit for each in changed]
    taken = Unit.objects.filter(kind=UnitKind.ENTERPRISE.value, name__in=[unit.name for unit in units])
    holders = {(unit.place, unit.name): unit.pk for unit in taken}
    seen: set[tuple[int, str]] = set()
    for unit in units:
        named = (unit.place, unit.name)
        if named in seen or holders.get(named, unit.pk) != unit.pk:
            raise RuleBrokenError("enterprise.name_taken", name=unit.name)
        seen.add(named)


def _write(fresh: list[_Wanted], changed: list[Enterprise]) -> None:
    Unit.objects.bulk_create([each.unit for each in fresh], batch_size=1000)
    for each in fresh:
        each.enterprise.unit = each.unit
    Enterprise.objects.bulk_create([each.enterprise for each in fresh], batch_size=1000)
    Unit.objects.bulk_update(
        [each.unit for each in changed], ["name", "place", "phone", "initials", "version"], batch_size=500
    )
    Enterprise.objects.bulk_update(changed, ["staff_count", "legal_person", "registered_on", "version"], batch_size=500)


@transaction.atomic
def create_enterprise(*, row: EnterpriseRow, actor: Actor, at: datetime) -> Enterprise:
    """Add an enterprise; a credit code that stands is refused."""
    code = checked_credit_code(row.credit_code)
    if Enterprise.objects.filter(credit_code=code).exists():
        raise RuleBrokenError("enterprise.code_taken", code=code)
    save_enterprises(rows=[row], actor=actor, at=at)
    return Enterprise.objects.select_related("unit").get(credit_code=code)
