"""The places of the synthetic city 演示区划: the real districts and streets, with invented communities in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from huying.demo.causes import SHARES
from huying.demo.words import read, shared_out
from huying.regions import actions as regions
from huying.regions.queries import place_book
from huying.rules.places import PlaceLevel

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from huying.core.actors import Actor

COMMUNITIES = 258
SYNTHETIC_STREET, GOVERNED_BY = "371002909", "371071"
GOVERNED_SINCE = date(2018, 1, 1)
URBAN, RURAL = 5.0, 2.0


@dataclass(slots=True, kw_only=True)
class Places:
    """Streets by code with the district or zone that governs them, and communities by code with their street."""

    districts: dict[str, str] = field(default_factory=dict)
    streets: dict[str, str] = field(default_factory=dict)
    communities: dict[str, str] = field(default_factory=dict)

    def district_of(self, code: str) -> str:
        """Return the district or zone that governs a street or what lies in it."""
        return GOVERNED_BY if code.startswith(SYNTHETIC_STREET) else code[:6]


def known() -> Places:
    """Return the places as the register holds them."""
    found = Places()
    for level, names in (
        (PlaceLevel.DISTRICT, found.districts),
        (PlaceLevel.STREET, found.streets),
        (PlaceLevel.COMMUNITY, found.communities),
    ):
        names |= {place.code: place.name for place in place_book().of_level(level)}
    return found


def settle(rng: Random, *, actor: Actor, at: datetime) -> Places:
    """Add the synthetic street and the communities to the shipped districts and streets."""
    name = str(read("names")["synthetic_street"])
    regions.create_region(code=SYNTHETIC_STREET, name=name, is_synthetic=True, actor=actor, at=at)
    regions.set_administration(code=SYNTHETIC_STREET, by=GOVERNED_BY, valid_from=GOVERNED_SINCE, actor=actor, at=at)
    regions.create_regions(names=_communities(known(), rng), is_synthetic=True, actor=actor, at=at)
    return known()


def _communities(places: Places, rng: Random) -> dict[str, str]:
    names = read("names")
    pairs = [f"{first}{second}" for first in names["community_first"] for second in names["community_second"]]
    drawn = iter(rng.sample(pairs, COMMUNITIES))
    weights = {code: _weight(places, code) for code in places.streets}
    return {
        f"{street}{serial:03d}": f"{next(drawn)}{names['community_last']}"
        for street, count in shared_out(COMMUNITIES, weights, least=1).items()
        for serial in range(1, count + 1)
    }


def _weight(places: Places, street: str) -> float:
    own = URBAN if street[6] == "0" else RURAL
    return own * (0.5 + SHARES[places.district_of(street)])
