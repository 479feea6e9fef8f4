"""Trial runs 试运行: a draft of the responsibility list tried over past cases before it takes effect."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Unit
from huying.cases.models.cases import Case


class TrialRun(models.Model):
    """One run of a draft over the cases of a period; `last_case` is how far the worker came.

    `digest` is the hash of what the draft said; one changed since has not been tried.
    """

    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    received_from = models.DateField()
    received_to = models.DateField()
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    last_case = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    undecided = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["number", "id"], name="trial_of_draft")]

    def __str__(self) -> str:
        return f"draft {self.number}, {self.received_from} to {self.received_to}"


class TrialChange(models.Model):
    """A case that the draft would have sent elsewhere."""

    run = models.ForeignKey(TrialRun, on_delete=models.CASCADE, related_name="changes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    before_item = models.CharField(max_length=40, default="", blank=True)
    after_item = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "before", "after", "id"], name="trial_change_pair")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.before_id} to {self.after_id}"
