"""From the values of a sheet's row to what the doors take 转换, refusing with the column at fault."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from huying.accounts.actions import PersonRow
from huying.accounts.actions.staffing import checked as checked_person
from huying.accounts.actions.staffing import resolve_known
from huying.enterprises.actions.firms import EnterpriseRow
from huying.enterprises.actions.firms import checked as checked_firm
from huying.enterprises.models import ServiceMode
from huying.estates.actions.compounds import CompoundRow
from huying.estates.actions.compounds import checked as checked_compound
from huying.estates.actions.owners import OwnerRow
from huying.estates.actions.owners import checked as checked_owner
from huying.estates.identity import checked_credit_code
from huying.regions.queries import plain_code
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of, level_of
from huying.rules.roles import Role, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from huying.sheets.cell_types import Value

    Values = Mapping[str, Value]

HUNDREDTHS = 100
MOST_M2, MOST_YUAN = Decimal(100_000_000), Decimal(1000)
MOST_HOUSEHOLDS = 50_000
_BETWEEN_ALIASES = re.compile(r"[、,，;；/\n]+")

COLUMN_AT_FAULT = {
    "place.unknown": "place_code",
    "compound.code_shape": "code",
    "compound.community_unknown": "code",
    "compound.name_length": "name",
    "compound.address_length": "address",
    "compound.built_year": "built_year",
    "compound.negative": "households",
    "enterprise.credit_code": "credit_code",
    "enterprise.unknown": "credit_code",
    "enterprise.legal_person": "legal_person",
    "enterprise.staff_count": "staff_count",
    "enterprise.name_taken": "name",
    "service.enterprise_missing": "credit_code",
    "service.enterprise_not_meant": "credit_code",
    "service.contract_number": "contract_number",
    "service.overlaps": "service_from",
    "building.name_length": "building",
    "owner.door_length": "door",
    "owner.area": "area_m2",
    "owner.area_source": "area_source",
    "owner.name_length": "name",
    "owner.identity_number": "identity",
    "owner.two_areas": "area_m2",
    "owner.twice": "identity",
    "account.username_shape": "username",
    "account.phone_shape": "phone",
    "account.post_twice": "title",
}


@contextmanager
def blamed(column: str) -> Iterator[None]:
    """Name the column at fault in whatever is refused inside."""
    try:
        yield
    except RuleBrokenError as refusal:
        raise RuleBrokenError(refusal.code, **{**refusal.facts, "column": column}) from refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWish:
    """How a row of the compounds' sheet says a compound is served, the enterprise by credit code."""

    compound_key: int
    mode: ServiceMode
    valid_from: date
    credit_code: str = ""
    contract_number: str = ""
    signed_on: date | None = None
    fee_fen_per_m2: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundLine:
    """A row of the compounds' sheet: the compound and, where a mode is given, its service."""

    compound: CompoundRow
    service: ServiceWish | None = None


def text(values: Values, name: str) -> str:
    """Return a text, empty where the cell is blank."""
    value = values.get(name)
    return "" if value is None else str(value)


def whole(values: Values, name: str, *, most: int) -> int:
    """Return a count from nought to `most`, nought where the cell is blank."""
    value = values.get(name)
    number = value if isinstance(value, int) else 0
    if not 0 <= number <= most:
        raise RuleBrokenError("register.out_of_bounds", column=name, least=0, most=most)
    return number


def hundredths(values: Values, name: str, *, most: Decimal) -> int | None:
    """Return a number with two decimals at most as whole hundredths, None where the cell is blank."""
    value = values.get(name)
    if not isinstance(value, Decimal):
        return None
    if not 0 <= value <= most:
        raise RuleBrokenError("register.out_of_bounds", column=name, least=0, most=most)
    scaled = value * HUNDREDTHS
    if scaled != int(scaled):
        raise RuleBrokenError("register.decimals", column=name)
    return int(scaled)


def day(values: Values, name: str) -> date | None:
    """Return a day, None where the cell is blank."""
    value = values.get(name)
    return value if isinstance(value, date) else None


def needed_day(values: Values, name: str) -> date:
    """Return a day, or refuse a blank."""
    found = day(values, name)
    if found is None:
        raise RuleBrokenError("register.day_missing", column=name)
    return found


def compound_key(values: Values, name: str) -> int:
    """Return the key of a compound's code, or refuse another kind of code."""
    with blamed(name):
        code = plain_code(text(values, name))
    if level_of(code) is not PlaceLevel.COMPOUND:
        raise RuleBrokenError("compound.code_shape", column=name, code=code)
    return key_of(code)


def enterprise(values: Values) -> EnterpriseRow:
    """Return a row of the enterprises' sheet."""
    with blamed("place_code"):
        plain_code(text(values, "place_code"))
    row = EnterpriseRow(
        credit_code=text(values, "credit_code"),
        name=text(values, "name"),
        place_code=text(values, "place_code"),
        legal_person=text(values, "legal_person"),
        registered_on=day(values, "registered_on"),
        staff_count=whole(values, "staff_count", most=100_000),
        phone=text(values, "phone"),
    )
    checked_firm(row)
    return row


def compound(values: Values) -> CompoundLine:
    """Return a row of the compounds' sheet."""
    year = values.get("built_year")
    names = _BETWEEN_ALIASES.split(text(values, "aliases"))
    with blamed("code"):
        plain_code(text(values, "code"))
    row = CompoundRow(
        code=text(values, "code"),
        name=text(values, "name"),
        address=text(values, "address"),
        households=whole(values, "households", most=MOST_HOUSEHOLDS),
        area_dm2=hundredths(values, "area_m2", most=MOST_M2) or 0,
        built_year=year if isinstance(year, int) else None,
        aliases=tuple(name.strip() for name in names if name.strip()),
    )
    checked_compound(row)
    return CompoundLine(compound=row, service=_service(values))


def _service(values: Values) -> ServiceWish | None:
    mode = text(values, "mode")
    if not mode:
        return None
    code = text(values, "credit_code")
    return ServiceWish(
        compound_key=compound_key(values, "code"),
        mode=ServiceMode(mode),
        valid_from=needed_day(values, "service_from"),
        credit_code=checked_credit_code(code) if code else "",
        contract_number=text(values, "contract_number"),
        signed_on=day(values, "signed_on"),
        fee_fen_per_m2=hundredths(values, "fee_yuan_per_m2", most=MOST_YUAN),
    )


def owner(values: Values) -> OwnerRow:
    """Return a row of the owners' sheet."""
    row = OwnerRow(
        compound_key=compound_key(values, "compound_code"),
        building=text(values, "building"),
        unit_name=text(values, "unit_name"),
        door=text(values, "door"),
        area_dm2=hundredths(values, "area_m2", most=MOST_M2) or 0,
        area_source=text(values, "area_source"),
        name=text(values, "name"),
        identity=text(values, "identity"),
        valid_from=needed_day(values, "valid_from"),
    )
    checked_owner(row)
    return row


def person(values: Values) -> PersonRow:
    """Return a row of the people's sheet."""
    row = PersonRow(
        username=text(values, "username"),
        name=text(values, "name"),
        phone=text(values, "phone"),
        unit_name=text(values, "unit_name"),
        unit_kind=UnitKind(text(values, "unit_kind")),
        unit_place=text(values, "unit_place"),
        subject=text(values, "subject"),
        title=text(values, "title"),
        role=Role(text(values, "role")),
        post_place=text(values, "post_place"),
        valid_from=needed_day(values, "valid_from"),
    )
    for column in ("unit_place", "post_place"):
        if code := text(values, column):
            with blamed(column):
                resolve_known(code)
    checked_person(row)
    return row
