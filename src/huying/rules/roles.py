"""What kinds of post exist 岗位类别, and on which level each works."""

from __future__ import annotations

from enum import Enum


class Role(Enum):
    """The kind of a post; what it may do is said by the policies, where it may do so by its ranges."""

    CITY_LEADER = "city_leader"  # 市级领导
    CITY_CLERK = "city_clerk"  # 市级经办
    HOTLINE_DESK = "hotline_desk"  # 热线坐席
    DISTRICT_LEADER = "district_leader"  # 区市领导
    DISTRICT_CLERK = "district_clerk"  # 区市经办
    STREET_LEADER = "street_leader"  # 镇街领导
    STREET_OFFICER = "street_officer"  # 镇街经办
    COMMUNITY_WORKER = "community_worker"  # 社区工作者
    DEPARTMENT_LEADER = "department_leader"  # 部门领导
    DEPARTMENT_OFFICER = "department_officer"  # 部门经办
    ENTERPRISE_STAFF = "enterprise_staff"  # 物业企业员工
    COMMITTEE_MEMBER = "committee_member"  # 业委会委员
    CALLER = "caller"  # 独立回访员
    AUDITOR = "auditor"  # 审计人员
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    SECURITY_ADMIN = "security_admin"  # 安全管理员
    AUDIT_ADMIN = "audit_admin"  # 审计管理员


class UnitKind(Enum):
    """The kind of a unit 单位 that can hold a case."""

    CITY_OFFICE = "city_office"  # 市物业办
    DISTRICT_OFFICE = "district_office"  # 区市物业办
    STREET = "street"  # 镇街
    COMMUNITY = "community"  # 社区
    DEPARTMENT = "department"  # 职能部门
    HOTLINE = "hotline"  # 热线中心
    ENTERPRISE = "enterprise"  # 物业服务企业
    COMMITTEE = "committee"  # 业主委员会


OFFICIAL = frozenset(
    {
        Role.CITY_LEADER,
        Role.CITY_CLERK,
        Role.HOTLINE_DESK,
        Role.DISTRICT_LEADER,
        Role.DISTRICT_CLERK,
        Role.STREET_LEADER,
        Role.STREET_OFFICER,
        Role.COMMUNITY_WORKER,
        Role.DEPARTMENT_LEADER,
        Role.DEPARTMENT_OFFICER,
        Role.CALLER,
    }
)
LEADERS = frozenset({Role.CITY_LEADER, Role.DISTRICT_LEADER, Role.STREET_LEADER, Role.DEPARTMENT_LEADER})
SHIELDED_FROM_REPORTER = frozenset({Role.ENTERPRISE_STAFF, Role.COMMITTEE_MEMBER})
"""Roles that see of a complaint only the brief a person released (house idea 6)."""
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
