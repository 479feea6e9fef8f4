"""Kept counts 月度计数: what the cases of a month, a community and a unit come to, and what must be counted anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Unit
from huying.cases.models.cases import is_one_of
from huying.rules.linkage import Flow, Level


class CountedMonth(models.Model):
    """A month of receipt whose cells the worker keeps; any other month is counted from its cases.

    Whoever writes cells of the month holds the lock of this row.
    """

    month = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthCell(models.Model):
    """What the cases received in a month in a community and held by a unit come to.

    `place` is the key of the community, or of the wider place where nobody knows more. What depends on the hour,
    like what is overdue, is not kept.
    """

    month = models.DateField()
    place = models.BigIntegerField()
    holder_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    received = models.PositiveIntegerField(default=0)
    property_received = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0)
    long_term = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    contacted = models.PositiveIntegerField(default=0)
    called_back = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    satisfied = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "place", "holder_unit"], name="cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.place} {self.holder_unit_id}"


class FlowCell(models.Model):
    """How often the cases of a month of receipt, a community and a unit went from level to level in a month.

    `month` is that of receipt, as in a `MonthCell`, so that one mark stands for both; `moved_in` is the month of the
    steps. `start` is empty where the system or the reporter moved the case.
    """

    month = models.DateField()
    moved_in = models.DateField(db_index=True)
    place = models.BigIntegerField()
    holder_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    flow = models.CharField(max_length=16)
    start = models.CharField(max_length=16, blank=True)
    to = models.CharField(max_length=16)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            is_one_of("flow", Flow),
            is_one_of("to", Level),
            models.UniqueConstraint(
                fields=["month", "place", "holder_unit", "moved_in", "flow", "start", "to"], name="flow_cell_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.place} {self.holder_unit_id} {self.flow} {self.to} {self.moved_in:%Y-%m}"


class CellMark(models.Model):
    """A case of a month and community changed: until the worker has counted, its cells are counted from the cases.

    Written in the transaction of the change; a mark for each change, so that no two changes wait for each other.
    """

    month = models.DateField()
    place = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.place}"
