"""Problems 同一问题: cases about the same matter in the same place, merged by a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models.cases import Case


class Problem(models.Model):
    """One matter told by several people 同一问题; `lead` is the case whose steps carry the others.

    `people`, `members` and `repeats` are counted from the memberships with every change of them, for lists.
    """

    lead = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="led_problems")
    place = models.BigIntegerField()
    topic = models.CharField(max_length=12, default="", blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    last_told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    people = models.PositiveSmallIntegerField(default=0)
    members = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-people", "-id"], name="problem_heat", condition=models.Q(ended_at=None)),
            models.Index(fields=["place", "-people"], name="problem_place", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"problem {self.pk}"


class Membership(models.Model):
    """A case in a problem 并单记录, from joining to leaving; history is kept.

    `person` numbers the people of this problem alone (1, 2, …; 0 for somebody unknown): it says that two cases come
    from one person and nothing more, and so it outlives the identity.
    """

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="memberships")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="memberships")
    person = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField()
    joined_by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    joined_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(left_at=None), name="membership_open_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["problem", "id"], name="membership_problem")]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.problem_id}"
