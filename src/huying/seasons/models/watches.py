"""Watches and their log as rows 值班班次与交接日志."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.watches import WatchState, WatchStep
from huying.seasons.models.timeline import StepTaken


class Watch(models.Model):
    """One watch of a unit: a shift of first order on its rota, who took it over and when."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="watches")
    place = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=[(each.value, each.name) for each in WatchState])
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="watches")
    handed_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    rules_version = models.PositiveIntegerField()
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "starts_at"], name="watch_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in WatchState]), name="watch_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state=WatchState.WAITING.value, taken_at=None)
                | (~models.Q(state=WatchState.WAITING.value) & models.Q(taken_at__isnull=False)),
                name="watch_taken",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-id"], name="watch_unit"),
            models.Index(fields=["place", "-id"], name="watch_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number people use: ZB 值班 and the key."""
        return f"ZB{self.pk:06d}"


class WatchStepTaken(StepTaken):
    """One step of a watch 班次记录."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=[(each.value, each.name) for each in WatchStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["watch", "id"], name="watch_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.watch_id}"


class LogEntry(models.Model):
    """What somebody on duty wrote 值班日志: appended, never edited; a correction names what it corrects."""

    watch = models.ForeignKey(Watch, on_delete=models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    left_open = models.TextField(default="", blank=True)
    done = models.TextField(default="", blank=True)
    to_watch = models.TextField(default="", blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(left_open="", done="", to_watch=""), name="log_entry_says_something"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "-id"], name="log_entry_unit")]

    def __str__(self) -> str:
        return f"entry {self.pk}"


class EntryCase(models.Model):
    """A case an entry names 日志所涉诉求."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="log_entries")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "case"], name="entry_case_once")]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.entry_id}"
