"""Groups, their members, sessions and tasks as rows 领导小组与工作专班."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Post, Unit
from huying.leadership.models.promises import Promise
from huying.rules.groups import GroupKind, GroupState, GroupStep, SeatRank


class Group(models.Model):
    """A group 小组; its term is told before it ends, once for each term (`reminded_at`)."""

    kind = models.CharField(max_length=12, choices=[(each.value, each.name) for each in GroupKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups_kept")
    place = models.BigIntegerField()
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in GroupState])
    rules_version = models.PositiveIntegerField()
    reminded_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in GroupState]), name="group_state"
            ),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="group_term"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="group_place"),
            models.Index(fields=["unit", "-id"], name="group_unit"),
            models.Index(
                fields=["ends_on"], name="group_ends", condition=models.Q(reminded_at__isnull=True, state="standing")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """Return the number people use: ZZ 组织 and the key."""
        return f"ZZ{self.pk:06d}"


class GroupSeat(models.Model):
    """A seat 成员: a post of the system, or a body and its post by name; never a person's name."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="group_seats")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="group_seats")
    body = models.CharField(max_length=80)
    title = models.CharField(max_length=60)
    rank = models.CharField(max_length=8, choices=[(each.value, each.name) for each in SeatRank])
    sector = models.CharField(max_length=20, default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "group"], name="group_seat_unit")]

    def __str__(self) -> str:
        return f"{self.body} {self.title}"


class GroupSession(models.Model):
    """A meeting 会议 with what was said."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    title = models.CharField(max_length=80)
    present = models.PositiveIntegerField()
    summary = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "-held_on"], name="group_session")]

    def __str__(self) -> str:
        return self.title


class GroupTask(Promise):
    """A decision of a session that is a task 议定任务."""

    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="tasks")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tasks")

    class Meta(Promise.Meta):
        pass

    @property
    def keeper_id(self) -> int:
        """Return the unit that follows it besides the one that has it."""
        return self.group.unit_id


class GroupStepTaken(models.Model):
    """One step of a group 小组记录."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=20, choices=[(each.value, each.name) for each in GroupStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["group", "id"], name="group_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.group_id}"
