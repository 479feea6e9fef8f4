"""Writing a staged sheet 写入: chunks of a thousand rows, hidden until the last; what changes known orders waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.actions import batches, mirroring
from huying.cases.actions.building import Built, Intake, build
from huying.cases.actions.history import close_as_history
from huying.cases.actions.receiving import MESSAGE, publish_received, write_many
from huying.cases.actions.said import FateKind, Said, Standing, order_of
from huying.cases.actions.settling import SETTLE
from huying.cases.models import Answer, CallBack, Case, HeadingMemory, OutsideOrder, StagedChange
from huying.cases.queries.limits import day_of
from huying.core import audit, bulk, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.cases.actions.incoming import Incoming
    from huying.cases.actions.staging import Progress, Staged
    from huying.cases.models import ImportBatch
    from huying.core.actors import Actor
    from huying.sheets.columns import Matching


@dataclass(slots=True, kw_only=True)
class Writing:
    """An import being written."""

    batch: ImportBatch
    intake: Intake
    actor: Actor
    at: datetime
    progress: Progress
    _standing: Standing = field(init=False)

    def write(self, staged: Staged) -> None:
        """Write the rows that are not written yet, chunk by chunk."""
        self._standing = Standing(source=self.batch.source, repeated=staged.repeated)
        self._take_up()
        done = 0
        for chunk in staged.chunks():
            done += len(chunk)
            if done > self.batch.rows_done:
                self._chunk([incoming for _number, incoming in chunk], done=done)
            self.progress("written", len(chunk))

    def _take_up(self) -> None:
        """Remember what a killed import had staged of the numbers that come again."""
        waiting = StagedChange.objects.filter(batch=self.batch).order_by("id")
        for sealed in waiting.values_list("sealed", flat=True).iterator():
            said = Said.unsealed(sealed)
            if said.key in self._standing.repeated:
                self._standing.look_up([said.key])
                self._standing.fate(said)

    @transaction.atomic
    def _chunk(self, chunk: Sequence[Incoming], *, done: int) -> None:
        held = batches.locked(self.batch)
        self._standing.look_up(incoming.key for incoming in chunk)
        counts = dict(held.summary)
        fresh, changes = [], []
        for incoming in chunk:
            kind = self._standing.fate(incoming.said).kind
            if kind is FateKind.CREATED:
                fresh.append(incoming)
            elif kind is not FateKind.UNCHANGED:
                changes.append(StagedChange(batch=held, sealed=incoming.said.sealed()))
                continue
            counts[kind.value] = counts.get(kind.value, 0) + 1
        self._create(fresh)
        bulk.insert(StagedChange, changes)
        held.rows_done, held.summary = done, counts
        held.save(update_fields=["rows_done", "summary", "touched_at"])

    def _create(self, fresh: list[Incoming]) -> None:
        built = [self._built(incoming) for incoming in fresh]
        write_many(built, actor=self.actor, batch=self.batch.pk)
        pairs = list(zip(built, fresh, strict=True))
        bulk.insert(OutsideOrder, [order_of(incoming.said, case_id=row.case.pk) for row, incoming in pairs])
        bulk.insert(
            Answer,
            [
                Answer(
                    case=row.case,
                    text=incoming.reply,
                    drafted_at=incoming.reply_at,
                    issued_at=incoming.reply_at,
                    handed_back_at=incoming.reply_at,
                )
                for row, incoming in pairs
                if incoming.reply_at is not None
            ],
        )
        bulk.insert(
            CallBack,
            [
                mirroring.call_back_of(incoming.said, case_id=row.case.pk, round_number=1, at=self.at)
                for row, incoming in pairs
                if incoming.reply_at is None and mirroring.has_call_back(incoming.said)
            ],
        )

    def _built(self, incoming: Incoming) -> Built:
        built = build(incoming.demand, intake=self.intake, actor=self.actor, at=self.at)
        if incoming.reply_at is not None:
            close_as_history(built, replied_at=incoming.reply_at)
        else:
            limits = self.intake.on(day_of(incoming.demand.received_at or self.at))[0]
            mirroring.end_earlier(built, incoming.said, limits=limits)
        return built

    @transaction.atomic
    def complete(self, staged: Staged) -> None:
        """Let the batch show, remember its headings, and tell the worker."""
        held = batches.locked(self.batch)
        held.completed_at, held.runner = self.at, ""
        held.save(update_fields=["completed_at", "runner", "touched_at"])
        self._remember(staged.matching)
        rows = Case.objects.filter(batch=held.pk).order_by("pk").only("pk", "received_at", "place")
        publish_received(rows.iterator(chunk_size=MESSAGE))
        outbox.publish(SETTLE, [held.pk])
        facts = {"rows": staged.rows, "refused": staged.refused, "waiting": held.changes.count(), **held.summary}
        audit.record("cases.imported", held, actor=self.actor, at=self.at, source=held.source, **facts)

    def _remember(self, matching: Matching) -> None:
        headings = {name: matching.headings[index] for name, index in matching.mapping.items()}
        HeadingMemory.objects.update_or_create(
            pk=self.batch.source, defaults={"mapping": matching.to_remember, "headings": headings}
        )
