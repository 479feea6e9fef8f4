"""What the closed lists of registers are called on sheets 选项名称, Chinese first."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from huying.enterprises.models import ServiceMode
from huying.rules.roles import Role, UnitKind
from huying.sheets.columns import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=Enum)

MODE_WORDS = {
    ServiceMode.ENTERPRISE: ("物业服务企业", "enterprise"),
    ServiceMode.EARLY_STAGE: ("前期物业", "early stage"),
    ServiceMode.OTHER_MANAGER: ("其他管理人", "other manager"),
    ServiceMode.COMMUNITY_RUN: ("社区托管", "community run"),
    ServiceMode.OWNERS: ("业主自管", "owners"),
    ServiceMode.NONE: ("无物业服务", "none", "无服务", "无物业"),
}
AREA_WORDS = {
    "registered": ("不动产登记", "registered", "登记"),
    "surveyed": ("实测", "surveyed"),
    "contract": ("买卖合同", "contract", "合同"),
}
UNIT_WORDS = {
    UnitKind.CITY_OFFICE: ("市物业办", "city office"),
    UnitKind.DISTRICT_OFFICE: ("区市物业办", "district office"),
    UnitKind.STREET: ("镇街", "street", "街道", "镇"),
    UnitKind.COMMUNITY: ("社区", "community"),
    UnitKind.DEPARTMENT: ("职能部门", "department", "部门"),
    UnitKind.HOTLINE: ("热线中心", "hotline"),
    UnitKind.ENTERPRISE: ("物业服务企业", "enterprise"),
    UnitKind.COMMITTEE: ("业主委员会", "committee", "业委会"),
}
ROLE_WORDS = {
    Role.CITY_LEADER: ("市级领导", "city leader"),
    Role.CITY_CLERK: ("市级经办", "city clerk"),
    Role.HOTLINE_DESK: ("热线坐席", "hotline desk"),
    Role.DISTRICT_LEADER: ("区市领导", "district leader"),
    Role.DISTRICT_CLERK: ("区市经办", "district clerk"),
    Role.STREET_LEADER: ("镇街领导", "street leader"),
    Role.STREET_OFFICER: ("镇街经办", "street officer"),
    Role.COMMUNITY_WORKER: ("社区工作者", "community worker"),
    Role.DEPARTMENT_LEADER: ("部门领导", "department leader"),
    Role.DEPARTMENT_OFFICER: ("部门经办", "department officer"),
    Role.ENTERPRISE_STAFF: ("物业企业员工", "enterprise staff"),
    Role.COMMITTEE_MEMBER: ("业委会委员", "committee member"),
    Role.CALLER: ("独立回访员", "caller"),
    Role.AUDITOR: ("审计人员", "auditor"),
}
"""The three administrators stand on no sheet: they are made one by one."""


def choices_of(words: Mapping[E, tuple[str, ...]]) -> tuple[Choice, ...]:
    """Return the choices of an enumeration as a sheet offers them."""
    return tuple(Choice(str(member.value), labels) for member, labels in words.items())


MODES = choices_of(MODE_WORDS)
UNITS = choices_of(UNIT_WORDS)
ROLES = choices_of(ROLE_WORDS)
AREAS = tuple(Choice(value, labels) for value, labels in AREA_WORDS.items())
