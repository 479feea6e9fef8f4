"""Importing a register from a sheet 台账导入: every refusal named, all or nothing unless asked otherwise.

Rows are read and understood outside the write lock. What the doors refuse only together (two services that
overlap, a name taken) is traced to its row by saving halves, so that each refused row is named and each good
one judged beside the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.enterprises.registers.converting import COLUMN_AT_FAULT
from huying.enterprises.registers.sources import REGISTERS
from huying.enterprises.registers.words import words
from huying.regions.upsert import Change, Saved
from huying.rules.errors import RuleBrokenError
from huying.rulesets import stamps
from huying.sheets.differences import Summary
from huying.sheets.reading import open_rows
from huying.sheets.rows import Row, RowError, read_rows, row_error
from huying.sheets.writing import write_errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from huying.core.actors import Actor
    from huying.enterprises.registers.sources import Register
    from huying.sheets.cell_types import Cell
    from huying.sheets.columns import Matching
    from huying.sheets.rows import RowReader

MOST_TRACED = 200


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did, or would do: the numbers, the differences, the refused rows."""

    register: Register
    matching: Matching
    rows: int = 0
    saved: Saved = field(default_factory=Saved)
    errors: list[RowError] = field(default_factory=list)
    refused: dict[int, tuple[Cell, ...]] = field(default_factory=dict)
    is_written: bool = False

    @property
    def summary(self) -> Summary:
        """Return the numbers; of a sheet refused whole nothing was created or updated."""
        found = self.saved
        return Summary(
            rows=self.rows,
            created=found.created,
            updated=found.updated,
            unchanged=found.unchanged,
            refused=len(self.refused),
        )

    @property
    def changes(self) -> list[Change]:
        """Return each field of a standing row that the sheet changes."""
        return self.saved.changes

    def write_errors(self, path: Path) -> None:
        """Write the refused rows with their reasons to a workbook that can be mended and sent again."""
        write_errors(spec=self.register.spec, errors=self.errors, rows=self.refused, path=path, matching=self.matching)


@dataclass(frozen=True, slots=True)
class _Understood:
    """A row of the sheet and what it means."""

    row: Row
    wanted: Any


@dataclass(slots=True, kw_only=True)
class _Import:
    """One import while it runs."""

    register: Register
    reader: RowReader
    actor: Actor
    at: datetime
    done: Imported
    traced: int = 0
    belongs: dict[int, tuple[str, ...] | None] = field(default_factory=dict)

    def understand(self) -> list[_Understood]:
        """Read every row and keep those that make sense."""
        found = []
        for row in self.reader:
            self.done.rows += 1
            self._remember(row)
            if row.is_refused:
                self.done.errors += row.errors
                self.done.refused[row.number] = row.given
                continue
            try:
                found.append(_Understood(row, self.register.convert(row.values)))
            except RuleBrokenError as refusal:
                self.refuse(row, refusal)
        return self._screened(found)

    def _screened(self, found: list[_Understood]) -> list[_Understood]:
        refusals = self.register.screen([each.wanted for each in found], self.actor)
        for index, refusal in refusals.items():
            self.refuse(found[index].row, refusal)
        return [each for index, each in enumerate(found) if index not in refusals]

    def without_broken(self, found: list[_Understood]) -> list[_Understood]:
        """Refuse also the good rows that belong together with refused ones."""
        columns = self.register.together
        broken = {self.belongs.get(number) for number in self.done.refused} - {None}
        if not columns or not broken:
            return found
        kept = [each for each in found if self.belongs.get(each.row.number) not in broken]
        for each in found:
            if self.belongs.get(each.row.number) in broken:
                self.refuse(each.row, RuleBrokenError("register.neighbour_refused", column=columns[-1]))
        return kept

    def _remember(self, row: Row) -> None:
        if self.register.together:
            group = tuple(str(row.values.get(name) or "") for name in self.register.together)
            self.belongs[row.number] = group if any(group) else None

    def settle(self, found: Sequence[_Understood], keep: frozenset[str]) -> None:
        """Save the rows; where the doors refuse them together, save halves until the guilty are known."""
        if not found:
            return
        try:
            with transaction.atomic():
                wanted = [each.wanted for each in found]
                saved = self.register.save(wanted, keep=keep, actor=self.actor, at=self.at)
        except RuleBrokenError as refusal:
            self._trace(found, keep, refusal)
        else:
            self.done.saved.add(saved)

    def _trace(self, found: Sequence[_Understood], keep: frozenset[str], refusal: RuleBrokenError) -> None:
        if len(found) == 1 or self.traced >= MOST_TRACED or self.register.together:
            for each in found:
                self.refuse(each.row, refusal)
            self.traced += 1
            return
        middle = len(found) // 2
        self.settle(found[:middle], keep)
        self.settle(found[middle:], keep)

    def refuse(self, row: Row, refusal: RuleBrokenError) -> None:
        """Note why a row is refused, with the column at fault."""
        name = str(refusal.facts.get("column") or COLUMN_AT_FAULT.get(refusal.code, ""))
        matching, spec = self.reader.matching, self.register.spec
        is_known = any(column.name == name for column in spec.columns)
        heading = (matching.heading_of(name) or spec.column(name).heading) if is_known else ""
        self.done.refused[row.number] = row.given
        self.done.errors.append(
            row_error(
                sheet=self.reader.sheet,
                row=row.number,
                column=heading,
                value=row.values.get(name),
                refusal=refusal,
                words=words(refusal),
            )
        )


def import_register(
    name: str,
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    dry_run: bool = False,
    keep_good: bool = False,
    label: str = "",
    mapping: Mapping[str, str] | None = None,
) -> Imported:
    """Import a sheet into a register and return what came of it.

    If any row is refused nothing is written, unless `keep_good`; a dry run writes nothing and tells the same.
    `label` is the file's name as people know it, `mapping` says which of its headings mean which columns.
    """
    register = REGISTERS.get(name)
    if register is None:
        raise RuleBrokenError("register.unknown", name=name, names=sorted(REGISTERS))
    register.check(actor)
    opened = open_rows(path, name=label or path.name)
    reader = read_rows(register.spec, opened, remembered=mapping, sheet=opened.name)
    done = Imported(register=register, matching=reader.matching)
    running = _Import(register=register, reader=reader, actor=actor, at=at, done=done)
    found = running.understand()
    if keep_good:
        found = running.without_broken(found)
    keep = register.kept(reader.matching.mapping)
    with transaction.atomic():
        running.settle(found, keep)
        done.is_written = not dry_run and (keep_good or not done.errors)
        if not done.is_written:
            transaction.set_rollback(True)
    stamps.forget()
    done.errors.sort(key=lambda error: error.row)
    if done.errors and not keep_good:
        done.saved = Saved(unchanged=0, changes=done.saved.changes)
    return done


def as_json(done: Imported) -> Mapping[str, object]:
    """Return the numbers as the command line promises them."""
    return done.summary.as_json()
