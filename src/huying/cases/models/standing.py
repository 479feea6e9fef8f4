"""Long-term standing 长期挂账: asked for, decided above, with milestones that have days of their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Unit
from huying.cases.models.cases import Case


class Standing(models.Model):
    """A case that stands long-term, or the request that it may 挂账审批; open until granted or refused."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="standings")
    reason = models.TextField()
    asked_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    decided_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="standing_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} since {self.asked_at:%Y-%m-%d}"


class Milestone(models.Model):
    """A step on the way of a standing case 挂账节点, with the day by which it is to be done."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="milestones")
    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="milestones")
    words = models.CharField(max_length=200)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["standing", "due_on"], name="milestone_next")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_on}"
