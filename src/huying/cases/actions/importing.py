"""Importing cases 导入: read and checked outside the write lock, written in chunks, shown only when complete.

One pass reads and checks every row and spools the good ones to a temporary file, so that memory stays flat. If
a row is refused nothing is written, unless asked to keep the good ones. Rows are then written in chunks of a
thousand, each in one transaction with the mark of how far it is; until the last chunk no list shows them. The
same file after a kill goes on where it stopped; the same rows again change nothing.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases import policies
from huying.cases.actions import mirroring
from huying.cases.actions.building import Built, Intake, build
from huying.cases.actions.history import close_as_history
from huying.cases.actions.incoming import COLUMN_OF, Incoming, Known, understood
from huying.cases.actions.receiving import write_many
from huying.cases.models import Answer, HeadingMemory, ImportBatch, OutsideOrder
from huying.cases.queries.limits import day_of
from huying.cases.sheet import CASES
from huying.core import audit
from huying.core.idempotency import fingerprint
from huying.estates.models import Compound
from huying.regions import queries as regions
from huying.rules.case_facts import Channel
from huying.rules.errors import RuleBrokenError
from huying.sheets.differences import Summary
from huying.sheets.reading import open_rows
from huying.sheets.rows import RowError, read_rows, row_error
from huying.ui.refusals import both_languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from huying.core.actors import Actor
    from huying.sheets.cell_types import Cell
    from huying.sheets.columns import Matching
    from huying.sheets.rows import Row

CHUNK = 1000
SHOWN_ERRORS = 1000


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did 导入结果."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    rounds: int = 0
    errors: list[RowError] = field(default_factory=list)
    refused_rows: dict[int, tuple[Cell, ...]] = field(default_factory=dict)
    matching: Matching | None = None
    is_written: bool = False

    @property
    def summary(self) -> Summary:
        """Return the numbers."""
        return Summary(
            rows=self.rows,
            created=self.created,
            updated=self.updated,
            unchanged=self.unchanged,
            refused=self.refused,
            rounds=self.rounds,
        )


def _quiet(_stage: str, _count: int) -> None:
    return


def import_cases(
    path: Path,
    *,
    source: str,
    actor: Actor,
    at: datetime,
    is_history: bool = False,
    keep_good: bool = False,
    dry_run: bool = False,
    progress: Callable[[str, int], None] = _quiet,
) -> Imported:
    """Import a sheet of cases from a source; see the module for what is promised."""
    policies.IMPORT_CASES.check(actor)
    if not 1 <= len(source) <= 40:  # noqa: PLR2004 - the length of the column
        raise RuleBrokenError("case.source_name")
    found = Imported()
    with tempfile.TemporaryFile() as spool:
        keys = _checked(path, spool, found, source=source, at=at, is_history=is_history, progress=progress)
        if dry_run or (found.refused and not keep_good):
            _foretell(keys, found, source=source)
            return found
        digest = fingerprint([source, is_history, keys.digest()])
        _write(spool, found, source=source, digest=digest, actor=actor, at=at, progress=progress)
    _remember(source, found.matching)
    return found


class _Keys:
    """The numbers of a sheet, in order."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._hash = hashlib.sha256()

    def add(self, key: str) -> None:
        """Note one."""
        self.known.append(key)
        self._hash.update(key.encode() + b"\n")

    def digest(self) -> str:
        """Return what tells this sheet from another."""
        return self._hash.hexdigest()


def _checked(
    path: Path,
    spool: Any,
    found: Imported,
    *,
    source: str,
    at: datetime,
    is_history: bool,
    progress: Callable[[str, int], None],
) -> _Keys:
    """Read every row, spool the good ones, note the refused ones."""
    remembered = HeadingMemory.objects.filter(pk=source).values_list("mapping", flat=True).first()
    opened = open_rows(path, name=path.name)
    reader = read_rows(CASES, opened, remembered=remembered, sheet=opened.name)
    found.matching = reader.matching
    known = Known(
        book=regions.place_book(),
        compounds=frozenset(Compound.objects.values_list("key", flat=True)),
        at=at,
        source=source,
        channel=Channel.BOARD if is_history else Channel.HOTLINE,
        is_history=is_history,
    )
    keys = _Keys()
    for row in reader:
        found.rows += 1
        progress("read", 1)
        incoming = _one(row, known, found, sheet=opened.name)
        if incoming is not None:
            keys.add(incoming.key)
            pickle.dump(incoming, spool)
    return keys


def _one(row: Row, known: Known, found: Imported, *, sheet: str) -> Incoming | None:
    errors = list(row.errors)
    if not errors:
        try:
            return understood(row.values, known)
        except RuleBrokenError as error:
            errors = [_refusal(row, error, found, sheet=sheet)]
    found.refused += 1
    if len(found.errors) < SHOWN_ERRORS:
        found.errors += errors
        found.refused_rows[row.number] = row.given
    return None


def _refusal(row: Row, error: RuleBrokenError, found: Imported, *, sheet: str) -> RowError:
    name = COLUMN_OF.get(error.code, str(error.facts.get("field", "")))
    heading = (found.matching.heading_of(name) if found.matching and name else None) or name
    value = row.values.get(name)
    return row_error(
        sheet=sheet, row=row.number, column=heading, value=value, refusal=error, words=both_languages(error)
    )


def _foretell(keys: _Keys, found: Imported, *, source: str) -> None:
    """Say how many rows are new, without writing."""
    standing: set[str] = set()
    for start in range(0, len(keys.known), CHUNK):
        part = keys.known[start : start + CHUNK]
        rows = OutsideOrder.objects.filter(source=source, external_id__in=part)
        standing |= set(rows.values_list("external_id", flat=True))
    found.unchanged = sum(key in standing for key in keys.known)
    found.created = len(set(keys.known) - standing)


def _spooled(spool: Any) -> Iterator[Incoming]:
    spool.seek(0)
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - our own temporary file of a moment ago
        except EOFError:
            return


def _write(
    spool: Any,
    found: Imported,
    *,
    source: str,
    digest: str,
    actor: Actor,
    at: datetime,
    progress: Callable[[str, int], None],
) -> None:
    batch = ImportBatch.objects.filter(source=source, digest=digest, completed_at=None).first()
    if batch is None:
        batch = ImportBatch.objects.create(source=source, digest=digest, started_at=at)
    intake, chunk, number = Intake.open(), [], 0
    for number, incoming in enumerate(_spooled(spool), start=1):
        if number <= batch.rows_done:
            found.unchanged += 1
            continue
        chunk.append(incoming)
        if len(chunk) == CHUNK:
            _write_chunk(chunk, batch, found, intake=intake, done=number, actor=actor, at=at)
            progress("written", len(chunk))
            chunk = []
    if chunk:
        _write_chunk(chunk, batch, found, intake=intake, done=number, actor=actor, at=at)
        progress("written", len(chunk))
    _complete(batch, found, actor=actor, at=at)


@transaction.atomic
def _complete(batch: ImportBatch, found: Imported, *, actor: Actor, at: datetime) -> None:
    batch.completed_at, batch.summary = at, found.summary.as_json()
    batch.save()
    audit.record("cases.imported", batch, actor=actor, at=at, source=batch.source, **found.summary.as_json())
    found.is_written = True


@transaction.atomic
def _write_chunk(
    chunk: Sequence[Incoming],
    batch: ImportBatch,
    found: Imported,
    *,
    intake: Intake,
    done: int,
    actor: Actor,
    at: datetime,
) -> None:
    """Write one chunk with the mark of how far the import is."""
    orders = _latest(batch.source, {incoming.key for incoming in chunk})
    fresh: dict[str, Incoming] = {}
    again: list[Incoming] = []
    for incoming in chunk:
        if incoming.key in orders or incoming.key in fresh:
            again.append(incoming)
        else:
            fresh[incoming.key] = incoming
    _create(list(fresh.values()), batch, intake=intake, actor=actor, at=at)
    found.created += len(fresh)
    if again:
        orders |= _latest(batch.source, {incoming.key for incoming in again})
        for incoming in again:
            _again(orders, incoming, found, actor=actor, at=at)
    batch.rows_done = done
    batch.save(update_fields=["rows_done"])


def _latest(source: str, keys: set[str]) -> dict[str, OutsideOrder]:
    rows = OutsideOrder.objects.filter(source=source, external_id__in=keys).order_by("round")
    return {row.external_id: row for row in rows}


def _create(incoming: list[Incoming], batch: ImportBatch, *, intake: Intake, actor: Actor, at: datetime) -> None:
    built = [_built(each, intake=intake, actor=actor, at=at) for each in incoming]
    write_many(built, actor=actor, batch=batch.pk)
    pairs = list(zip(built, incoming, strict=True))
    OutsideOrder.objects.bulk_create([mirroring.order_of(each, case_id=row.case.pk) for row, each in pairs])
    answers = [
        Answer(
            case=row.case,
            text=each.reply,
            drafted_at=each.reply_at,
            issued_at=each.reply_at,
            handed_back_at=each.reply_at,
        )
        for row, each in pairs
        if each.reply_at is not None
    ]
    Answer.objects.bulk_create(answers)


def _built(incoming: Incoming, *, intake: Intake, actor: Actor, at: datetime) -> Built:
    built = build(incoming.demand, intake=intake, actor=actor, at=at)
    if incoming.reply_at is not None:
        close_as_history(built, replied_at=incoming.reply_at)
    else:
        limits, _duties, _holders = intake.on(day_of(incoming.demand.received_at or at))
        mirroring.end_earlier(built, incoming, limits=limits)
    return built


def _again(orders: dict[str, OutsideOrder], incoming: Incoming, found: Imported, *, actor: Actor, at: datetime) -> None:
    order = orders[incoming.key]
    if mirroring.is_new_round(order, incoming):
        mirroring.begin_round(order, incoming, actor=actor, at=at)
        orders |= _latest(order.source, {incoming.key})
        found.rounds += 1
    elif said := mirroring.changed(order, incoming):
        mirroring.note_change(order, incoming, said, actor=actor, at=at)
        found.updated += 1
    else:
        found.unchanged += 1


@transaction.atomic
def _remember(source: str, matching: Matching | None) -> None:
    if matching is not None:
        HeadingMemory.objects.update_or_create(
            pk=source, defaults={"mapping": matching.to_remember, "headings": _headings(matching)}
        )


def _headings(matching: Matching) -> dict[str, str]:
    return {name: matching.headings[index] for name, index in matching.mapping.items()}
