"""Holiday rosters and daily reports as rows 节假日值班表与每日一报."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.rules.rosters import RosterState, RosterStep
from huying.seasons.models.timeline import StepTaken


class Roster(models.Model):
    """A unit's duty in a run of days off; who is on duty is read from the rota, `gaps_told_at` is noted once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rosters")
    place = models.BigIntegerField()
    name = models.CharField(max_length=40, default="", blank=True)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=6, choices=[(each.value, each.name) for each in RosterState])
    gaps_told_at = models.DateTimeField(null=True)
    rules_version = models.PositiveIntegerField()
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "first_on"], name="roster_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in RosterState]), name="roster_state"
            ),
            models.CheckConstraint(condition=models.Q(last_on__gte=models.F("first_on")), name="roster_span"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["first_on", "unit"], name="roster_run"),
            models.Index(fields=["unit", "-id"], name="roster_unit"),
            models.Index(fields=["state"], name="roster_open", condition=models.Q(state=RosterState.OPEN.value)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number people use: JJ 节假 and the key."""
        return f"JJ{self.pk:06d}"


class RosterStepTaken(StepTaken):
    """One step of a roster 值班表记录."""

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=[(each.value, each.name) for each in RosterStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["roster", "id"], name="roster_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.roster_id}"


class DailyReport(models.Model):
    """The report of a unit for a day 每日一报: figures counted from rows between `since` and `until`, one sentence.

    A row without `sent_at` is a report that was missing when it was due.
    """

    roster = models.ForeignKey(Roster, on_delete=models.PROTECT, related_name="reports")
    day = models.DateField()
    due_at = models.DateTimeField()
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    received = models.PositiveIntegerField(default=0)
    urgent = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    whistles = models.PositiveIntegerField(default=0)
    words = models.TextField(default="", blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    missed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roster", "day"], name="daily_report_once"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=False) | models.Q(missed_at__isnull=False), name="daily_report_is"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} of {self.roster_id}"
