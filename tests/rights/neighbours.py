"""The rest of the cast: a second firm, an owners' committee, and offices of places that are none of our business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from huying.accounts import actions as accounts
from huying.core.actors import SYSTEM
from huying.enterprises import actions as enterprises
from huying.enterprises.actions import EnterpriseRow
from huying.rules.roles import Role, UnitKind
from tests.people import AT, seat

if TYPE_CHECKING:
    from tests.people import City

ELSEWHERE = "371003001"
UNITS = {
    "committee": ("海悦花园业委会", UnitKind.COMMITTEE, "371002003001"),
    "other_committee": ("别处业委会", UnitKind.COMMITTEE, ELSEWHERE),
    "other_street": ("别处街道办事处", UnitKind.STREET, ELSEWHERE),
    "other_department": ("文登区住建局", UnitKind.DEPARTMENT, "371003"),
}
POSTS = {
    "committee_member": ("committee", Role.COMMITTEE_MEMBER, "371002003001"),
    "other_committee_member": ("other_committee", Role.COMMITTEE_MEMBER, ELSEWHERE),
    "other_street_leader": ("other_street", Role.STREET_LEADER, ELSEWHERE),
    "other_street_officer": ("other_street", Role.STREET_OFFICER, ELSEWHERE),
    "other_department_officer": ("other_department", Role.DEPARTMENT_OFFICER, "371003"),
    "other_firm_staff": ("other_firm", Role.ENTERPRISE_STAFF, "371003"),
    "other_leader": ("other_district", Role.DISTRICT_LEADER, "371003"),
}
FIRM_SIDE = ("firm_staff", "firm_manager", "other_firm_staff", "committee_member", "other_committee_member")
"""Whoever must never learn who complained."""


def settle(city: City) -> City:
    """Let the neighbours move in."""
    other = enterprises.create_enterprise(
        row=EnterpriseRow(name="远方物业服务有限公司", credit_code="91371003MA3C000027", place_code="371003"),
        actor=SYSTEM,
        at=AT,
    )
    city.units["other_firm"] = other.unit
    for name, (title, kind, place) in UNITS.items():
        city.units[name] = accounts.create_unit(name=title, kind=kind, place_code=place, actor=SYSTEM, at=AT)
    for name, (unit, role, place) in POSTS.items():
        seat(city, name, unit=unit, role=role, place=place)
    return city


def signed_in(city: City, name: str) -> Client:
    """Return the browser of somebody of the cast; nobody's where the name is empty."""
    browser = Client(raise_request_exception=False)
    if name:
        browser.force_login(city.people[name])
    return browser
