"""Units, services and posts as routing reads them 台账: asked row by row, or read once and kept.

A single step asks the database. A bulk door that walks thousands of cases reads the registers once; they must not
change while it runs.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.accounts import queries as accounts
from huying.accounts.models import Absence, DutyShift, Holding, Person, Unit
from huying.core.compiled import Compiled
from huying.enterprises.models import Service
from huying.regions import queries as regions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from typing import Protocol

    from huying.rules.routing import Lead

    class Dated(Protocol):
        """A row with validity; the last day is not included."""

        valid_from: date
        valid_to: date | None


def is_valid(row: Dated, on: date) -> bool:
    """Tell whether a dated row is valid on a day."""
    return row.valid_from <= on and (row.valid_to is None or row.valid_to > on)


AT = tuple(f"at{place}" for place in range(8))
_units = Compiled(
    lambda *, kind, subject, **at: Unit.objects.filter(
        kind=kind, subject=subject, is_active=True, place__in=list(at.values())
    ),
    kind=str,
    subject=str,
    **dict.fromkeys(AT, int),
)


class Registers:
    """The registers as they stand in the database, asked anew each time."""

    def governed(self, on: date) -> dict[int, int]:
        """Return which regions are governed by a region they do not lie in 代管."""
        return regions.governed(on=on)

    def units(self, lead: Lead, places: Sequence[int]) -> list[Unit]:
        """Return the working units of a kind and subject at places."""
        if len(places) > len(AT):
            rows = Unit.objects.filter(kind=lead.kind.value, subject=lead.subject, is_active=True, place__in=places)
            return list(rows)
        known = dict(zip(AT, [*places, *[places[-1]] * (len(AT) - len(places))], strict=True))
        return _units.objects(kind=lead.kind.value, subject=lead.subject, **known)

    def service(self, compound: int, on: date) -> Service | None:
        """Return how a compound is served on a day."""
        rows = Service.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on), compound_id=compound, valid_from__lte=on
        ).select_related("enterprise__unit")
        return rows.order_by("-valid_from").first()

    def unit(self, unit_id: int) -> Unit | None:
        """Return a working unit."""
        return Unit.objects.filter(pk=unit_id, is_active=True).first()

    def member(self, unit_id: int, person_id: int, on: date) -> Person | None:
        """Return a person who holds a post in a unit on a day."""
        rows = Holding.objects.filter(accounts.valid_on(on), post__unit=unit_id, person=person_id)
        found = rows.filter(person__is_active=True).select_related("person").first()
        return found.person if found else None

    def on_duty(self, unit_id: int, at: datetime) -> list[int]:
        """Return who is on duty for a unit, in the order in which they are called."""
        return [person.pk for person in accounts.on_duty(unit_id, at=at)]

    def deputy(self, person_id: int, at: datetime) -> int | None:
        """Return who stands in for a person that is away."""
        found = accounts.deputy_of(person_id, at=at)
        return found.pk if found else None


@dataclass(slots=True)
class KeptRegisters(Registers):
    """The registers read once, for bulk doors."""

    _units: dict[int, Unit] = field(default_factory=dict)
    _by_kind: dict[tuple[str, str], dict[int, list[Unit]]] = field(default_factory=dict)
    _services: dict[int, list[Service]] = field(default_factory=dict)
    _holdings: dict[tuple[int, int], list[Holding]] = field(default_factory=dict)
    _shifts: dict[int, list[DutyShift]] = field(default_factory=dict)
    _absences: dict[int, list[Absence]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> KeptRegisters:
        """Read all of them."""
        kept = cls()
        for unit in Unit.objects.filter(is_active=True).order_by("pk"):
            kept._units[unit.pk] = unit
            kept._by_kind.setdefault((unit.kind, unit.subject), {}).setdefault(unit.place, []).append(unit)
        services: defaultdict[int, list[Service]] = defaultdict(list)
        for service in Service.objects.select_related("enterprise__unit").order_by("-valid_from"):
            services[service.compound_id].append(service)
        kept._services = dict(services)
        holdings = Holding.objects.filter(person__is_active=True).select_related("person", "post").order_by("pk")
        for holding in holdings:
            kept._holdings.setdefault((holding.post.unit_id, holding.person_id), []).append(holding)
        for shift in DutyShift.objects.filter(person__is_active=True).order_by("order", "starts_at", "pk"):
            kept._shifts.setdefault(shift.unit_id, []).append(shift)
        for absence in Absence.objects.filter(deputy__is_active=True).order_by("-starts_at"):
            kept._absences.setdefault(absence.person_id, []).append(absence)
        return kept

    def units(self, lead: Lead, places: Sequence[int]) -> list[Unit]:
        """Return the working units of a kind and subject at places."""
        known = self._by_kind.get((lead.kind.value, lead.subject), {})
        return [unit for place in places for unit in known.get(place, ())]

    def service(self, compound: int, on: date) -> Service | None:
        """Return how a compound is served on a day."""
        return next((row for row in self._services.get(compound, ()) if is_valid(row, on)), None)

    def unit(self, unit_id: int) -> Unit | None:
        """Return a working unit."""
        return self._units.get(unit_id)

    def member(self, unit_id: int, person_id: int, on: date) -> Person | None:
        """Return a person who holds a post in a unit on a day."""
        rows = self._holdings.get((unit_id, person_id), ())
        return next((row.person for row in rows if is_valid(row, on)), None)

    def on_duty(self, unit_id: int, at: datetime) -> list[int]:
        """Return who is on duty for a unit, in the order in which they are called."""
        rows = (row for row in self._shifts.get(unit_id, ()) if row.starts_at <= at < row.ends_at)
        return list(dict.fromkeys(row.person_id for row in rows))

    def deputy(self, person_id: int, at: datetime) -> int | None:
        """Return who stands in for a person that is away."""
        rows = self._absences.get(person_id, ())
        return next((row.deputy_id for row in rows if row.starts_at <= at < row.ends_at), None)
