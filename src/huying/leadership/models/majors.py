"""The ledger of major problems as rows 重大问题台账."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.rules.majors import MajorState, MajorStep


class MajorProblem(models.Model):
    """A major problem 重大问题; `study_by` is the day of the next study, `late_at` when that was noted as missed."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="major_problems")
    place = models.BigIntegerField()
    title = models.CharField(max_length=80)
    matter = models.TextField()
    state = models.CharField(max_length=8, choices=[(each.value, each.name) for each in MajorState])
    rules_version = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    study_by = models.DateField()
    late_at = models.DateTimeField(null=True)
    result = models.TextField(default="", blank=True)
    settled_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="open", settled_at=None) | models.Q(state="settled", settled_at__isnull=False),
                name="major_settled",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="major_place"),
            models.Index(fields=["unit", "-id"], name="major_unit"),
            models.Index(
                fields=["study_by"], name="major_study", condition=models.Q(late_at__isnull=True, state="open")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """Return the number people use: ZD 重大 and the key."""
        return f"ZD{self.pk:06d}"


class Study(models.Model):
    """A study 研究 of a major problem with its conclusion; `was_late` where it came after its day."""

    major = models.ForeignKey(MajorProblem, on_delete=models.PROTECT, related_name="studies")
    studied_on = models.DateField()
    conclusion = models.TextField()
    was_due_on = models.DateField()
    was_late = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["major", "-studied_on"], name="major_studies")]

    def __str__(self) -> str:
        return f"study of {self.major_id}"


class MajorStepTaken(models.Model):
    """One step of a major problem 重大问题记录."""

    major = models.ForeignKey(MajorProblem, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=[(each.value, each.name) for each in MajorStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["major", "id"], name="major_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.major_id}"
