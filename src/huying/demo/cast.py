"""Who acts in the synthetic city 演示角色: the staff of each unit as actors, and the compounds with complaints."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from huying.accounts.models import Holding, ScopeRange
from huying.accounts.queries import valid_on
from huying.core.actors import Actor
from huying.demo.causes import UNCONTENT_WITHOUT_SERVICE
from huying.demo.places import known
from huying.enterprises.models import Service, ServiceMode
from huying.estates.models import Compound
from huying.rules.places import KeyRange, key_of
from huying.rules.roles import LEADERS, Role

if TYPE_CHECKING:
    from datetime import date
    from random import Random

ABOVE = frozenset({Role.CALLER, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


@dataclass(frozen=True, slots=True)
class Home:
    """A compound as its residents name it."""

    key: int
    name: str


@dataclass(slots=True)
class Neighbourhood:
    """The compounds of a district, drawn by how much they complain."""

    homes: list[Home] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    communities: list[int] = field(default_factory=list)
    _sums: list[float] = field(default_factory=list)

    def draw(self, rng: Random) -> Home:
        """Draw a compound."""
        if not self._sums:
            self._sums = list(accumulate(self.weights))
        return rng.choices(self.homes, cum_weights=self._sums)[0]


class Cast:
    """Everybody who acts, read once."""

    def __init__(self, on: date) -> None:
        self.staff: defaultdict[int, list[Actor]] = defaultdict(list)
        self.leaders: defaultdict[int, list[Actor]] = defaultdict(list)
        self.callers: list[Actor] = []
        self.desk: list[Actor] = []
        self.city: list[Actor] = []
        self.neighbourhoods: dict[str, Neighbourhood] = {}
        self._read_actors(on)
        self._read_places(on)

    def _read_actors(self, on: date) -> None:
        ranges: defaultdict[int, list[ScopeRange]] = defaultdict(list)
        for row in ScopeRange.objects.order_by("low", "high"):
            ranges[row.post_id].append(row)
        holdings = Holding.objects.filter(valid_on(on), person__is_active=True)
        for holding in holdings.select_related("post").order_by("pk"):
            self._enter(_actor(holding, ranges[holding.post_id]))

    def _enter(self, actor: Actor) -> None:
        if actor.role is None or actor.unit_id is None:
            return
        if actor.role is Role.CALLER:
            self.callers.append(actor)
        elif actor.role in LEADERS:
            self.leaders[actor.unit_id].append(actor)
        elif actor.role not in ABOVE:
            self.staff[actor.unit_id].append(actor)
        if actor.role is Role.HOTLINE_DESK:
            self.desk.append(actor)
        if actor.role is Role.CITY_CLERK:
            self.city.append(actor)

    def _read_places(self, on: date) -> None:
        places = known()
        self.neighbourhoods = {code: Neighbourhood() for code in places.districts}
        for code in places.communities:
            self.neighbourhoods[places.district_of(code)].communities.append(key_of(code))
        unserved = set(
            Service.objects.filter(valid_on(on), mode=ServiceMode.NONE.value).values_list("compound_id", flat=True)
        )
        rows = Compound.objects.order_by("key").values_list("key", "code", "name", "households")
        for key, code, name, households in rows:
            around = self.neighbourhoods[places.district_of(code)]
            around.homes.append(Home(key, name))
            around.weights.append(households * (UNCONTENT_WITHOUT_SERVICE if key in unserved else 1.0))


def _actor(holding: Holding, ranges: list[ScopeRange]) -> Actor:
    spans = [(KeyRange(row.low, row.high), row.is_exclusion) for row in ranges]
    return Actor(
        person_id=holding.person_id,
        post_id=holding.post_id,
        unit_id=holding.post.unit_id,
        role=Role(holding.post.role),
        include=tuple(span for span, is_exclusion in spans if not is_exclusion),
        exclude=tuple(span for span, is_exclusion in spans if is_exclusion),
    )
