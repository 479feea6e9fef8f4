"""Events as rows 突发集中事件."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.cases.models import Case
from huying.rules.surges import LinkState, SurgeState, SurgeStep
from huying.seasons.models.plans import SeasonPlan
from huying.seasons.models.timeline import StepTaken


class Surge(models.Model):
    """An event, proposed by the worker and declared by a person; `unit` holds it once it is declared.

    `people` counts distinct people of the cases that are in it, or proposed while it is a proposal itself.
    """

    season = models.ForeignKey(SeasonPlan, on_delete=models.PROTECT, related_name="surges")
    place = models.BigIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="surges")
    title = models.CharField(max_length=80, default="", blank=True)
    state = models.CharField(max_length=12, choices=[(each.value, each.name) for each in SurgeState])
    people = models.PositiveIntegerField(default=0)
    proposed_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    rules_version = models.PositiveIntegerField()
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in SurgeState]), name="surge_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[SurgeState.PROPOSED.value, SurgeState.TURNED_DOWN.value])
                | (models.Q(unit__isnull=False, declared_at__isnull=False) & ~models.Q(title="")),
                name="surge_declared",
            ),
            models.UniqueConstraint(
                fields=["season", "place"],
                condition=models.Q(state__in=[SurgeState.PROPOSED.value, SurgeState.RUNNING.value]),
                name="surge_live_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-id"], name="surge_place"),
            models.Index(fields=["unit", "-id"], name="surge_unit"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number people use: TF 突发 and the key."""
        return f"TF{self.pk:06d}"


class SurgeCase(models.Model):
    """A case proposed for an event, in it, or left out; `person` numbers the people of this event alone, 0 unknown."""

    surge = models.ForeignKey(Surge, on_delete=models.PROTECT, related_name="links")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="surge_links")
    person = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=[(each.value, each.name) for each in LinkState])
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in LinkState]), name="surge_case_state"
            ),
            models.UniqueConstraint(fields=["surge", "case"], name="surge_case_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state=LinkState.JOINED.value), name="surge_case_joined_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["surge", "state", "id"], name="surge_case")]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.surge_id}"


class SurgeUpdate(models.Model):
    """What all reporters of an event read 事件进展: appended, never edited."""

    surge = models.ForeignKey(Surge, on_delete=models.PROTECT, related_name="updates")
    words = models.TextField()
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["surge", "id"], name="surge_update")]

    def __str__(self) -> str:
        return self.words[:40]


class SurgeStepTaken(StepTaken):
    """One step of an event 事件记录."""

    surge = models.ForeignKey(Surge, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12, choices=[(each.value, each.name) for each in SurgeStep])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["surge", "id"], name="surge_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.surge_id}"
