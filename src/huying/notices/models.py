"""Notices as rows 通知."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person
from huying.rules.delivery import OPEN, DeliveryState, Way, Why


class Notice(models.Model):
    """One thing told to one person, once; closed words alone, never a sentence.

    `key` names the event, `subject` the number of what it is about, `place` the name the register gives, `state` the
    state when it was told; `at` and `due_at` are instants of the domain clock.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", db_index=False)
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    place = models.CharField(max_length=80, default="", blank=True)
    state = models.CharField(max_length=20, default="", blank=True)
    is_danger = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["person", "id"], name="notice_person"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Address(models.Model):
    """Where one person is reached by one way 送达地址, sealed; told to only once a code proved it.

    `muted` lists the kinds that are not sent this way; a kind that is new is sent.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses", db_index=False)
    way = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Way])
    sealed = models.BinaryField()
    muted = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    code_hash = models.CharField(max_length=64, default="", blank=True)
    code_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "way"], name="address_once"),
            models.CheckConstraint(
                condition=models.Q(verified_at=None) | models.Q(code_hash="", code_until=None), name="address_proved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} of {self.person_id}"


class Habit(models.Model):
    """What a person chose for all ways 个人习惯: the language, and quiet hours where they differ from the rules."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="habit")
    language = models.CharField(max_length=10, default="", blank=True)
    quiet_begins = models.TimeField(null=True)
    quiet_ends = models.TimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(quiet_begins=None, quiet_ends=None)
                | models.Q(quiet_begins__isnull=False, quiet_ends__isnull=False),
                name="habit_quiet",
            ),
        ]

    def __str__(self) -> str:
        return f"habit of {self.person_id}"


class Delivery(models.Model):
    """One notice by one way 送达记录: how often it was tried, when it is due again, and why it failed.

    A try is counted and `due_at` moved on before it is made: who dies between sending and noting sends once more, with
    the same key.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    way = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Way])
    state = models.CharField(
        max_length=10,
        choices=[(each.value, each.name) for each in DeliveryState],
        default=DeliveryState.PENDING.value,
    )
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=20, choices=[(each.value, each.name) for each in Why], default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "way"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in DeliveryState]), name="delivery_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(each.value for each in OPEN), ended_at=None)
                | (~models.Q(state__in=sorted(each.value for each in OPEN)) & models.Q(ended_at__isnull=False)),
                name="delivery_ended",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="delivery_due",
                condition=models.Q(state__in=sorted(each.value for each in OPEN)),
            ),
            models.Index(
                fields=["-id"],
                name="delivery_troubled",
                condition=models.Q(state__in=[DeliveryState.FAILED.value, DeliveryState.GIVEN_UP.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.way}"
