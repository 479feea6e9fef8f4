"""Policy documents, duties and ties as rows 政策文件台账."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.rules.policy_documents import Area, DocumentState, DocumentStep, TieKind
from huying.rules.sources import NormLevel


class PolicyDocument(models.Model):
    """A document 文件; a new edition replaces the one before on the day it begins. The last day is not included."""

    number = models.CharField(max_length=60)  # 文号
    title = models.CharField(max_length=120)
    issuer = models.CharField(max_length=80)
    level = models.CharField(max_length=12, choices=[(each.value, each.name) for each in NormLevel])
    area = models.CharField(max_length=14, choices=[(each.value, each.name) for each in Area])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="policy_documents")
    place = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    edition = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in DocumentState])
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "edition"], name="document_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")), name="document_span"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["area", "-id"], name="document_area")]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """Return the code of its page: ZC 政策 and the key."""
        return f"ZC{self.pk:06d}"


class Duty(models.Model):
    """A duty 职责 a document lays on somebody."""

    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="duties")
    article = models.CharField(max_length=40)
    bearer = models.CharField(max_length=80)  # 责任主体: a kind of body, never a person
    words = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "id"], name="duty_document")]

    def __str__(self) -> str:
        return self.words[:40]


class Tie(models.Model):
    """What carries a duty out 落实依据, by its code."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=10, choices=[(each.value, each.name) for each in TieKind])
    code = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "kind", "code"], name="tie_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class DocumentStepTaken(models.Model):
    """One step of a document 文件记录."""

    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in DocumentStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["document", "id"], name="document_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.document_id}"
