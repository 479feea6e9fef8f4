"""Who reports 诉求人, sealed apart from the case; and every time somebody looked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models.cases import Case, choices, is_one_of
from huying.rules.case_facts import Purpose


class Reporter(models.Model):
    """The identity of a reporter 诉求人身份, encrypted; `phone_index` finds the same phone, and never reads it.

    `secret_index` is the keyed hash of the tracking code with the last four digits of the phone, or the PIN.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="reporter")
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, default="", blank=True, db_index=True)
    door_sealed = models.BinaryField(null=True)
    secret_index = models.CharField(max_length=64, default="", blank=True)
    may_share_with_repairer = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"reporter of {self.case_id}"


class ProtectedSpan(models.Model):
    """A telephone or identity number taken out of a text 受保护片段, encrypted; the text keeps `〔号码1〕`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="spans")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "order"], name="span_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.order}"


class IdentityOpening(models.Model):
    """An identity opened 查看身份: the reporter sees unit, purpose and time; never the officer's name."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="openings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    post_title = models.CharField(max_length=60, default="")
    purpose = models.CharField(max_length=16, choices=choices(Purpose))
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [is_one_of("purpose", Purpose)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.purpose}"
