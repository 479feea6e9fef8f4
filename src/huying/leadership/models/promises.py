"""What somebody has to do by a day 限时事项: the common part of milestones and tasks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Unit


class Promise(models.Model):
    """Words, the unit that has it, a day; `late_at` is noted once and stays, `evidence` shows that it is done."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="%(class)ss")
    words = models.TextField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    evidence = models.TextField(default="", blank=True)
    late_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["unit", "due_on"], name="%(class)s_unit"),
            models.Index(
                fields=["due_on"], name="%(class)s_due", condition=models.Q(done_at__isnull=True, late_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]
