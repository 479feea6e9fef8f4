"""Words for the closed lists of registers 台账字典用语, as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from huying.enterprises.models import ServiceMode
from huying.rules.places import PlaceLevel
from huying.rules.roles import Role, UnitKind

if TYPE_CHECKING:
    from enum import Enum

    from django.utils.functional import _StrPromise

LABELS: dict[Enum, _StrPromise] = {
    ServiceMode.ENTERPRISE: _("Property-service enterprise"),
    ServiceMode.EARLY_STAGE: _("Preliminary service"),
    ServiceMode.OTHER_MANAGER: _("Another manager"),
    ServiceMode.COMMUNITY_RUN: _("Run by the community"),
    ServiceMode.OWNERS: _("Managed by the owners"),
    ServiceMode.NONE: _("No property service"),
    PlaceLevel.CITY: _("City"),
    PlaceLevel.DISTRICT: _("Districts and zones"),
    PlaceLevel.STREET: _("Streets and towns"),
    PlaceLevel.COMMUNITY: _("Communities"),
    UnitKind.CITY_OFFICE: _("City property office"),
    UnitKind.DISTRICT_OFFICE: _("District property office"),
    UnitKind.STREET: _("Street or town office"),
    UnitKind.COMMUNITY: _("Community"),
    UnitKind.DEPARTMENT: _("Department"),
    UnitKind.HOTLINE: _("Hotline centre"),
    UnitKind.ENTERPRISE: _("Property-service enterprise"),
    UnitKind.COMMITTEE: _("Owners' committee"),
    Role.CITY_LEADER: _("City leader"),
    Role.CITY_CLERK: _("City clerk"),
    Role.HOTLINE_DESK: _("Hotline desk"),
    Role.DISTRICT_LEADER: _("District leader"),
    Role.DISTRICT_CLERK: _("District clerk"),
    Role.STREET_LEADER: _("Street leader"),
    Role.STREET_OFFICER: _("Street officer"),
    Role.COMMUNITY_WORKER: _("Community worker"),
    Role.DEPARTMENT_LEADER: _("Department leader"),
    Role.DEPARTMENT_OFFICER: _("Department officer"),
    Role.ENTERPRISE_STAFF: _("Enterprise staff"),
    Role.COMMITTEE_MEMBER: _("Owners' committee member"),
    Role.CALLER: _("Independent caller"),
    Role.AUDITOR: _("Auditor"),
    Role.SYSTEM_ADMIN: _("System administrator"),
    Role.SECURITY_ADMIN: _("Security administrator"),
    Role.AUDIT_ADMIN: _("Audit administrator"),
}


def label(member: Enum) -> str:
    """Return what a page calls a member of a closed list."""
    return str(LABELS[member])
