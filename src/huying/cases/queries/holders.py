"""Who holds a case 责任主体: from a line of the responsibility list to a unit, by place and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.queries.registers import Registers
from huying.enterprises.models import ServiceMode
from huying.regions.book import enclosing_keys
from huying.rules.errors import RuleBrokenError
from huying.rules.places import KEY_DIGITS, PlaceLevel
from huying.rules.roles import UnitKind
from huying.rules.routing import Lead, is_bound

if TYPE_CHECKING:
    from datetime import date

    from huying.accounts.models import Unit
    from huying.enterprises.models import Service

ABOVE = {
    UnitKind.ENTERPRISE: Lead(kind=UnitKind.STREET),
    UnitKind.COMMITTEE: Lead(kind=UnitKind.STREET),
    UnitKind.COMMUNITY: Lead(kind=UnitKind.STREET),
    UnitKind.STREET: Lead(kind=UnitKind.DISTRICT_OFFICE),
    UnitKind.DEPARTMENT: Lead(kind=UnitKind.DISTRICT_OFFICE),
    UnitKind.DISTRICT_OFFICE: Lead(kind=UnitKind.CITY_OFFICE),
    UnitKind.HOTLINE: Lead(kind=UnitKind.CITY_OFFICE),
    UnitKind.CITY_OFFICE: Lead(kind=UnitKind.CITY_OFFICE),
}
"""Who stands above whom when a return, an extension or a delay goes up (R4.7)."""


class Holders:
    """Finds units and remembers what it found; one object lives for one action or one import."""

    def __init__(self, *, on: date, registers: Registers | None = None) -> None:
        self.on = on
        self._registers = registers or Registers()
        self._chains: dict[int, list[int]] = {}
        self._units: dict[tuple[Lead, int], Unit | None] = {}
        self._services: dict[int, Service | None] = {}
        self._governed: dict[int, int] | None = None

    def governed_by(self) -> dict[int, int]:
        """Return which regions are governed by a region they do not lie in 代管."""
        if self._governed is None:
            self._governed = self._registers.governed(self.on)
        return self._governed

    def chain(self, place: int) -> list[int]:
        """Return the places above, with the zone that governs in place of the district the code names."""
        if place not in self._chains:
            found: list[int] = []
            keys = list(enclosing_keys(place))
            while keys:
                key = keys.pop(0)
                if key not in found:
                    found.append(key)
                governor = self.governed_by().get(key)
                if governor is not None and governor not in found:
                    keys = list(enclosing_keys(governor))
            self._chains[place] = found
        return self._chains[place]

    def unit_for(self, lead: Lead, *, place: int) -> Unit | None:
        """Return the nearest unit of that kind and subject that covers the place; of two, the last registered."""
        memory = (lead, place)
        if memory not in self._units:
            chain = self.chain(place)
            found = self._registers.units(lead, chain)
            self._units[memory] = min(found, key=lambda unit: (chain.index(unit.place), -unit.pk), default=None)
        return self._units[memory]

    def service_of(self, compound: int | None) -> Service | None:
        """Return how a compound is served on the day."""
        if compound is None:
            return None
        if compound not in self._services:
            self._services[compound] = self._registers.service(compound, self.on)
        return self._services[compound]

    def mode_of(self, compound: int | None) -> str:
        """Return the mode of service, empty when the compound is not known."""
        if compound is None:
            return ""
        service = self.service_of(compound)
        return service.mode if service else ServiceMode.NONE.value

    def firm_of(self, compound: int | None) -> Unit | None:
        """Return the unit of the enterprise that serves the compound."""
        service = self.service_of(compound)
        return service.enterprise.unit if service and service.enterprise else None

    def find(self, lead: Lead, *, place: int, compound: int | None) -> Unit:
        """Return the unit for a lead; where there is none, the nearest level above; the city at last."""
        unit = self.firm_of(compound) if lead.kind is UnitKind.ENTERPRISE else self.unit_for(lead, place=place)
        while unit is None:
            above = ABOVE[lead.kind]
            if above == lead:
                raise RuleBrokenError("case.no_city_office")
            lead = above
            unit = self.unit_for(lead, place=place)
        return unit

    def above(self, unit: Unit, *, place: int) -> Unit:
        """Return who rules on a unit's returns and requests."""
        return self.find(ABOVE[UnitKind(unit.kind)], place=place, compound=None)

    def is_kin(self, unit: Unit, about_id: int | None) -> bool:
        """Tell whether a unit is the one complained about, or too close to it to hold the complaint."""
        if about_id is None or unit.pk == about_id:
            return about_id is not None
        about = self._registers.unit(about_id)
        if about is None:
            return False
        return is_bound(
            UnitKind(unit.kind),
            UnitKind(about.kind),
            stands_below=about.pk in self._parents(unit) or self._is_inside(unit, about),
            stands_above=unit.pk in self._parents(about),
        )

    def _parents(self, unit: Unit) -> list[int]:
        found: list[int] = []
        while unit.parent_id is not None and unit.parent_id not in found:
            found.append(unit.parent_id)
            parent = self._registers.unit(unit.parent_id)
            if parent is None:
                break
            unit = parent
        return found

    def _is_inside(self, unit: Unit, about: Unit) -> bool:
        """Tell whether a community or committee lies in the street complained about, which guides it."""
        guided = {UnitKind.COMMUNITY.value, UnitKind.COMMITTEE.value}
        return about.kind == UnitKind.STREET.value and unit.kind in guided and about.place in self.chain(unit.place)

    def beyond(self, unit: Unit, about_id: int | None, *, place: int) -> Unit:
        """Return the unit, or the first level above it that is free to hold a complaint."""
        while self.is_kin(unit, about_id):
            above = self.above(unit, place=place)
            if above.pk == unit.pk:
                break
            unit = above
        return unit

    def triage(self, place: int) -> Unit:
        """Return the post that confirms cases of a place: the district's office, or the city's where none is known."""
        return self.find(Lead(kind=UnitKind.DISTRICT_OFFICE), place=place, compound=None)


def level_of_key(place: int) -> PlaceLevel:
    """Return the level of a place key, judged by its trailing zeros."""
    digits = str(place).rjust(KEY_DIGITS, "0")
    for width, level in ((4, PlaceLevel.CITY), (6, PlaceLevel.DISTRICT), (9, PlaceLevel.STREET)):
        if not int(digits[width:]):
            return level
    return PlaceLevel.COMMUNITY if digits.endswith("0000") else PlaceLevel.COMPOUND
