"""Volumes as rows 卷宗登记: who made which, what for, and by which hash it is known. The file itself is not kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.volumes import Variant, VolumePurpose


class Volume(models.Model):
    """One volume that was handed out; appended, never changed. `digest` is the SHA-256 of the file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="volumes")
    variant = models.CharField(max_length=8, choices=[(each.value, each.name) for each in Variant])
    purpose = models.CharField(max_length=12, choices=[(each.value, each.name) for each in VolumePurpose])
    made_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    papers = models.PositiveIntegerField()
    proved = models.PositiveIntegerField()
    unproved = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(variant__in=[each.value for each in Variant]), name="volume_variant"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=[each.value for each in VolumePurpose]), name="volume_purpose"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "-id"], name="volume_case")]

    def __str__(self) -> str:
        return f"volume {self.pk} of {self.case_id}"
