"""Answers 答复, call-backs 回访 and attachments 附件."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models.cases import Case, choices, is_one_of
from huying.rules.case_facts import CallBackBy, PhotoMoment


class Answer(models.Model):
    """A drafted answer 拟稿, with what the checkers said; the reporter sees it only once issued.

    `common` is the lead's answer of which this is the copy, where one answer went to everybody who told the matter.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    approvals_needed = models.PositiveSmallIntegerField(default=0)
    approvals = models.PositiveSmallIntegerField(default=0)
    is_refused = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True)
    is_issued_before_approval = models.BooleanField(default=False)
    handed_back_at = models.DateTimeField(null=True)
    common = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="given", db_index=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case", "id"], name="answer_case"),
            models.Index(fields=["issued_at"], name="answer_to_hand_back", condition=models.Q(handed_back_at=None)),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.case_id}"


class CallBack(models.Model):
    """What the reporter says of the answer 回访; only the reporter or an independent caller rates."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="call_backs")
    by = models.CharField(max_length=10, choices=choices(CallBackBy))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    is_reached = models.BooleanField(default=True)
    is_contacted = models.BooleanField(null=True)
    is_solved = models.BooleanField(null=True)
    is_satisfied = models.BooleanField(null=True)
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [is_one_of("by", CallBackBy)]
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="call_back_case")]

    def __str__(self) -> str:
        return f"{self.case_id} by {self.by}"


class Attachment(models.Model):
    """A photograph 附件: re-encoded without its metadata, kept outside the database by its hash."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    step = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    is_from_reporter = models.BooleanField(default=False)
    moment = models.CharField(max_length=8, choices=choices(PhotoMoment), default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            is_one_of("moment", PhotoMoment),
            models.UniqueConstraint(fields=["case", "digest"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]
