"""The registers that can be imported 台账: the sheet of each, how its rows are understood, where they go."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from huying.accounts import policies as account_policies
from huying.accounts.actions import save_people
from huying.accounts.models import Unit
from huying.enterprises import policies as enterprise_policies
from huying.enterprises.actions.firms import save_enterprises
from huying.enterprises.actions.services import ServiceRow, save_services
from huying.enterprises.actions.services import checked as checked_service
from huying.enterprises.models import Enterprise
from huying.enterprises.registers import converting, specs
from huying.estates import policies as estate_policies
from huying.estates.actions import save_compounds, save_owners
from huying.estates.actions.owners import checked as checked_owner
from huying.estates.actions.owners import contradictions
from huying.estates.models import Compound
from huying.regions.queries import plain_code
from huying.regions.upsert import Saved
from huying.rules.errors import RuleBrokenError
from huying.rules.places import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from huying.accounts.actions import PersonRow
    from huying.core.actors import Actor
    from huying.enterprises.actions import EnterpriseRow
    from huying.enterprises.registers.converting import CompoundLine, ServiceWish
    from huying.estates.actions import OwnerRow
    from huying.sheets.cell_types import Value
    from huying.sheets.columns import SheetSpec

Refusals = dict[int, RuleBrokenError]


class Saver(Protocol):
    """A door that saves many rows."""

    def __call__(self, rows: Sequence[Any], *, keep: frozenset[str], actor: Actor, at: datetime) -> Saved:
        """Save the rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register 台账.

    `fields` says which fields a column fills, so that an absent column changes nothing; rows that agree in
    the columns of `together` are saved all or not at all, since the door takes them as one.
    """

    spec: SheetSpec
    check: Callable[[Actor], None]
    convert: Callable[[Mapping[str, Value]], Any]
    screen: Callable[[Sequence[Any], Actor], Refusals]
    save: Saver
    fields: Mapping[str, tuple[str, ...]]
    together: tuple[str, ...] = ()

    def kept(self, present: Collection[str]) -> frozenset[str]:
        """Return the fields that a sheet without their columns leaves as they are."""
        return frozenset(name for column, names in self.fields.items() if column not in present for name in names)


def _check_enterprises(actor: Actor) -> None:
    enterprise_policies.MANAGE_ENTERPRISES.check(actor)


def _check_compounds(actor: Actor) -> None:
    estate_policies.MANAGE_COMPOUNDS.check(actor)


def _check_owners(actor: Actor) -> None:
    estate_policies.MANAGE_OWNERS.check(actor)


def _check_people(actor: Actor) -> None:
    account_policies.MANAGE_PEOPLE.check(actor)
    account_policies.GRANT_POSTS.check(actor)


def _screen_enterprises(rows: Sequence[EnterpriseRow], actor: Actor) -> Refusals:
    refusals: Refusals = {}
    for index, row in enumerate(rows):
        place = key_of(plain_code(row.place_code))
        if not enterprise_policies.MANAGE_ENTERPRISES.may(actor, Enterprise(unit=Unit(place=place))):
            refusals[index] = RuleBrokenError("place.unknown", column="place_code", code=row.place_code)
    return refusals


def _screen_compounds(rows: Sequence[CompoundLine], actor: Actor) -> Refusals:
    codes = {line.service.credit_code for line in rows if line.service and line.service.credit_code}
    firms = Enterprise.objects.filter(credit_code__in=codes).in_bulk(field_name="credit_code")
    refusals: Refusals = {}
    first: dict[str, CompoundLine] = {}
    for index, line in enumerate(rows):
        try:
            _screen_compound(line, actor, firms)
            _agree(first.setdefault(line.compound.code, line), line)
        except RuleBrokenError as refusal:
            refusals[index] = refusal
    return refusals


def _screen_compound(line: CompoundLine, actor: Actor, firms: Mapping[str, Enterprise]) -> None:
    code = plain_code(line.compound.code)
    if not estate_policies.MANAGE_COMPOUNDS.may(actor, Compound(key=key_of(code))):
        raise RuleBrokenError("compound.unknown", column="code", code=code)
    if line.service is not None:
        if line.service.credit_code and line.service.credit_code not in firms:
            raise RuleBrokenError("enterprise.unknown", code=line.service.credit_code)
        checked_service(_service_row(line.service, firms))


def _agree(first: CompoundLine, line: CompoundLine) -> None:
    if first.compound != line.compound:
        raise RuleBrokenError("register.contradicts", column="code", code=line.compound.code)


def _service_row(wish: ServiceWish, firms: Mapping[str, Enterprise]) -> ServiceRow:
    return ServiceRow(
        compound_key=wish.compound_key,
        mode=wish.mode,
        valid_from=wish.valid_from,
        enterprise=firms.get(wish.credit_code),
        contract_number=wish.contract_number,
        signed_on=wish.signed_on,
        fee_fen_per_m2=wish.fee_fen_per_m2,
    )


def _save_compounds(rows: Sequence[CompoundLine], *, keep: frozenset[str], actor: Actor, at: datetime) -> Saved:
    compounds = save_compounds(rows=[line.compound for line in rows], keep=keep, actor=actor, at=at)
    wishes = [line.service for line in rows if line.service is not None]
    firms = Enterprise.objects.filter(credit_code__in={wish.credit_code for wish in wishes})
    by_code = firms.in_bulk(field_name="credit_code")
    services = Saved()
    if wishes:
        services = save_services(rows=[_service_row(wish, by_code) for wish in wishes], keep=keep, actor=actor, at=at)
    return _counted_by_row(rows, compounds, services)


def _counted_by_row(rows: Sequence[CompoundLine], compounds: Saved, services: Saved) -> Saved:
    """Count rows: created where the compound is new, updated where it or its service differs."""
    found = Saved(changes=compounds.changes + services.changes)
    for line in rows:
        code = plain_code(line.compound.code)
        service = (line.service.compound_key, line.service.valid_from) if line.service else None
        if code in compounds.new:
            found.created += 1
        elif code in compounds.changed or service in services.new | services.changed:
            found.updated += 1
        else:
            found.unchanged += 1
    return found


def _screen_owners(rows: Sequence[OwnerRow], actor: Actor) -> Refusals:
    known = Compound.objects.in_bulk(list({row.compound_key for row in rows}))
    refusals: Refusals = {}
    for index, row in enumerate(rows):
        compound = known.get(row.compound_key)
        if compound is None or not estate_policies.MANAGE_OWNERS.may(actor, compound):
            refusals[index] = RuleBrokenError("compound.unknown", column="compound_code")
    return contradictions([checked_owner(row) for row in rows]) | refusals


def _screen_people(_rows: Sequence[PersonRow], _actor: Actor) -> Refusals:
    return {}


def _save_enterprises(rows: Sequence[EnterpriseRow], *, keep: frozenset[str], actor: Actor, at: datetime) -> Saved:
    return save_enterprises(rows=rows, keep=keep, actor=actor, at=at)


def _save_owners(
    rows: Sequence[OwnerRow],
    *,
    keep: frozenset[str],  # noqa: ARG001 - a roll has no column that may be absent
    actor: Actor,
    at: datetime,
) -> Saved:
    return save_owners(rows=rows, actor=actor, at=at)


def _save_people(rows: Sequence[PersonRow], *, keep: frozenset[str], actor: Actor, at: datetime) -> Saved:
    return save_people(rows=rows, keep=keep, actor=actor, at=at)


REGISTERS: Mapping[str, Register] = MappingProxyType(
    {
        "enterprises": Register(
            spec=specs.ENTERPRISES,
            check=_check_enterprises,
            convert=converting.enterprise,
            screen=_screen_enterprises,
            save=_save_enterprises,
            fields={name: (name,) for name in ("legal_person", "registered_on", "staff_count", "phone")},
        ),
        "compounds": Register(
            spec=specs.COMPOUNDS,
            check=_check_compounds,
            convert=converting.compound,
            screen=_screen_compounds,
            save=_save_compounds,
            fields={
                "address": ("address",),
                "households": ("households",),
                "area_m2": ("area_dm2",),
                "built_year": ("built_year",),
                "contract_number": ("contract_number",),
                "signed_on": ("signed_on",),
                "fee_yuan_per_m2": ("fee_fen_per_m2",),
            },
        ),
        "owners": Register(
            spec=specs.OWNERS,
            check=_check_owners,
            convert=converting.owner,
            screen=_screen_owners,
            save=_save_owners,
            fields={},
            together=("compound_code", "building", "unit_name", "door"),
        ),
        "people": Register(
            spec=specs.PEOPLE,
            check=_check_people,
            convert=converting.person,
            screen=_screen_people,
            save=_save_people,
            fields={"phone": ("phone",)},
        ),
    }
)
