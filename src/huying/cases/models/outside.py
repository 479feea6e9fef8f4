"""What is mirrored from the hotline centre 热线平台, and what was imported."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from huying.cases.models.cases import Case


class OutsideOrder(models.Model):
    """An order of an outside platform as received 外部工单: its number, limit, status and call-back win over ours.

    The same number dispatched again is a new `round` of the same case. `wording` is what the platform says the
    matter is where that differs from what was first received; `digest` is the keyed hash of all it said.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=64)
    round = models.PositiveSmallIntegerField(default=1)
    dispatched_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=40, default="", blank=True)
    urged_at = models.DateTimeField(null=True)
    redo_at = models.DateTimeField(null=True)
    call_back_solved = models.BooleanField(null=True)
    call_back_contacted = models.BooleanField(null=True)
    call_back_satisfied = models.BooleanField(null=True)
    handler = models.CharField(max_length=120, default="", blank=True)
    result = models.TextField(default="", blank=True)
    finished_at = models.DateTimeField(null=True)
    wording = models.TextField(default="", blank=True)
    digest = models.CharField(max_length=64, default="", blank=True)
    is_numbered = models.BooleanField(default=True)
    answer_id_handed_back = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id", "round"], name="order_round_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["case", "round"], name="order_case")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id} ({self.round})"


class HeadingMemory(models.Model):
    """Which heading of a source means which column 表头记忆."""

    source = models.CharField(max_length=40, primary_key=True)
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)
    headings: models.JSONField[Any, Any] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.source


class ImportBatch(models.Model):
    """One import 导入批次: its cases show only when it is complete; after a kill it is resumed or removed whole.

    `runner` names the process that writes it; a chunk is written only by that one. `summary` holds the counts
    so far, so that a resumed import tells the same as an unbroken one.
    """

    source = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(null=True)
    runner = models.CharField(max_length=120, default="", blank=True)
    touched_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    summary: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(completed_at=None, removed_at=None), name="batch_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="batch_open", condition=models.Q(completed_at=None, removed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.pk}"


class StagedChange(models.Model):
    """What a row says anew about a known order 待更新, sealed, from the reading to the end of its import.

    Changes are staged with the new cases and made once these show, so that an import killed half-way has
    changed nothing.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    sealed = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "id"], name="staged_in_order")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.pk}"


class HotlineTotal(models.Model):
    """All calls of a district in a month, from the hotline centre 热线受理总量, with its source (the denominator)."""

    region_key = models.BigIntegerField()
    month = models.DateField()
    total = models.PositiveIntegerField()
    source = models.CharField(max_length=120)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region_key", "month"], name="hotline_total_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="hotline_total_month"),
        ]

    def __str__(self) -> str:
        return f"{self.region_key} {self.month}"
