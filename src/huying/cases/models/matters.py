"""Matters 一件事: open cases of one place that a machine holds for the same, counted by people; a person merges."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.cases.models.cases import Case
from huying.cases.models.problems import Problem


class Matter(models.Model):
    """What several people seem to tell; kept up as cases arrive, change and are merged.

    `week` and `month` are the people of the last 7 and 28 days as of `counted_on`; `rise` is four times the first
    less the second, so that what grows stands above what is steady.
    """

    lead = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, related_name="matters")
    place = models.BigIntegerField()
    topic = models.CharField(max_length=12)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    counted_on = models.DateField()
    people = models.PositiveSmallIntegerField(default=0)
    voices = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveSmallIntegerField(default=0)
    week = models.PositiveSmallIntegerField(default=0)
    month = models.PositiveSmallIntegerField(default=0)
    rise = models.SmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-people", "-id"], name="matter_heat", condition=models.Q(voices__gt=1)),
            models.Index(fields=["-rise", "-id"], name="matter_rise", condition=models.Q(voices__gt=1)),
            models.Index(fields=["place", "-people"], name="matter_place", condition=models.Q(voices__gt=1)),
            models.Index(fields=["counted_on"], name="matter_counted", condition=models.Q(month__gt=0)),
        ]

    def __str__(self) -> str:
        return f"matter {self.pk}"


class Voice(models.Model):
    """A case in a matter; `person` numbers the people of this matter alone, 0 for somebody unknown."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="voice")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="told")
    person = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["matter", "told_at"], name="voice_matter")]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.matter_id}"
