"""Supervision orders as rows 督办单."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.supervision import OrderKind, OrderState, OrderStep
from huying.supervision.models.timeline import StepTaken
from huying.whistles.models import Whistle

OPEN = [OrderState.ISSUED.value, OrderState.RECEIVED.value]


class Order(models.Model):
    """One order to a unit below; `demand` of an instruction 批示 is its exact words, by `leader_post` on a day.

    `late_at` and `told_at` are of the present round; `lates` counts over all rounds.
    """

    place = models.BigIntegerField()
    compound_key = models.BigIntegerField(null=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="supervision_orders")
    whistle = models.ForeignKey(Whistle, on_delete=models.PROTECT, null=True, related_name="supervision_orders")
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="orders_issued")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="orders_received")
    kind = models.CharField(max_length=12, choices=[(each.value, each.name) for each in OrderKind])
    list_version = models.PositiveIntegerField()
    matter = models.TextField()
    demand = models.TextField()
    leader_post = models.CharField(max_length=60, default="", blank=True)
    instructed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in OrderState])
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    receive_by = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    receipt_late_at = models.DateTimeField(null=True)
    report_by = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    report = models.TextField(default="", blank=True)
    evidence = models.TextField(default="", blank=True)
    late_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    lates = models.PositiveSmallIntegerField(default=0)
    send_backs = models.PositiveSmallIntegerField(default=0)
    closing = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in OrderState]), name="order_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=OrderKind.INSTRUCTION.value)
                | (~models.Q(leader_post="") & models.Q(instructed_on__isnull=False)),
                name="order_instruction",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="order_place"),
            models.Index(fields=["unit", "-id"], name="order_unit"),
            models.Index(fields=["issuer", "-id"], name="order_issuer"),
            models.Index(fields=["report_by"], name="order_report", condition=models.Q(state__in=OPEN)),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"

    @property
    def number(self) -> str:
        """Return the number people use: D and the key."""
        return f"D{self.pk:06d}"


class OrderStepTaken(StepTaken):
    """One step of an order 督办记录."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in OrderStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["order", "id"], name="order_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.order_id}"
