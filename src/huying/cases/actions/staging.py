"""Reading a sheet of cases 读表: every row checked outside the write lock, the good ones spooled, the rest named.

One pass; memory stays flat whatever the size: good rows go to a temporary file, of the others the first thousand
are kept to be shown.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from huying.cases.actions.incoming import COLUMN_OF, Incoming, Known, understood
from huying.cases.models import HeadingMemory
from huying.cases.sheet import CASES
from huying.estates.models import Compound
from huying.regions import queries as regions
from huying.rules.case_facts import Channel
from huying.rules.errors import RuleBrokenError
from huying.rulesets import queries as rulesets
from huying.sheets.reading import open_rows
from huying.sheets.rows import RowError, read_rows, row_error
from huying.ui.refusals import both_languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from huying.sheets.cell_types import Cell
    from huying.sheets.columns import Matching
    from huying.sheets.rows import Row, RowReader

    Progress = Callable[[str, int], None]

CHUNK = 1000
SHOWN_ERRORS = 1000
BOARD_WORDS = ("留言", "message")


@dataclass(slots=True)
class Staged:
    """A sheet as read 已读表: the good rows in a temporary file, the refused ones named."""

    spool: IO[bytes]
    matching: Matching
    rows: int = 0
    good: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    refused_rows: dict[int, tuple[Cell, ...]] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    digest: str = ""

    def chunks(self) -> Iterator[list[tuple[int, Incoming]]]:
        """Yield the good rows with their numbers in the sheet, a thousand at a time, from the beginning."""
        self.spool.seek(0)
        for _ in range(0, self.good, CHUNK):
            yield pickle.load(self.spool)  # noqa: S301 - our own file of a moment ago

    def close(self) -> None:
        """Drop the temporary file."""
        self.spool.close()


def read_sheet(
    path: Path,
    *,
    name: str = "",
    source: str,
    at: datetime,
    is_history: bool,
    mapping: Mapping[str, str],
    progress: Progress,
) -> Staged:
    """Read and check every row of a sheet; `mapping` says which of its headings mean which columns."""
    remembered: dict[str, str] = HeadingMemory.objects.filter(pk=source).values_list("mapping", flat=True).first() or {}
    opened = open_rows(path, name=name or path.name)
    reader = read_rows(CASES, opened, remembered=remembered | dict(mapping), sheet=opened.name)
    known = Known(
        book=regions.place_book(),
        compounds=frozenset(Compound.objects.values_list("key", flat=True)),
        at=at,
        source=source,
        channel=_channel(reader.matching),
        is_history=is_history,
        calendar=rulesets.calendar(),
    )
    staged = Staged(spool=tempfile.TemporaryFile(), matching=reader.matching)  # noqa: SIM115 - closed by its owner
    try:
        _stage(reader, known, staged, progress=progress)
    except BaseException:
        staged.close()
        raise
    return staged


def _channel(matching: Matching) -> Channel:
    """Return the channel a sheet comes by: a message board 留言板 writes its name into the headings."""
    headings = " ".join(matching.headings[index] for index in matching.mapping.values()).casefold()
    return Channel.BOARD if any(word in headings for word in BOARD_WORDS) else Channel.HOTLINE


def _stage(reader: RowReader, known: Known, staged: Staged, *, progress: Progress) -> None:
    seen: set[bytes] = set()
    waiting: list[tuple[int, Incoming]] = []
    hashed = hashlib.sha256(f"{known.source}|{known.is_history}".encode())
    for row in reader:
        staged.rows += 1
        progress("read", 1)
        incoming = _one(row, known, staged, sheet=reader.sheet)
        if incoming is None:
            continue
        staged.good += 1
        waiting.append((row.number, incoming))
        if len(waiting) == CHUNK:
            pickle.dump(waiting, staged.spool)
            waiting.clear()
        hashed.update(repr((incoming.said, incoming.demand.place, incoming.demand.topic)).encode())
        short = hashlib.blake2b(incoming.key.encode(), digest_size=12).digest()
        if short in seen:
            staged.repeated.add(incoming.key)
        seen.add(short)
    if waiting:
        pickle.dump(waiting, staged.spool)
    staged.digest = hashed.hexdigest()


def _one(row: Row, known: Known, staged: Staged, *, sheet: str) -> Incoming | None:
    errors = list(row.errors)
    if not errors:
        try:
            return understood(row.values, known)
        except RuleBrokenError as error:
            errors = [_refusal(row, error, staged.matching, sheet=sheet)]
    staged.refused += 1
    if staged.refused <= SHOWN_ERRORS:
        staged.errors += errors
        staged.refused_rows[row.number] = row.given
    return None


def _refusal(row: Row, error: RuleBrokenError, matching: Matching, *, sheet: str) -> RowError:
    """Name the cell at fault: its heading in this file, its content as given."""
    name = COLUMN_OF.get(error.code, str(error.facts.get("field", "")))
    index = matching.mapping.get(name)
    heading = matching.heading_of(name) or (CASES.column(name).heading if name else "")
    given = row.given[index] if index is not None and index < len(row.given) else None
    return row_error(
        sheet=sheet, row=row.number, column=heading, value=given, refusal=error, words=both_languages(error)
    )
