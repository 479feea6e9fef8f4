"""The bulk door of whole lives 批量回放: many cases walked through the very steps of the single doors, written at once.

`with telling(...) as told:` is one transaction. Inside it `told.receive(...)` opens a case in memory; every action
of this package takes its folder in place of a key. Leaving the block writes all rows of all cases by bulk, each
exactly what the single door gives: timeline, clocks, answers, call-backs, sealed reporter, audit, messages.
Registers and rule sets must not change while the block is open.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from huying.cases import policies
from huying.cases.actions.building import Intake, build
from huying.cases.actions.counting import mark
from huying.cases.actions.folders import Held
from huying.cases.actions.ordering import build_order
from huying.cases.actions.receiving import MESSAGE, RECEIVED
from huying.cases.actions.said import order_of
from huying.cases.models import (
    Answer,
    CallBack,
    Case,
    CasePart,
    CaseStep,
    Clock,
    Extension,
    Milestone,
    OutsideOrder,
    Pause,
    ProtectedSpan,
    Reporter,
    SendBack,
    Standing,
)
from huying.core import audit, bulk, outbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Model

    from huying.cases.actions.building import Built
    from huying.cases.actions.demands import Demand
    from huying.cases.actions.said import Said
    from huying.core.actors import Actor

WRITTEN = (
    *(CaseStep, Clock, ProtectedSpan, Reporter, Answer, CallBack),
    *(Pause, Extension, SendBack, Standing, Milestone, OutsideOrder, CasePart),
)
"""What may hang on a case told here, in the order of writing."""
BLOCK = 2000


class Keys:
    """Keys given to rows before they are written, from the same sequences the database draws from."""

    def __init__(self) -> None:
        self._blocks: dict[type[Model], Iterator[int]] = {}

    def __call__(self, model: type[Model]) -> int:
        """Return the next key of a model."""
        if model not in self._blocks:
            self._blocks[model] = _reserved(model) if connection.vendor == "postgresql" else _following(model)
        return next(self._blocks[model])


def _following(model: type[Model]) -> Iterator[int]:
    """Yield the keys SQLite would give; its one writer holds the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        row = cursor.fetchone()
    return count((row[0] if row else 0) + 1)


def _reserved(model: type[Model]) -> Iterator[int]:
    """Yield keys drawn from PostgreSQL's sequence, a block at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, BLOCK],
            )
            keys = sorted(row[0] for row in cursor.fetchall())
        yield from keys


class Told:
    """The cases of one block, in memory until it ends."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.folders: list[Held] = []
        self._keys = Keys()

    def receive(self, demand: Demand, *, actor: Actor, at: datetime) -> Held:
        """Receive a demand as `receive` does and return its folder, on which steps may be taken."""
        policies.REPORT_CASE.check(actor)
        return self._opened(build(demand, intake=self.intake, actor=actor, at=at), actor=actor)

    def receive_order(self, demand: Demand, said: Said, *, actor: Actor, at: datetime) -> Held:
        """Receive an order of an outside platform as `receive_order` does and return its folder."""
        policies.IMPORT_CASES.check(actor)
        folder = self._opened(build_order(demand, said, intake=self.intake, actor=actor, at=at), actor=actor)
        folder.add(order_of(said, case_id=folder.case.pk))
        return folder

    def _opened(self, built: Built, *, actor: Actor) -> Held:
        folder = Held(built.case, intake=self.intake, new_key=self._keys)
        built.attach()
        rows: list[Any] = [*built.step_rows, *built.clocks, *built.spans, *([built.reporter] if built.reporter else [])]
        for row in rows:
            row.case = built.case
        folder.add(*rows)
        folder.note(built.audit_entry(actor))
        folder.publish(RECEIVED)
        self.folders.append(folder)
        return folder

    def write(self) -> None:
        """Write every row; the caller holds the transaction."""
        bulk.insert(Case, [folder.case for folder in self.folders])
        for model in WRITTEN:
            rows: list[Any] = [row for folder in self.folders for row in folder.rows[model]]
            bulk.insert(model, rows)
        entries = [entry for folder in self.folders for entry in folder.entries]
        audit.write(sorted(entries, key=lambda entry: entry.at))
        mark((folder.case.received_at, folder.case.place) for folder in self.folders)
        self._publish()

    def _publish(self) -> None:
        """Tell others what happened, a thousand cases to a message."""
        ids: defaultdict[str, list[int]] = defaultdict(list)
        for folder in self.folders:
            for name in folder.messages:
                ids[name].append(folder.case.pk)
        for name, keys in ids.items():
            for start in range(0, len(keys), MESSAGE):
                outbox.publish(name, keys[start : start + MESSAGE])


@contextmanager
def telling(*, intake: Intake, actor: Actor) -> Iterator[Told]:
    """Open a block of cases to be told whole; what was told is written when the block ends without error."""
    policies.IMPORT_CASES.check(actor)
    with transaction.atomic():
        told = Told(intake)
        yield told
        told.write()
