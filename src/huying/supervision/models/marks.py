"""Marks on units as rows 黄牌、红牌、通报."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.marks import MarkKind, MarkState, MarkStep
from huying.supervision.models.orders import Order
from huying.supervision.models.timeline import StepTaken


class Mark(models.Model):
    """One mark on an administrative unit, resting on an order or a case; one that is withdrawn stays as withdrawn."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="marks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="supervision_marks")
    place = models.BigIntegerField()
    giver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="marks_given")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="marks")
    ruler = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="marks_to_rule")
    kind = models.CharField(max_length=10, choices=[(each.value, each.name) for each in MarkKind])
    reason = models.CharField(max_length=20)
    list_version = models.PositiveIntegerField()
    words = models.TextField()
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in MarkState])
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    appeal_by = models.DateTimeField()
    appeal = models.TextField(default="", blank=True)
    appealed_at = models.DateTimeField(null=True)
    rule_by = models.DateTimeField(null=True)
    ruling = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=[each.value for each in MarkState]), name="mark_state"),
            models.CheckConstraint(
                condition=models.Q(order__isnull=False) | models.Q(case__isnull=False), name="mark_rests"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="mark_place"),
            models.Index(fields=["unit", "-id"], name="mark_unit"),
        ]

    def __str__(self) -> str:
        return f"mark {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: M and the key."""
        return f"M{self.pk:06d}"


class MarkStepTaken(StepTaken):
    """One step of a mark 亮牌记录."""

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in MarkStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mark", "id"], name="mark_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.mark_id}"
