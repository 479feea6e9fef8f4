"""Who is called back 回访抽样: one draw for each day of answers, which a stranger can repeat."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.cases.models.cases import Case


class CallSample(models.Model):
    """The draw for the answers of one day 回访抽样: seed and hash of the pool let anybody repeat it."""

    day = models.DateField(unique=True)
    share = models.CharField(max_length=12)
    seed = models.CharField(max_length=100)
    pool_hash = models.CharField(max_length=64)
    pool_count = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {self.taken} of {self.pool_count}"


class CallTask(models.Model):
    """A case an independent caller calls about 回访任务."""

    sample = models.ForeignKey(CallSample, on_delete=models.PROTECT, related_name="tasks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="call_tasks")
    round = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sample", "case"], name="call_task_once")]
        indexes: ClassVar = [models.Index(fields=["sample", "rank"], name="call_task_rank")]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.sample_id}"
