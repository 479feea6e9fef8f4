"""The compounds of the synthetic city 演示小区: how many homes, since when, and how each is served by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from huying.demo.causes import COVERED_AT_FIRST, FIRST_DAY, LAST_DAY, SHARES
from huying.demo.words import read, shared_out, weighted
from huying.enterprises import actions as enterprises
from huying.enterprises.actions import EnterpriseRow, ServiceRow
from huying.enterprises.models import Enterprise, ServiceMode
from huying.estates import actions as estates
from huying.estates.actions import BuildingRow, CompoundRow
from huying.estates.identity import credit_check
from huying.rules.places import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from random import Random

    from huying.core.actors import Actor
    from huying.demo.places import Places

COMPOUNDS, ENTERPRISES = 3000, 353
BEFORE = date(2018, 1, 1)
HOMES_A_BUILDING, DM2_A_HOME = 60, 9_600
OLD, YOUNG = 2000, 2016
CHANGES_FIRM, ENDS_SOON = 0.06, 0.02
SERVED = {ServiceMode.ENTERPRISE: 84.0, ServiceMode.COMMUNITY_RUN: 8.0, ServiceMode.OWNERS: 6.0}
"""Modes of compounds served on the first day, but for new ones, which their developer's firm serves."""
TAKEN_UP = {ServiceMode.ENTERPRISE: 48.0, ServiceMode.COMMUNITY_RUN: 44.0, ServiceMode.OWNERS: 8.0}
"""Modes that compounds without service came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """A compound as it was drawn."""

    code: str
    name: str
    district: str
    households: int
    built_year: int
    is_served_at_first: bool

    @property
    def key(self) -> int:
        """Return the key of its place."""
        return key_of(self.code)

    def building_rows(self) -> list[BuildingRow]:
        """Return its buildings with their totals."""
        pattern = str(read("names")["building"])
        names = [pattern.format(number=number) for number in range(1, self.households // HOMES_A_BUILDING + 2)]
        homes = shared_out(self.households, dict.fromkeys(names, 1.0))
        return [
            BuildingRow(compound_key=self.key, name=name, parts_total=count, area_dm2_total=count * DM2_A_HOME)
            for name, count in homes.items()
        ]


def draw(places: Places, rng: Random) -> list[Estate]:
    """Draw the compounds of the city."""
    weights = {code: _weight(places, code) for code in places.communities}
    names = _names(rng)
    found: list[Estate] = []
    for community, count in shared_out(COMPOUNDS, weights, least=1).items():
        district = places.district_of(community)
        found += [_drawn(f"{community}-{serial:04d}", district, next(names), rng) for serial in range(1, count + 1)]
    return found


def _weight(places: Places, community: str) -> float:
    district = places.district_of(community)
    inside = sum(places.district_of(code) == district for code in places.communities)
    return SHARES[district] / inside * (1.6 if community[6] == "0" else 1.0)


def _names(rng: Random) -> Iterator[str]:
    words = read("names")
    pairs = [
        f"{first}{last}{phase}"
        for first in words["compound_first"]
        for last in words["compound_last"]
        for phase in dict.fromkeys(words["phases"])
    ]
    rng.shuffle(pairs)
    return iter(pairs)


def _drawn(code: str, district: str, name: str, rng: Random) -> Estate:
    built = rng.randint(1983, 2020)
    return Estate(
        code=code,
        name=name,
        district=district,
        households=min(max(round(rng.lognormvariate(5.3, 0.8)), 18), 2400),
        built_year=built,
        is_served_at_first=rng.random() < COVERED_AT_FIRST + (0.06 if built >= OLD else -0.08),
    )


def write(found: Sequence[Estate], rng: Random, *, actor: Actor, at: datetime) -> None:
    """Write compounds with addresses, and their buildings with totals."""
    words = read("names")
    rows = [
        CompoundRow(
            code=each.code,
            name=each.name,
            address=words["address"].format(
                road=rng.choice(words["road_first"]) + rng.choice(words["road_last"]), number=rng.randint(1, 320)
            ),
            households=each.households,
            area_dm2=each.households * DM2_A_HOME,
            built_year=each.built_year,
            is_synthetic=True,
        )
        for each in found
    ]
    estates.save_compounds(rows=rows, actor=actor, at=at)
    estates.save_buildings(rows=[row for each in found for row in each.building_rows()], actor=actor, at=at)


def found_firms(rng: Random, *, actor: Actor, at: datetime) -> dict[str, list[Enterprise]]:
    """Found the enterprises and return them by district."""
    words = read("names")
    pairs = [f"{first}{second}" for first in words["firm_first"] for second in words["firm_second"]]
    names = iter(rng.sample(pairs, ENTERPRISES))
    rows: list[EnterpriseRow] = []
    for district, count in shared_out(ENTERPRISES, SHARES).items():
        for _ in range(count):
            code = f"91{district}MADEM{len(rows) + 1:04d}"
            rows.append(
                EnterpriseRow(
                    credit_code=code + credit_check(code),
                    name=next(names) + rng.choice(words["firm_last"]),
                    place_code=district,
                    legal_person=rng.choice(words["surnames"]) + rng.choice(words["given"]),
                    registered_on=date(rng.randint(1998, 2017), rng.randint(1, 12), rng.randint(1, 28)),
                    staff_count=min(round(rng.lognormvariate(3.3, 0.9)) + 4, 900),
                    is_synthetic=True,
                )
            )
    enterprises.save_enterprises(rows=rows, actor=actor, at=at)
    codes = {row.credit_code: row.place_code for row in rows}
    firms: dict[str, list[Enterprise]] = {district: [] for district in SHARES}
    for firm in Enterprise.objects.filter(credit_code__in=codes).select_related("unit").order_by("credit_code"):
        firms[codes[firm.credit_code]].append(firm)
    return firms


def serve(
    found: Sequence[Estate], firms: dict[str, list[Enterprise]], rng: Random, *, actor: Actor, at: datetime
) -> None:
    """Say how each compound is served on each day."""
    rows = [row for each in found for row in _services(each, firms[each.district], rng)]
    enterprises.save_services(rows=rows, actor=actor, at=at)


def _services(estate: Estate, firms: Sequence[Enterprise], rng: Random) -> list[ServiceRow]:
    begin = max(BEFORE, date(estate.built_year, 7, 1))
    if not estate.is_served_at_first and begin < FIRST_DAY:
        none = ServiceRow(compound_key=estate.key, mode=ServiceMode.NONE, valid_from=begin)
        return [none, _row(estate, _mode(TAKEN_UP, rng), firms, rng, since=_some_day(rng))]
    mode = ServiceMode.EARLY_STAGE if estate.built_year >= YOUNG else _mode(SERVED, rng)
    ends_soon = mode is ServiceMode.ENTERPRISE and rng.random() < ENDS_SOON
    until = LAST_DAY + timedelta(days=rng.randint(20, 150)) if ends_soon else None
    rows = [_row(estate, mode, firms, rng, since=begin, until=until)]
    if until is None and mode is ServiceMode.ENTERPRISE and rng.random() < CHANGES_FIRM:
        rows.append(_row(estate, ServiceMode.ENTERPRISE, firms, rng, since=_some_day(rng)))
    return rows


def _mode(weights: dict[ServiceMode, float], rng: Random) -> ServiceMode:
    return ServiceMode(weighted(rng, {mode.value: weight for mode, weight in weights.items()}))


def _some_day(rng: Random) -> date:
    return FIRST_DAY + timedelta(days=rng.randint(20, (LAST_DAY - FIRST_DAY).days - 20))


def _row(
    estate: Estate,
    mode: ServiceMode,
    firms: Sequence[Enterprise],
    rng: Random,
    *,
    since: date,
    until: date | None = None,
) -> ServiceRow:
    is_firm = mode in {ServiceMode.ENTERPRISE, ServiceMode.EARLY_STAGE}
    index = min(int(len(firms) * rng.random() ** 1.8), len(firms) - 1)
    return ServiceRow(
        compound_key=estate.key,
        mode=mode,
        valid_from=since,
        valid_to=until,
        enterprise=firms[index] if is_firm else None,
        contract_number=f"DEMO-{estate.code[-17:]}-{since:%Y}"[:40] if is_firm else "",
        signed_on=since - timedelta(days=rng.randint(3, 40)) if is_firm else None,
        fee_fen_per_m2=rng.randrange(50, 280, 5) if is_firm else None,
    )
