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


class SealEpoch(models.Model):
    """A stretch of the log under one hash function and one key 纪元; its tree begins with `first`."""

    number = models.PositiveIntegerField(primary_key=True)
    hash_name = models.CharField(max_length=10)
    public_key = models.CharField(max_length=64)
    first = models.BigIntegerField()
    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"epoch {self.number} ({self.hash_name})"


class SealHead(models.Model):
    """The signed end of a batch 封存头: append-only, by trigger. `record` is what is chained and signed.

    `frontier` is the tree's state after the batch (hex), from which it grows; it is proved by the root in `record`.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    epoch = models.ForeignKey(SealEpoch, on_delete=models.PROTECT, related_name="heads")
    first = models.BigIntegerField()
    count = models.PositiveIntegerField()
    size = models.BigIntegerField()
    record = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    frontier = models.TextField(default="", blank=True)
    last_record_id = models.BigIntegerField(default=0)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"head {self.number}"


class SealedEvent(models.Model):
    """The number an audit record got at sealing, with its leaf 序号: append-only, by trigger."""

    seq = models.BigIntegerField(primary_key=True)
    record_id = models.BigIntegerField(unique=True)
    leaf = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.seq} is record {self.record_id}"


class SealSink(models.Model):
    """How far a sink outside has been told 外部存证: the number of the last head it took."""

    name = models.CharField(max_length=20, primary_key=True)
    head = models.BigIntegerField(default=-1)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=80, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.name} up to {self.head}"
