"""Clocks 办理时限 as facts: which rule, start, due, pauses; and what was asked of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from huying.accounts.models import Unit
from huying.cases.models.cases import Case, choices, is_one_of
from huying.rules.case_clocks import ClockKind, LimitUnit
from huying.rules.case_facts import PauseReason, ReturnGround


class Clock(models.Model):
    """One limit that runs for a case 时限: rule version, start, due and the steps by which it came about.

    A clock runs from arrival at the unit; signing never moves its start. `stopped_at` is when what it waits for
    was done; `reminded_at`, `yellow_at`, `red_at` say what the sweeper has already told, so that it tells once.
    `calls` counts whom it called of the duty rota's call tree, `next_call_at` is when the next one is due.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=10, choices=choices(ClockKind))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=14, choices=choices(LimitUnit))
    rule_version = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    is_provisional = models.BooleanField(default=False)
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)
    is_paused = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    is_cancelled = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    yellow_at = models.DateTimeField(null=True)
    red_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    next_call_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [is_one_of("kind", ClockKind), is_one_of("limit_unit", LimitUnit)]
        indexes: ClassVar = [
            models.Index(fields=["case", "kind"], name="clock_case"),
            models.Index(
                fields=["due_at", "id"],
                name="clock_running",
                condition=models.Q(stopped_at=None, is_paused=False),
            ),
            models.Index(
                fields=["next_call_at", "id"],
                name="clock_to_call",
                condition=models.Q(stopped_at=None, next_call_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class Pause(models.Model):
    """A time that does not count 暂停, with a reason from the closed list."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=24, choices=choices(PauseReason))
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            is_one_of("reason", PauseReason),
            models.UniqueConstraint(fields=["case"], condition=models.Q(until_at=None), name="pause_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class Extension(models.Model):
    """More time asked for 延期申请; the clock runs until it is granted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ruler = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(decided_at=None), name="extension_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} +{self.days}"


class SendBack(models.Model):
    """A case sent back 退单, and the ruling on it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="returns")
    ground = models.CharField(max_length=16, choices=choices(ReturnGround))
    reason = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ruler = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_upheld = models.BooleanField(null=True)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    ruling = models.TextField(default="", blank=True)
    ruled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            is_one_of("ground", ReturnGround),
            models.UniqueConstraint(fields=["case"], condition=models.Q(ruled_at=None), name="return_open_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["ruler", "ruled_at"], name="return_ruler")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ground}"
