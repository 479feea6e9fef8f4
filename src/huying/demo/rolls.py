"""Full owners' rolls of some compounds 演示业主名册: every part with its area, every owner sealed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from huying.demo.words import person, read
from huying.estates import actions as estates
from huying.estates.actions import OwnerRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from random import Random

    from huying.core.actors import Actor
    from huying.demo.estates import Estate

PARTS_A_ROLL = 333
HOMES_A_FLOOR, UNITS_A_BUILDING, FLOORS = 2, 3, 10
TWO_OWNERS, SEVERAL_PARTS = 0.35, 0.06
AREAS = (6_200, 7_450, 8_890, 9_310, 10_460, 11_870, 12_930, 14_250)
SOURCES = ("registered", "registered", "registered", "surveyed", "contract")


def choose(found: Sequence[Estate], count: int, rng: Random) -> list[Estate]:
    """Draw the compounds that have a full roll: those about as large as a roll."""
    likely = sorted(found, key=lambda each: (abs(each.households - PARTS_A_ROLL), each.code))[: count * 2]
    return sorted(rng.sample(likely, count), key=lambda each: each.code)


class Roll:
    """Owners' rolls being drawn; numbers are of the shape of a passport that nobody issues."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._owners = 0

    def rows(self, estate: Estate) -> list[OwnerRow]:
        """Return the roll of one compound."""
        rows: list[OwnerRow] = []
        last: tuple[str, str] | None = None
        for index in range(PARTS_A_ROLL):
            keeps = last is not None and self.rng.random() < SEVERAL_PARTS
            owners = [last] if keeps and last else [self._owner()]
            last = owners[0]
            if self.rng.random() < TWO_OWNERS:
                owners.append(self._owner())
            rows += self._part(estate, index, owners)
        return rows

    def _owner(self) -> tuple[str, str]:
        self._owners += 1
        return person(self.rng), f"DM{self._owners:08d}"

    def _part(self, estate: Estate, index: int, owners: list[tuple[str, str]]) -> list[OwnerRow]:
        words = read("names")
        building, rest = divmod(index, HOMES_A_FLOOR * UNITS_A_BUILDING * FLOORS)
        unit, place = divmod(rest, HOMES_A_FLOOR * FLOORS)
        floor, door = divmod(place, HOMES_A_FLOOR)
        area, source = self.rng.choice(AREAS), self.rng.choice(SOURCES)
        since = date(max(estate.built_year, 1999) + self.rng.randint(0, 1), self.rng.randint(1, 12), 1)
        return [
            OwnerRow(
                compound_key=estate.key,
                building=words["building"].format(number=building + 1),
                unit_name=words["unit"].format(number=unit + 1),
                door=f"{floor + 1}{door + 1:02d}",
                area_dm2=area,
                area_source=source,
                name=name,
                identity=identity,
                valid_from=since,
                is_synthetic=True,
            )
            for name, identity in owners
        ]


def enroll(
    chosen: Sequence[Estate],
    rng: Random,
    *,
    actor: Actor,
    at: datetime,
    progress: Callable[[int], object],
) -> None:
    """Write the rolls, one compound at a time."""
    roll = Roll(rng)
    for estate in chosen:
        estates.save_owners(rows=roll.rows(estate), actor=actor, at=at)
        progress(1)
