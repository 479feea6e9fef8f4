"""Firms, contracts, and how each compound is served on each day 物业服务企业与服务方式."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from django.db import models

from huying.accounts.models import Unit
from huying.estates.models import Compound


class ServiceMode(Enum):
    """Who serves a compound 服务方式."""

    ENTERPRISE = "enterprise"  # 物业服务企业
    EARLY_STAGE = "early_stage"  # 前期物业服务
    OTHER_MANAGER = "other_manager"  # 其他管理人
    COMMUNITY_RUN = "community_run"  # 社区托管
    OWNERS = "owners"  # 业主自管
    NONE = "none"  # 无物业服务


class Enterprise(models.Model):
    """A property-service enterprise 物业服务企业; its unit can hold cases."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="enterprise")
    credit_code = models.CharField(max_length=18, unique=True)
    staff_count = models.PositiveIntegerField(default=0)
    legal_person = models.CharField(max_length=40, default="")
    registered_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.unit.name


class Service(models.Model):
    """How a compound is served from when to when, by whom, under which contract 服务方式及合同."""

    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="services")
    mode = models.CharField(max_length=16, choices=[(mode.value, mode.name) for mode in ServiceMode])
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="services")
    contract_number = models.CharField(max_length=40, default="")
    signed_on = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    fee_fen_per_m2 = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(mode__in=[mode.value for mode in ServiceMode]), name="service_mode"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="service_ends_after_start",
            ),
            models.UniqueConstraint(fields=["compound", "valid_from"], name="service_once_a_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["enterprise", "compound"], name="service_enterprise")]

    def __str__(self) -> str:
        return f"{self.compound_id} {self.mode}"
