"""Lives of things 流程: one step of a row that has states, taken as every step is.

Lock, re-read, refuse a stale form, ask the policy and the table of steps, save, append the row of the timeline,
one audit record and one message. What has a life is a model with `state`, `version` and a timeline of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model

from huying.core import audit, outbox
from huying.rules.errors import RuleBrokenError
from huying.rules.masking import find_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from enum import Enum

    from huying.core.actors import Actor
    from huying.core.policies import Policy

Row = TypeVar("Row", bound=Model)
MOST_WORDS = 2000
HIDDEN_NUMBER = "〔号码"
LIVES: dict[str, Life[Any]] = {}
"""All lives by name, for the reference of verbs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life(Generic[Row]):
    """What has a life; `name` begins its codes and audit verbs and is the timeline's field that names the row."""

    name: str
    model: type[Row]
    timeline: type[Model]
    state: type[Enum]
    steps: type[Enum]
    after: Callable[[Any, Any], Enum]
    related: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Enter it among all lives."""
        LIVES[self.name] = self

    @property
    def stepped(self) -> str:
        """Return the name of the message of a step; its ids are keys of the timeline."""
        return f"{self.name}.stepped"

    def begin(self, row: Row, step: Enum, *, actor: Actor, at: datetime, **facts: Any) -> Row:
        """Write the first step of a new row, and the row where it is not stored yet; facts that are None are left out.

        The caller holds the transaction.
        """
        if row._state.adding:  # noqa: SLF001 - Django has no other way to ask
            row.save(force_insert=True)
        known = {name: value for name, value in facts.items() if value is not None}
        Taking(life=self, row=row, step=step, actor=actor, at=at, facts=known).write()
        return row

    @contextmanager
    def step(
        self,
        step: Enum,
        pk: int,
        *,
        policy: Policy | None,
        actor: Actor,
        at: datetime,
        version: int | None = None,
    ) -> Iterator[Taking[Row]]:
        """Open one step; what it changes is written when the block ends, or nothing is."""
        with transaction.atomic():
            model: Any = self.model
            model.objects.select_for_update(of=("self",)).only("pk").get(
                pk=pk
            )  # joined rows would be older than the lock
            row = model.objects.select_related(*self.related).get(pk=pk)
            if version is not None and row.version != version:
                raise RuleBrokenError(f"{self.name}.stale", seen=version, now=row.version)
            if policy is not None:
                policy.check(actor, row)
            row.state = self.after(step, self.state(row.state)).value
            taking = Taking(life=self, row=row, step=step, actor=actor, at=at)
            yield taking
            row.version += 1
            row.save()
            taking.write()


@dataclass(slots=True)
class Taking(Generic[Row]):
    """A step being taken."""

    life: Life[Row]
    row: Row
    step: Enum
    actor: Actor
    at: datetime
    note: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def write(self) -> None:
        """Append the row of the timeline, one audit record and one message."""
        row: Any = self.row
        taken = self.life.timeline(
            **{self.life.name: row},
            step=self.step.value,
            at=self.at,
            unit_id=self.actor.unit_id,
            person_id=self.actor.person_id,
            note=self.note,
            facts=self.facts,
        )
        taken.save(force_insert=True)
        facts = {"state": row.state, "version": row.version, **self.facts}
        audit.record(f"{self.life.name}.{self.step.value}", row, actor=self.actor, at=self.at, **facts)
        outbox.publish(self.life.stepped, [taken.pk])


def said(written: str, *, name: str, missing: str = "", most: int = MOST_WORDS) -> str:
    """Return words as kept, or refuse what is missing, too long, or names a telephone or identity number."""
    words = written.strip()
    if not words and missing:
        raise RuleBrokenError(missing)
    if len(words) > most:
        raise RuleBrokenError(f"{name}.too_long", length=len(words), most=most)
    if find_spans(words) or HIDDEN_NUMBER in words:
        raise RuleBrokenError(f"{name}.has_numbers")
    return words
