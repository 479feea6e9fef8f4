"""Rule sets 规则集: versioned data with validity, source and level of norm."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from django.db import models


class VersionState(Enum):
    """Where a version of rules stands."""

    DRAFT = "draft"  # 草案
    PROPOSED = "proposed"  # 待发布
    RELEASED = "released"  # 已发布


class RuleSet(models.Model):
    """One version of a family of rules 规则版本: what a page applied on a day can always be quoted."""

    family = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    is_released = models.BooleanField(default=False)
    is_proposed = models.BooleanField(default=False)
    drafted_by = models.BigIntegerField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    released_by = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=400, default="")
    body: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["family", "number"], name="rule_set_once"),
            models.CheckConstraint(
                condition=models.Q(released_by=None)
                | (~models.Q(released_by=models.F("drafted_by")) & ~models.Q(released_by=models.F("proposed_by"))),
                name="rule_set_two_persons",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["family", "valid_from"], name="rule_set_family")]

    def __str__(self) -> str:
        return f"{self.family} {self.number}"

    @property
    def state(self) -> VersionState:
        """Return where the version stands."""
        if self.is_released:
            return VersionState.RELEASED
        return VersionState.PROPOSED if self.is_proposed else VersionState.DRAFT


class WorkDay(models.Model):
    """A day that is not what its weekday says 工作日历: holiday or make-up day, editable."""

    on = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=100, default="")

    def __str__(self) -> str:
        return f"{self.on} {self.is_working}"
