"""What every timeline of this app has 办理记录."""

from __future__ import annotations

from django.db import models

from huying.accounts.models import Person, Unit


class StepTaken(models.Model):
    """One step of something."""

    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        abstract = True
