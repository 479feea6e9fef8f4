"""A sheet that somebody uploaded at the desk 上传的表, from its arrival to what came of it."""

from __future__ import annotations

from enum import Enum
from typing import Any, ClassVar

from django.db import models

from huying.accounts.models import Person, Post
from huying.cases.models.cases import choices, is_one_of


class UploadState(Enum):
    """How far a sheet is 处理状态."""

    WAITING = "waiting"  # 待检查
    MAPPING = "mapping"  # 待对应表头
    CHECKED = "checked"  # 待确认
    REFUSED = "refused"  # 整表不予受理
    CONFIRMED = "confirmed"  # 待导入
    WRITTEN = "written"  # 已导入
    DISCARDED = "discarded"  # 已放弃


WORKED_ON = frozenset({UploadState.WAITING, UploadState.CONFIRMED})
"""What waits for the worker."""
OVER = frozenset({UploadState.WRITTEN, UploadState.DISCARDED, UploadState.REFUSED})
"""What is over: its file is gone."""


class SheetUpload(models.Model):
    """A sheet of cases or of a register 上传的表; the file itself lies outside the database until all is over.

    `report` is what the check found, sealed, since it quotes cells. `mapping` says which headings mean which columns.
    """

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=40, default="", blank=True)
    is_history = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    token = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=choices(UploadState), default=UploadState.WAITING.value)
    keeps_good = models.BooleanField(default=False)
    mapping: models.JSONField[Any, Any] = models.JSONField(default=dict)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.BinaryField(null=True)
    uploaded_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [is_one_of("state", UploadState)]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="upload_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
