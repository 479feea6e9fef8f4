"""Plans, breakthrough tasks and projects as rows 规划与突破项目."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Post, Unit
from huying.leadership.models.promises import Promise
from huying.rules.plans import PlanKind, PlanState, PlanStep


class Plan(models.Model):
    """A plan 规划; `unit` keeps it, `lead` is the post that answers for it, `parent` what it is part of."""

    kind = models.CharField(max_length=8, choices=[(each.value, each.name) for each in PlanKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans")
    lead = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="plans")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    place = models.BigIntegerField()
    title = models.CharField(max_length=80)
    aim = models.TextField()
    measure = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=[(each.value, each.name) for each in PlanState])
    result = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(state__in=[each.value for each in PlanState]), name="plan_state"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="plan_span"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="plan_place"),
            models.Index(fields=["unit", "-id"], name="plan_unit"),
        ]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: GH 规划 and the key."""
        return f"GH{self.pk:06d}"


class PlanMilestone(Promise):
    """A milestone 节点 with the unit that reaches it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="milestones")
    was_due_on = models.DateField(null=True)  # 原定时间, where it was moved

    class Meta(Promise.Meta):
        pass

    @property
    def keeper_id(self) -> int:
        """Return the unit that follows it besides the one that has it."""
        return self.plan.unit_id


class PlanStepTaken(models.Model):
    """One step of a plan 规划记录."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=[(each.value, each.name) for each in PlanStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["plan", "id"], name="plan_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.plan_id}"
