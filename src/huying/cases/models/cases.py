"""The case 诉求 and its timeline 办理过程."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from huying.accounts.models import Person, Unit
from huying.rules.case_facts import Channel, Kind, Nature, Privacy, Urgency
from huying.rules.case_flow import PUBLIC, CaseState, Ending, PublicStatus, Step

if TYPE_CHECKING:
    from enum import Enum

COUNTED = [
    *("place", "holder_unit", "batch", "compound_key", "topic", "state"),
    *("due_at", "answered_at", "is_paused", "is_property"),
]
"""What boards count of a month's cases: beside the index, so that PostgreSQL reads no case for it."""
CHINA = timezone(timedelta(hours=8))


def choices(kind: type[Enum]) -> list[tuple[str, str]]:
    """Return an enum as a field's choices."""
    return [(member.value, member.name) for member in kind]


def is_one_of(field: str, kind: type[Enum], *, or_empty: bool = False) -> models.CheckConstraint:
    """Return the constraint that a column holds one of an enum's values."""
    values = [member.value for member in kind] + ([""] if or_empty else [])
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=f"%(class)s_{field}")


class Case(models.Model):
    """One demand, with one holder and one deadline 诉求.

    `text` is the original with telephone and identity numbers replaced by references; officials read it.
    `brief` is what the complained-about party sees, empty until a person releases it (house idea 6).
    `due_at` repeats the due instant of the clock that counts now, for lists.
    `problem` is the problem it was merged into; while it waits for the common answer it `follows` the lead.
    `seal_key` keys what the audit log says of its words; destroyed when the reporter is forgotten.
    """

    channel = models.CharField(max_length=12, choices=choices(Channel))
    kind = models.CharField(max_length=12, choices=choices(Kind))
    nature = models.CharField(max_length=12, choices=choices(Nature))
    urgency = models.CharField(max_length=8, choices=choices(Urgency), default=Urgency.NORMAL.value)
    privacy = models.CharField(max_length=10, choices=choices(Privacy), default=Privacy.SHIELDED.value)
    state = models.CharField(max_length=14, choices=choices(CaseState))
    ending = models.CharField(max_length=10, choices=choices(Ending), default="", blank=True)

    title = models.CharField(max_length=120)
    text = models.TextField()
    brief = models.TextField(default="", blank=True)
    brief_released_at = models.DateTimeField(null=True)
    is_brief_template = models.BooleanField(default=False)

    place = models.BigIntegerField()
    compound_key = models.BigIntegerField(null=True)
    address = models.CharField(max_length=120, default="", blank=True)
    topic = models.CharField(max_length=12, default="", blank=True)
    topic_confidence = models.PositiveSmallIntegerField(null=True)
    is_topic_confirmed = models.BooleanField(default=False)
    is_property = models.BooleanField(default=False)
    suggestion: models.JSONField[Any, Any] = models.JSONField(default=dict)
    list_item = models.CharField(max_length=40, default="", blank=True)
    list_version = models.PositiveIntegerField(default=0)

    holder_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    holder_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="cases")
    about_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="cases_about")

    received_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    is_paused = models.BooleanField(default=False)
    is_long_term = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    send_backs = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    open_parts = models.PositiveSmallIntegerField(default=0)  # 未办结的协办: asked of other units, not answered
    has_recusals = models.BooleanField(default=False)  # 有人回避

    problem = models.ForeignKey(
        "cases.Problem", on_delete=models.PROTECT, null=True, related_name="cases", db_index=False
    )
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followers", db_index=False)

    source = models.CharField(max_length=40, default="", blank=True)
    external_id = models.CharField(max_length=64, default="", blank=True)
    batch = models.BigIntegerField(null=True)
    tracking_index = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - null means no code
    notice_version = models.CharField(max_length=12, default="", blank=True)
    is_history = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    seal_key = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            is_one_of("channel", Channel),
            is_one_of("kind", Kind),
            is_one_of("nature", Nature),
            is_one_of("urgency", Urgency),
            is_one_of("privacy", Privacy),
            is_one_of("state", CaseState),
            is_one_of("ending", Ending, or_empty=True),
            models.CheckConstraint(
                condition=~models.Q(state=CaseState.CLOSED.value) | ~models.Q(ending=""), name="case_closed_has_ending"
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~models.Q(external_id=""), name="case_outside_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["received_at", "id"], name="case_received", include=COUNTED),
            models.Index(fields=["place", "received_at"], name="case_place"),
            models.Index(fields=["holder_unit", "state", "due_at"], name="case_holder"),
            models.Index(fields=["holder_person", "state"], name="case_person"),
            models.Index(fields=["topic", "received_at"], name="case_topic"),
            models.Index(fields=["about_unit", "received_at"], name="case_about"),
            models.Index(
                fields=["due_at", "id"],
                name="case_due",
                condition=~models.Q(state=CaseState.CLOSED.value),
                include=["place", "holder_unit", "batch", "state", "is_paused", "received_at", "send_backs"],
            ),
            models.Index(
                fields=["send_backs"],
                name="case_returned",
                condition=models.Q(send_backs__gte=2) & ~models.Q(state=CaseState.CLOSED.value),
            ),
            models.Index(
                fields=["reworks"],
                name="case_reworked",
                condition=models.Q(reworks__gte=2) & ~models.Q(state=CaseState.CLOSED.value),
            ),
            models.Index(fields=["problem"], name="case_problem", condition=models.Q(problem__isnull=False)),
            models.Index(fields=["follows"], name="case_follows", condition=models.Q(follows__isnull=False)),
            models.Index(
                fields=["place", "topic", "received_at"],
                name="case_likely",
                condition=~models.Q(state=CaseState.CLOSED.value),
            ),
            models.Index(fields=["batch", "id"], name="case_batch", condition=models.Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number people quote: the day of receipt and the serial 诉求编号."""
        return f"{self.received_at.astimezone(CHINA):%Y%m%d}-{self.pk:06d}"

    @property
    def holder_name(self) -> str:
        """Return what the unit is called that holds the case; a list has read the name alone."""
        listed: str | None = self.__dict__.get("listed_unit")
        return listed if listed is not None else self.holder_unit.name

    @property
    def handler_name(self) -> str:
        """Return who handles the case in the unit, empty while nobody does."""
        if "listed_unit" in self.__dict__:
            return self.__dict__.get("listed_person") or ""
        return self.holder_person.name if self.holder_person else ""

    @property
    def public_status(self) -> PublicStatus:
        """Return what the reporter reads."""
        return PUBLIC[CaseState(self.state)]


class CaseStep(models.Model):
    """One step taken 办理记录; appended, never edited.

    `note` is for staff: neither the reporter nor the enterprise the case is about reads it. `facts` hold ids, codes
    and amounts.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=18, choices=choices(Step))
    at = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(default="", blank=True)
    facts: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [is_one_of("step", Step)]
        indexes: ClassVar = [
            models.Index(fields=["case", "id"], name="case_step"),
            models.Index(
                fields=["at"],
                name="case_step_flow",
                condition=models.Q(step__in=[Step.DISPATCH.value, Step.SEND_BACK.value, Step.ESCALATE.value]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class SavedFilter(models.Model):
    """A filter somebody keeps 常用筛选."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="filters")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="filter_once")]

    def __str__(self) -> str:
        return self.name
