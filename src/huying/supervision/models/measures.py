"""Measures towards enterprises as rows 约谈、责令改正、移送."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.measures import MeasureKind, MeasureState, MeasureStep, Outcome, Service
from huying.supervision.models.timeline import StepTaken


class Measure(models.Model):
    """One means of law towards an enterprise, by a body with the power; `receiver` is whom it was transferred to."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="measures")
    place = models.BigIntegerField()
    compound_key = models.BigIntegerField(null=True)
    body = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="measures_taken")
    firm = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="measures_met")
    receiver = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="measures_received")
    kind = models.CharField(max_length=10, choices=[(each.value, each.name) for each in MeasureKind])
    ground = models.CharField(max_length=20, default="", blank=True)
    list_version = models.PositiveIntegerField()
    words = models.TextField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in MeasureState])
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    served_at = models.DateTimeField(null=True)
    service = models.CharField(
        max_length=12, choices=[(each.value, each.name) for each in Service], default="", blank=True
    )
    late_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=12, choices=[(each.value, each.name) for each in Outcome], default="", blank=True
    )
    result = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in MeasureState]), name="measure_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=MeasureKind.RECTIFY.value)
                | (~models.Q(ground="") & models.Q(due_on__isnull=False)),
                name="measure_rectify",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="measure_place"),
            models.Index(fields=["firm", "-id"], name="measure_firm"),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: E and the key."""
        return f"E{self.pk:06d}"


class MeasureStepTaken(StepTaken):
    """One step of a measure 措施记录."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in MeasureStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "id"], name="measure_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.measure_id}"
