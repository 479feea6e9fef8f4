"""Kept counts 月度计数: what the cases of a month, a community and a unit come to, and what must be counted anew."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Unit


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


class CellMark(models.Model):
    """A case of a month and community changed: until the worker has counted, its cells are counted from the cases.

    Written in the transaction of the change; a mark for each change, so that no two changes wait for each other.
    """

    month = models.DateField()
    place = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.place}"
