"""The cast 人物: a small city with somebody in every post, which the tests tell their stories about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from huying.accounts import actions as accounts
from huying.accounts import queries as account_queries
from huying.cases.actions.demands import Demand
from huying.cases.actions.receiving import receive
from huying.config import reference
from huying.core.actors import RESIDENT, SYSTEM, Actor
from huying.enterprises import actions as enterprises
from huying.enterprises.actions import EnterpriseRow, ServiceRow
from huying.enterprises.models import Enterprise, ServiceMode
from huying.estates import actions as estates
from huying.estates.actions import CompoundRow
from huying.regions import actions as regions
from huying.rules.case_facts import Channel, Kind, Nature
from huying.rules.roles import Role, UnitKind

if TYPE_CHECKING:
    from huying.accounts.models import Person, Unit
    from huying.cases.models import Case
    from huying.estates.models import Compound

AT = datetime(2021, 6, 1, 2, tzinfo=UTC)  # Tuesday 1 June 2021, 10:00 in Weihai
SINCE = date(2019, 1, 1)
DISTRICT, STREET, COMMUNITY = "371002", "371002003", "371002003001"
ZONE = "371071"


@dataclass(kw_only=True)
class City:
    """Units and actors by name."""

    units: dict[str, Unit] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    served: Compound
    unserved: Compound
    firm: Enterprise

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]

    def demand(self, **given: Any) -> Demand:
        """Return a demand about the served compound."""
        facts: dict[str, Any] = {
            "channel": Channel.WEB,
            "text": "3号楼电梯昨天起停运，老人上下楼困难。",
            "kind": Kind.HELP,
            "nature": Nature.SERVICE,
            "place": self.served.key,
            "compound": self.served.key,
            "phone": "13812341234",
            "name": "王芳",
        }
        return Demand(**(facts | given))

    def receive(self, *, actor: Actor = RESIDENT, at: datetime = AT, **given: Any) -> Case:
        """Receive a case about the served compound."""
        return receive(self.demand(**given), actor=actor, at=at).case


UNITS = {
    "city": ("市物业办", UnitKind.CITY_OFFICE, "3710", ""),
    "hotline": ("市热线中心", UnitKind.HOTLINE, "3710", ""),
    "district": ("环翠区物业办", UnitKind.DISTRICT_OFFICE, DISTRICT, ""),
    "other_district": ("文登区物业办", UnitKind.DISTRICT_OFFICE, "371003", ""),
    "street": ("竹岛街道办事处", UnitKind.STREET, STREET, ""),
    "community": ("竹岛社区居委会", UnitKind.COMMUNITY, COMMUNITY, ""),
    "housing": ("环翠区住建局", UnitKind.DEPARTMENT, DISTRICT, "housing"),
    "urban": ("环翠区综合行政执法局", UnitKind.DEPARTMENT, DISTRICT, "urban_management"),
}
POSTS = {
    "city_leader": ("city", Role.CITY_LEADER, "3710"),
    "city_clerk": ("city", Role.CITY_CLERK, "3710"),
    "hotline_desk": ("hotline", Role.HOTLINE_DESK, "3710"),
    "caller": ("hotline", Role.CALLER, "3710"),
    "auditor": ("city", Role.AUDITOR, "3710"),
    "district_leader": ("district", Role.DISTRICT_LEADER, DISTRICT),
    "district_clerk": ("district", Role.DISTRICT_CLERK, DISTRICT),
    "other_clerk": ("other_district", Role.DISTRICT_CLERK, "371003"),
    "street_leader": ("street", Role.STREET_LEADER, STREET),
    "street_officer": ("street", Role.STREET_OFFICER, STREET),
    "community_worker": ("community", Role.COMMUNITY_WORKER, COMMUNITY),
    "department_officer": ("urban", Role.DEPARTMENT_OFFICER, DISTRICT),
    "department_leader": ("urban", Role.DEPARTMENT_LEADER, DISTRICT),
    "system_admin": ("city", Role.SYSTEM_ADMIN, "3710"),
    "security_admin": ("city", Role.SECURITY_ADMIN, "3710"),
    "audit_admin": ("city", Role.AUDIT_ADMIN, "3710"),
}
PASSWORD = "correct horse battery"


def build_city() -> City:
    """Build the cast through the doors of the registers."""
    reference.load()
    regions.create_regions(
        names={COMMUNITY: "竹岛社区", "371002003002": "塔山社区"}, is_synthetic=True, actor=SYSTEM, at=AT
    )
    served, unserved = (
        estates.create_compound(row=CompoundRow(code=f"{COMMUNITY}-{serial}", name=name), actor=SYSTEM, at=AT)
        for serial, name in (("0001", "海悦花园"), ("0002", "老港宿舍"))
    )
    firm = enterprises.create_enterprise(
        row=EnterpriseRow(name="安居物业服务有限公司", credit_code="91371002MA3C00001M", place_code=DISTRICT),
        actor=SYSTEM,
        at=AT,
    )
    for row in (
        ServiceRow(compound_key=served.key, mode=ServiceMode.ENTERPRISE, valid_from=SINCE, enterprise=firm),
        ServiceRow(compound_key=unserved.key, mode=ServiceMode.NONE, valid_from=SINCE),
    ):
        enterprises.set_service(row=row, actor=SYSTEM, at=AT)
    city = City(served=served, unserved=unserved, firm=firm)
    for name, (title, kind, place, subject) in UNITS.items():
        city.units[name] = accounts.create_unit(
            name=title, kind=kind, place_code=place, subject=subject, actor=SYSTEM, at=AT
        )
    city.units["firm"] = firm.unit
    for name, (unit, role, place) in (POSTS | _firm_posts()).items():
        seat(city, name, unit=unit, role=role, place=place)
    return city


def _firm_posts() -> dict[str, tuple[str, Role, str]]:
    return {
        "firm_staff": ("firm", Role.ENTERPRISE_STAFF, DISTRICT),
        "firm_manager": ("firm", Role.ENTERPRISE_STAFF, DISTRICT),
    }


def seat(city: City, name: str, *, unit: str, role: Role, place: str) -> Actor:
    """Put a new person into a new post."""
    person = accounts.create_person(username=name, name=f"某{name}", password=PASSWORD, actor=SYSTEM, at=AT)
    post = accounts.create_post(unit=city.units[unit], title=name, role=role, place_code=place, actor=SYSTEM, at=AT)
    accounts.hold_post(person=person, post=post, valid_from=SINCE, actor=SYSTEM, at=AT)
    city.people[name] = person
    city.actors[name] = account_queries.actor_for(person, at=AT)
    return city.actors[name]
