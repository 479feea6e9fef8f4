"""Parts of a case 协办: what the lead asked of another unit, and what that unit answered it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models.cases import Case


class CasePart(models.Model):
    """What an assisting unit 协办单位 is asked to do for a case; its clock has the kind PART and the same unit.

    It is open until the unit answers or the lead ends it; the answer is for the lead, never for the reporter.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parts")
    task = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=models.Q(answered_at=None, ended_at=None), name="part_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "asked_at"], name="part_open", condition=models.Q(answered_at=None, ended_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} by {self.unit_id}"
