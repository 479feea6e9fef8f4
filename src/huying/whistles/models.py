"""Whistles as rows 吹哨报到: the call, the called units, what was decided, and the timeline."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.whistles import HIGHEST, LOWEST, Cause, Direction, Pace, WhistleState, WhistleStep


class Whistle(models.Model):
    """One call for help 吹哨单; `is_oral` went at once and must be papered 补单 by `paper_due_at`."""

    place = models.BigIntegerField()
    compound_key = models.BigIntegerField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="whistles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="whistles_blown")
    direction = models.CharField(max_length=12, choices=[(each.value, each.name) for each in Direction])
    cause = models.CharField(max_length=20, choices=[(each.value, each.name) for each in Cause])
    item = models.CharField(max_length=20)
    list_version = models.PositiveIntegerField()
    pace = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Pace])
    matter = models.TextField()
    tries = models.TextField(default="", blank=True)
    state = models.CharField(max_length=12, choices=[(each.value, each.name) for each in WhistleState])
    is_oral = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    blown_at = models.DateTimeField(null=True)
    arrive_by = models.DateTimeField(null=True)
    paper_due_at = models.DateTimeField(null=True)
    papered_at = models.DateTimeField(null=True)
    paper_late_at = models.DateTimeField(null=True)
    finding = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    result = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in WhistleState]), name="whistle_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[WhistleState.WAITING.value, WhistleState.TURNED_DOWN.value])
                | models.Q(blown_at__isnull=False, arrive_by__isnull=False),
                name="whistle_blown",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="whistle_place"),
            models.Index(fields=["unit", "-id"], name="whistle_unit"),
            models.Index(
                fields=["paper_due_at"],
                name="whistle_paper",
                condition=models.Q(papered_at=None, paper_late_at=None, is_oral=True),
            ),
        ]

    def __str__(self) -> str:
        return f"whistle {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: W and the key."""
        return f"W{self.pk:06d}"


class WhistleCall(models.Model):
    """One called unit 应哨单位: when it answered and came, whether it refused, how it and its host were appraised.

    `told` is how many levels were told that it is missing: 1 the district, 2 the city too.
    """

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="whistle_calls")
    due_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    told = models.PositiveSmallIntegerField(default=0)
    ground = models.CharField(max_length=20, default="", blank=True)
    refusal = models.TextField(default="", blank=True)
    refused_at = models.DateTimeField(null=True)
    is_excused = models.BooleanField(null=True)
    ruling = models.TextField(default="", blank=True)
    ruled_at = models.DateTimeField(null=True)
    asks_list_change = models.BooleanField(default=False)
    score_of_unit = models.PositiveSmallIntegerField(null=True)
    score_of_host = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["whistle", "unit"], name="whistle_call_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(score_of_unit=None) | models.Q(score_of_unit__gte=LOWEST, score_of_unit__lte=HIGHEST)
                )
                & (models.Q(score_of_host=None) | models.Q(score_of_host__gte=LOWEST, score_of_host__lte=HIGHEST)),
                name="whistle_scores",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-id"], name="whistle_call_unit"),
            models.Index(fields=["due_at"], name="whistle_call_due", condition=models.Q(arrived_at=None, told__lt=2)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} called by {self.whistle_id}"


class WhistleTask(models.Model):
    """One thing decided together 会商任务: which unit does what by which day."""

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="whistle_tasks")
    words = models.TextField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    evidence = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "due_on"], name="whistle_task_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} for {self.whistle_id}"


class StepTaken(models.Model):
    """One step of a whistle 吹哨记录."""

    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in WhistleStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["whistle", "id"], name="whistle_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.whistle_id}"
