"""Transfers as rows 移送: the letter, what it encloses, and what came back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.transfers import Outcome, TransferState, TransferStep

SENT = [TransferState.SENT.value, TransferState.RECEIVED.value, TransferState.DECIDED.value]
WAITED_FOR = [TransferState.SENT.value, TransferState.RECEIVED.value]


class Transfer(models.Model):
    """One letter 移送函 beside a case, whose own clocks and end it leaves alone.

    `evidence` is frozen when it is asked: kind, key, words and SHA-256 of each thing enclosed. `result_due_at` runs
    from the letter until the receipt moves it.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    place = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="transfers")
    body = models.CharField(max_length=20)
    addressee = models.CharField(max_length=80)
    rules_version = models.PositiveIntegerField()
    matter = models.TextField()
    ground = models.TextField()
    evidence: models.JSONField[Any, Any] = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=[(each.value, each.name) for each in TransferState])
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    year = models.PositiveIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    receipt_due_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    receipt_number = models.CharField(max_length=60, default="", blank=True)
    result_due_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=10, choices=[(each.value, each.name) for each in Outcome], default="", blank=True
    )
    decision = models.TextField(default="", blank=True)
    decision_number = models.CharField(max_length=60, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    receipt_late_at = models.DateTimeField(null=True)
    result_late_at = models.DateTimeField(null=True)
    urged = models.PositiveSmallIntegerField(default=0)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in TransferState]), name="transfer_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=SENT)
                | models.Q(
                    sent_at__isnull=False,
                    sequence__isnull=False,
                    receipt_due_at__isnull=False,
                    result_due_at__isnull=False,
                ),
                name="transfer_sent",
            ),
            models.UniqueConstraint(fields=["unit", "year", "sequence"], name="transfer_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="transfer_place"),
            models.Index(fields=["unit", "-id"], name="transfer_unit"),
            models.Index(fields=["case", "-id"], name="transfer_case"),
            models.Index(
                fields=["receipt_due_at"],
                name="transfer_receipt",
                condition=models.Q(state=TransferState.SENT.value, receipt_late_at=None),
            ),
            models.Index(
                fields=["result_due_at"],
                name="transfer_result",
                condition=models.Q(state__in=WAITED_FOR, result_late_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: Y and the key."""
        return f"Y{self.pk:06d}"


class StepTaken(models.Model):
    """One step of a transfer 移送记录."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in TransferStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["transfer", "id"], name="transfer_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.transfer_id}"
