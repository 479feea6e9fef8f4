"""Visits to compounds and what they found as rows 把脉问诊."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Post, Unit
from huying.cases.models import Case
from huying.estates.models import Compound
from huying.leadership.models.promises import Promise
from huying.rules.visits import VisitState, VisitStep


class Visit(models.Model):
    """A visit 走访 of a leader's post to a compound; `unit` prepares and follows it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="visits")
    visitor = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="visits")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="visits")
    place = models.BigIntegerField()
    aim = models.TextField()
    planned_on = models.DateField()
    made_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in VisitState])
    closed_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in VisitState]), name="visit_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "cancelled"]) | models.Q(made_on__isnull=False),
                name="visit_made",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="visit_place"),
            models.Index(fields=["unit", "-id"], name="visit_unit"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: BM 把脉 and the key."""
        return f"BM{self.pk:06d}"


class VisitCase(models.Model):
    """A finding that is a case 诉求; it is open as long as the case is."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="cases")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="visit_finding")

    def __str__(self) -> str:
        return f"{self.case_id} of {self.visit_id}"


class VisitTask(Promise):
    """A finding that is a task of a unit 任务."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="tasks")

    class Meta(Promise.Meta):
        pass

    @property
    def keeper_id(self) -> int:
        """Return the unit that follows it besides the one that has it."""
        return self.visit.unit_id


class VisitStepTaken(models.Model):
    """One step of a visit 走访记录."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=[(each.value, each.name) for each in VisitStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["visit", "id"], name="visit_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.visit_id}"
