"""Rule sets 规则集: versioned data with validity, source and level of norm."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class RuleSet(models.Model):
    """One version of a family of rules 规则版本: what a page applied on a day can always be quoted."""

    family = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    is_released = models.BooleanField(default=False)
    body: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["family", "number"], name="rule_set_once")]
        indexes: ClassVar = [models.Index(fields=["family", "valid_from"], name="rule_set_family")]

    def __str__(self) -> str:
        return f"{self.family} {self.number}"


class WorkDay(models.Model):
    """A day that is not what its weekday says 工作日历: holiday or make-up day, editable."""

    on = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, default="")
    source = models.CharField(max_length=100, default="")

    def __str__(self) -> str:
        return f"{self.on} {self.is_working}"
