"""Importing cases 导入: read and checked outside the write lock, written in chunks, shown only when complete.

First every row is read and checked (`staging`). If one is refused nothing is written, unless asked to keep the
good ones. New cases are then written in chunks of a thousand, each in one transaction with the mark of how far
it is, and no list shows them (`writing`); what the sheet says anew about known orders waits beside them. One
transaction makes the batch complete; from then on its cases show and the waiting changes are made (`settling`).
Killed before that, the same sheet goes on where it stopped, and any other sheet first removes what was left;
killed after it, the worker or the next import makes the changes that still wait.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import batches
from huying.cases.actions.building import Intake
from huying.cases.actions.demands import CITY_KEY
from huying.cases.actions.said import FateKind, Standing
from huying.cases.actions.settling import settle, settle_source
from huying.cases.actions.staging import Staged, read_sheet
from huying.cases.actions.writing import Writing
from huying.cases.queries.limits import day_of
from huying.cases.queries.registers import KeptRegisters
from huying.rules.errors import RuleBrokenError
from huying.sheets.differences import Summary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from huying.cases.actions.staging import Progress
    from huying.core.actors import Actor
    from huying.sheets.cell_types import Cell
    from huying.sheets.columns import Matching
    from huying.sheets.rows import RowError

SHOWN_DIFFERENCES = 1000
SOURCE_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing a row changes 差异: the number, the field, before and after."""

    row: int
    key: str
    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a sheet is to be imported 导入要求; `mapping` gives headings of the file the names of columns."""

    source: str
    is_history: bool = False
    keep_good: bool = False
    dry_run: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did, or would do 导入结果."""

    summary: Summary
    matching: Matching
    errors: list[RowError]
    refused_rows: dict[int, tuple[Cell, ...]]
    differences: list[Difference] = field(default_factory=list)
    is_written: bool = False
    batch: int | None = None


def _quiet(_stage: str, _count: int) -> None:
    return


def import_cases(path: Path, wanted: Wanted, *, actor: Actor, at: datetime, progress: Progress = _quiet) -> Imported:
    """Import a sheet of cases; see the module for what is promised."""
    policies.IMPORT_CASES.check(actor)
    if not 1 <= len(wanted.source.strip()) <= SOURCE_LENGTH:
        raise RuleBrokenError("case.source_name")
    staged = read_sheet(
        path,
        name=wanted.name,
        source=wanted.source,
        at=at,
        is_history=wanted.is_history,
        mapping=wanted.mapping,
        progress=progress,
    )
    try:
        if wanted.dry_run or (staged.refused and not wanted.keep_good):
            return _foretold(staged, wanted)
        return _written(staged, wanted, actor=actor, at=at, progress=progress)
    finally:
        staged.close()


def _imported(staged: Staged, counts: Mapping[str, int]) -> Imported:
    return Imported(
        summary=Summary(rows=staged.rows, refused=staged.refused, **counts),
        matching=staged.matching,
        errors=staged.errors,
        refused_rows=staged.refused_rows,
    )


def _foretold(staged: Staged, wanted: Wanted) -> Imported:
    """Say what each good row would do, without writing; of a sheet refused whole nothing is done."""
    counts = {kind.value: 0 for kind in FateKind}
    differences: list[Difference] = []
    if wanted.dry_run:
        standing = Standing(source=wanted.source, repeated=staged.repeated)
        for chunk in staged.chunks():
            standing.look_up(incoming.key for _number, incoming in chunk)
            for number, incoming in chunk:
                fate = standing.fate(incoming.said)
                counts[fate.kind.value] += 1
                if len(differences) < SHOWN_DIFFERENCES:
                    differences += [
                        Difference(row=number, key=incoming.key, field=name, before=before, after=after)
                        for name, (before, after) in fate.changes.items()
                    ]
    found = _imported(staged, counts)
    found.differences = differences[:SHOWN_DIFFERENCES]
    return found


def _written(staged: Staged, wanted: Wanted, *, actor: Actor, at: datetime, progress: Progress) -> Imported:
    settle_source(wanted.source, actor=actor, at=at)
    intake = Intake.open(KeptRegisters.read())
    intake.on(day_of(at))[2].triage(CITY_KEY)  # refuses before anything is written where nobody could hold a case
    batch = batches.open_batch(source=wanted.source, digest=staged.digest, total=staged.good, actor=actor, at=at)
    writing = Writing(batch=batch, intake=intake, actor=actor, at=at, progress=progress)
    try:
        writing.write(staged)
        writing.complete(staged)
    finally:
        batches.release(batch)
    counts = settle(batch.pk, actor=actor, at=at, progress=progress)
    found = _imported(staged, counts)
    found.is_written, found.batch = True, batch.pk
    return found
