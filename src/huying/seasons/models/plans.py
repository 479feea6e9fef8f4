"""Season plans as rows 季节预案."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Post, Unit
from huying.rules.season_plans import SeasonState, SeasonStep
from huying.rules.seasons import SeasonKind
from huying.seasons.models.timeline import StepTaken


class SeasonPlan(models.Model):
    """One version of a plan; `starts` and `ends` are days of every year (MM-DD), else the days themselves are given.

    `openings` counts how often it was opened; the check list is ticked for each opening anew.
    """

    kind = models.CharField(max_length=10, choices=[(each.value, each.name) for each in SeasonKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="season_plans")
    place = models.BigIntegerField()
    title = models.CharField(max_length=80)
    edition = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    starts = models.CharField(max_length=5, default="", blank=True)
    ends = models.CharField(max_length=5, default="", blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    triggers = models.TextField()
    instructions = models.TextField()
    topics = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in SeasonState])
    openings = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    rules_version = models.PositiveIntegerField()
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in SeasonState]), name="season_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SeasonState.IN_FORCE.value) | models.Q(opened_at__isnull=False),
                name="season_opened",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="season_place"),
            models.Index(fields=["unit", "-id"], name="season_unit"),
            models.Index(fields=["state"], name="season_force", condition=models.Q(state=SeasonState.IN_FORCE.value)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number people use: YA 预案 and the key."""
        return f"YA{self.pk:06d}"


class SeasonTask(models.Model):
    """One line of the check list 预案步骤: what is done, by which unit, by the holder of which post."""

    season = models.ForeignKey(SeasonPlan, on_delete=models.PROTECT, related_name="tasks")
    words = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="season_tasks")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="season_tasks")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-id"], name="season_task_unit")]

    def __str__(self) -> str:
        return self.words[:40]


class SeasonTick(models.Model):
    """A line of the check list done in one opening 步骤完成记录."""

    task = models.ForeignKey(SeasonTask, on_delete=models.PROTECT, related_name="ticks")
    opening = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "opening"], name="season_tick_once")]

    def __str__(self) -> str:
        return f"{self.task_id} in {self.opening}"


class SeasonStepTaken(StepTaken):
    """One step of a plan 预案记录."""

    season = models.ForeignKey(SeasonPlan, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in SeasonStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["season", "id"], name="season_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.season_id}"
