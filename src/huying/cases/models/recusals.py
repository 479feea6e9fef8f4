"""Recusal 回避: who has a direct interest in a matter does not handle it; the reporter may ask for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person
from huying.cases.models.cases import Case


class Recusal(models.Model):
    """That somebody takes no more part in a case, or the reporter's request that it be so 回避申请 (R4.11).

    Open until granted or refused; what the reporter gave as ground stands in the step, protected as every word.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recusals")
    is_asked_by_reporter = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    is_granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=models.Q(is_granted=True), name="recusal_granted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"
