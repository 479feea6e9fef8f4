"""Closed months as rows 月度结算: the period, the cases it counts, objections, corrections and signs to look at."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import CallBack, Case
from huying.rules.closings import ClosingState, ClosingStep, Fact, SignKind


class Closing(models.Model):
    """One period of one city 结算期; `digest` is the hash of its rows and `figures` what was published of them."""

    place = models.BigIntegerField()
    month = models.DateField()
    begins_on = models.DateField()
    ends_before = models.DateField()
    rules_version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in ClosingState])
    frozen_at = models.DateTimeField()
    check_until = models.DateTimeField()
    digest = models.CharField(max_length=64, default="", blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    figures = models.JSONField(default=dict)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "month"], name="closing_once"),
            models.UniqueConstraint(
                fields=["place", "year", "sequence"], name="closing_number", condition=models.Q(sequence__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in ClosingState]), name="closing_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ClosingState.CHECKING.value, published_at=None)
                | models.Q(state=ClosingState.PUBLISHED.value, published_at__isnull=False, sequence__isnull=False),
                name="closing_published",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return what addresses name it by: the city's code and the month."""
        return f"{self.place // 10**12}-{self.month:%Y-%m}"


class CountedCase(models.Model):
    """What a period counts of a case 计入案件; a fact is null where the case has none.

    `is_contacted` is null of a case received in another period, `is_on_time` while it is not answered, `is_solved`
    and `is_satisfied` where nobody was reached in the period. `ground` says why it is left out, empty where it counts.
    """

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="counted")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="counted_rows")
    district = models.BigIntegerField(default=0)
    street = models.BigIntegerField(default=0)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    is_contacted = models.BooleanField(null=True)
    is_on_time = models.BooleanField(null=True)
    is_solved = models.BooleanField(null=True)
    is_satisfied = models.BooleanField(null=True)
    centre_solved = models.BooleanField(null=True)
    centre_satisfied = models.BooleanField(null=True)
    ground = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["closing", "case"], name="counted_once")]
        indexes: ClassVar = [
            models.Index(fields=["closing", "district"], name="counted_district"),
            models.Index(fields=["closing", "street"], name="counted_street"),
            models.Index(fields=["closing", "unit"], name="counted_unit"),
            models.Index(fields=["closing", "about"], name="counted_about"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.closing_id}"


class Objection(models.Model):
    """What a counted unit holds to be wrong 异议: leave the case out on a `ground`, or a `fact` is not so."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="objections")
    counted = models.ForeignKey(CountedCase, on_delete=models.PROTECT, related_name="objections")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ground = models.CharField(max_length=20, default="", blank=True)
    fact = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Fact], default="", blank=True)
    proof = models.TextField()
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    is_upheld = models.BooleanField(null=True)
    ruling = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["counted", "ground", "fact"], name="objection_open_once", condition=models.Q(ruled_at=None)
            ),
            models.CheckConstraint(condition=~models.Q(ruled_by=models.F("asked_by")), name="objection_second_person"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["closing"], name="objection_open", condition=models.Q(ruled_at=None)),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"


class Correction(models.Model):
    """A fact changed after publication 更正: the notice stands, this stands beside it."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="corrections")
    counted = models.ForeignKey(CountedCase, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    ground = models.CharField(max_length=20, default="", blank=True)
    fact = models.CharField(max_length=10, choices=[(each.value, each.name) for each in Fact], default="", blank=True)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["closing", "number"], name="correction_number")]

    def __str__(self) -> str:
        return f"correction {self.number} of {self.closing_id}"


class Sign(models.Model):
    """Something a person should look at 异常信号: never judged by the machine, and in no figure."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="signs")
    kind = models.CharField(max_length=10, choices=[(each.value, each.name) for each in SignKind])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    part = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()
    cases = models.ManyToManyField(Case, related_name="+")
    looked_at = models.DateTimeField(null=True)
    finding = models.TextField(default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["closing", "kind"], name="sign_of_closing")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.closing_id}"


class RatingTrace(models.Model):
    """What tells one rater's device from another for a period 评价来源; no address, nothing that describes a device."""

    call_back = models.OneToOneField(CallBack, on_delete=models.CASCADE, related_name="trace")
    device_mark = models.CharField(max_length=64)
    network_of = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"trace of {self.call_back_id}"


class StepTaken(models.Model):
    """One step of a closed month 结算记录."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in ClosingStep])
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["closing", "id"], name="closing_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.closing_id}"
