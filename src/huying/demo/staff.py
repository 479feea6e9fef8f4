"""The people of the synthetic city 演示人员: somebody in every kind of post, in every unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from huying.accounts import actions as accounts
from huying.accounts.actions import PersonRow
from huying.demo.words import person, phone, read
from huying.rules.roles import Role, UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from random import Random

    from huying.core.actors import Actor
    from huying.demo.estates import Estate
    from huying.demo.places import Places
    from huying.enterprises.models import Enterprise

SINCE = date(2018, 12, 1)
CITY = "3710"
COMMITTEES = 443
CITY_POSTS = (
    Role.CITY_LEADER,
    Role.CITY_CLERK,
    Role.CITY_CLERK,
    Role.AUDITOR,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDIT_ADMIN,
)


@dataclass(slots=True)
class Staffing:
    """Rows of people being drawn; sign-in names are the role with a number."""

    rng: Random
    rows: list[PersonRow] = field(default_factory=list)
    _counts: dict[Role, int] = field(default_factory=dict)

    def seat(self, unit: str, kind: UnitKind, place: str, *roles: Role, subject: str = "", covers: str = "") -> None:
        """Put somebody into each post of a unit; a second post of a role is numbered."""
        titles: dict[Role, int] = {}
        for role in roles:
            self._counts[role] = self._counts.get(role, 0) + 1
            titles[role] = titles.get(role, 0) + 1
            title = str(read("names")["titles"][role.value])
            self.rows.append(
                PersonRow(
                    username=f"{role.value.replace('_', '-')}-{self._counts[role]:03d}",
                    name=person(self.rng),
                    phone=phone(self.rng),
                    unit_name=unit,
                    unit_kind=kind,
                    unit_place=place,
                    subject=subject,
                    title=title if titles[role] == 1 else f"{title}{titles[role]}",
                    role=role,
                    post_place=covers or place,
                    valid_from=SINCE,
                    is_synthetic=True,
                )
            )


def staff(
    places: Places,
    found: Sequence[Estate],
    firms: dict[str, list[Enterprise]],
    rng: Random,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Fill every unit with people."""
    staffing = Staffing(rng)
    _offices(staffing, places)
    _streets(staffing, places)
    for district, listed in firms.items():
        for firm in listed:
            roles = (Role.ENTERPRISE_STAFF, Role.ENTERPRISE_STAFF)
            staffing.seat(firm.unit.name, UnitKind.ENTERPRISE, district, *roles)
    _committees(staffing, found)
    accounts.save_people(rows=staffing.rows, actor=actor, at=at)


def _offices(staffing: Staffing, places: Places) -> None:
    names = read("names")
    staffing.seat(names["offices"]["city"], UnitKind.CITY_OFFICE, CITY, *CITY_POSTS)
    desk = (Role.HOTLINE_DESK,) * 3 + (Role.CALLER,) * 4
    staffing.seat(names["offices"]["hotline"], UnitKind.HOTLINE, CITY, *desk)
    for code, name in places.districts.items():
        roles = (Role.DISTRICT_LEADER, Role.DISTRICT_CLERK, Role.DISTRICT_CLERK)
        staffing.seat(f"{name}{names['offices']['district']}", UnitKind.DISTRICT_OFFICE, code, *roles)
        for subject, title in names["departments"].items():
            officers = (Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_OFFICER)
            staffing.seat(f"{name}{title}", UnitKind.DEPARTMENT, code, *officers, subject=subject)


def _streets(staffing: Staffing, places: Places) -> None:
    offices = read("names")["offices"]
    for code, name in places.streets.items():
        suffix = offices["town_suffix"] if code[6] == "1" else offices["street_suffix"]
        roles = (Role.STREET_LEADER, Role.STREET_OFFICER, Role.STREET_OFFICER)
        staffing.seat(f"{name}{suffix}", UnitKind.STREET, code, *roles)
    for code, name in places.communities.items():
        workers = (Role.COMMUNITY_WORKER, Role.COMMUNITY_WORKER)
        staffing.seat(f"{name}{offices['community_suffix']}", UnitKind.COMMUNITY, code, *workers)


def _committees(staffing: Staffing, found: Sequence[Estate]) -> None:
    suffix = read("names")["offices"]["committee_suffix"]
    for estate in staffing.rng.sample(list(found), COMMITTEES):
        community = estate.code.partition("-")[0]
        name = f"{estate.name}{suffix}"
        staffing.seat(name, UnitKind.COMMITTEE, community, Role.COMMITTEE_MEMBER, covers=estate.code)
