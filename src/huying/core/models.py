"""What every app stands on, as rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from huying.core.clock import system_now


class AuditRecord(models.Model):
    """One change through the one door 审计记录: append-only, by trigger in the database.

    Facts hold ids, field names, codes and amounts; never names, phones or free text of persons.
    """

    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    request_id = models.CharField(max_length=36, default="")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["object_type", "object_id", "id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.object_type} {self.object_id}"


class OutboxMessage(models.Model):
    """Something that happened and that others must hear of 发件箱, written in the same transaction."""

    name = models.CharField(max_length=60)
    ids = models.JSONField(default=list)
    created_at = models.DateTimeField(default=system_now)
    due_at = models.DateTimeField(default=system_now)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], name="outbox_waiting", condition=models.Q(done_at=None)),
            models.Index(fields=["done_at"], name="outbox_delivered", condition=models.Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class IdempotencyKey(models.Model):
    """A request that may be sent twice and must work once 幂等键."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=system_now, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class Setting(models.Model):
    """A named value of the installation: the offset of the domain clock, marks of progress."""

    name = models.CharField(max_length=60, primary_key=True)
    value: models.JSONField[Any, Any] = models.JSONField()

    def __str__(self) -> str:
        return self.name


class TryCount(models.Model):
    """How often something was tried in a window 尝试次数; the key is a hash."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.count)
