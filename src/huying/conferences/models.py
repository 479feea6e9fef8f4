"""Joint conferences as rows 联席会议: the meeting, who was there, what was spoken of, decided and written."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.conferences import (
    Basis,
    ConferenceKind,
    ConferenceState,
    ConferenceStep,
    ResolutionKind,
    ResolutionState,
    Stance,
    TopicClass,
)
from huying.whistles.models import Whistle


class Conference(models.Model):
    """One meeting 会议; `rules_version` is the rule set of the day it was planned."""

    kind = models.CharField(max_length=16, choices=[(each.value, each.name) for each in ConferenceKind])
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="conferences")
    place = models.BigIntegerField()
    title = models.CharField(max_length=80)
    room = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=[(each.value, each.name) for each in ConferenceState])
    rules_version = models.PositiveIntegerField()
    called_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in ConferenceState]), name="conference_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="conference_place"),
            models.Index(fields=["host", "-id"], name="conference_host"),
        ]

    def __str__(self) -> str:
        return f"conference {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: J and the key."""
        return f"J{self.pk:06d}"


class Member(models.Model):
    """One body at a conference 参会单位: a unit, or a body without account known by its name alone."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="conference_seats")
    name = models.CharField(max_length=80)
    is_observer = models.BooleanField(default=False)
    attended_at = models.DateTimeField(null=True)
    excuse = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conference", "name"], name="conference_member_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "-conference"], name="conference_member_unit")]

    def __str__(self) -> str:
        return self.name


class Resolution(models.Model):
    """One thing resolved 议定事项; in force from the version of the minutes it was issued in."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="resolutions")
    item = models.ForeignKey("AgendaItem", on_delete=models.PROTECT, related_name="resolutions")
    kind = models.CharField(max_length=10, choices=[(each.value, each.name) for each in ResolutionKind])
    words = models.TextField()
    lead = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="resolutions")
    due_on = models.DateField()
    basis = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Basis], default="", blank=True)
    basis_words = models.CharField(max_length=200, default="", blank=True)
    matter = models.PositiveSmallIntegerField(null=True)
    is_public = models.BooleanField(default=False)
    issued_in = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=[(each.value, each.name) for each in ResolutionState])
    came_back = models.PositiveIntegerField(default=0)
    late_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    evidence = models.TextField(default="", blank=True)
    lifted_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=ResolutionState.OPEN.value, ended_at=None)
                | (~models.Q(state=ResolutionState.OPEN.value) & models.Q(ended_at__isnull=False)),
                name="resolution_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="resolution_due",
                condition=models.Q(state=ResolutionState.OPEN.value, late_at=None, issued_in__isnull=False),
            ),
            models.Index(fields=["lead", "due_on"], name="resolution_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.conference_id}"


class AgendaItem(models.Model):
    """One matter 议题; without conference it is a proposal that waits for the host."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, null=True, related_name="items")
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agenda_items")
    topic = models.CharField(max_length=10, choices=[(each.value, each.name) for each in TopicClass])
    words = models.CharField(max_length=300)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="agenda_items")
    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, null=True, related_name="agenda_items")
    earlier = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="returns")
    proposing = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    summary = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conference", "case"], name="agenda_case_once", condition=models.Q(case__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["conference", "whistle"], name="agenda_whistle_once", condition=models.Q(whistle__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["conference", "earlier"], name="agenda_earlier_once", condition=models.Q(earlier__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["host"], name="agenda_waiting", condition=models.Q(conference=None)),
        ]

    def __str__(self) -> str:
        return self.words


class Minutes(models.Model):
    """One version of the minutes 会议纪要; `content` is frozen when it is circulated and is what is issued."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="minutes")
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    reason = models.TextField(default="", blank=True)
    content = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=0)  # 会签轮次: how often it was circulated
    circulated_at = models.DateTimeField(null=True)
    comment_until = models.DateTimeField(null=True)
    asked = models.ManyToManyField(Member, related_name="asked_minutes")
    copies = models.ManyToManyField(Unit, related_name="copied_minutes")
    year = models.PositiveIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conference", "number"], name="minutes_once"),
            models.UniqueConstraint(fields=["host", "year", "sequence", "number"], name="minutes_number"),
        ]

    def __str__(self) -> str:
        return f"minutes {self.number} of {self.conference_id}"


class Comment(models.Model):
    """What a body said to a version of the minutes 会签意见; silence is noted as silence."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="comments")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="comments")
    stance = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Stance])
    words = models.TextField(default="", blank=True)
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["minutes", "member", "round"], name="minutes_comment_once")
        ]

    def __str__(self) -> str:
        return f"{self.stance} of {self.member_id}"


class StepTaken(models.Model):
    """One step of a conference 会议记录."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in ConferenceStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["conference", "id"], name="conference_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.conference_id}"
