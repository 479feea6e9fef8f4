"""Parquet 列式文件: for analysts, written by DuckDB where it is installed (the extra `analytics`).

Rows go to a plain csv beside the file first, so that memory stays flat whatever the size; DuckDB turns that into
columns. Whole numbers and shares get a type of their own, all else is text as in the other kinds of export.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

EXTRA = "analytics"
SETTINGS = {"memory_limit": "256MB", "threads": "1", "enable_external_access": "true"}
TYPES = {int: "BIGINT", bool: "BIGINT", Decimal: "DOUBLE", float: "DOUBLE"}
LONGEST_LINE = 8_000_000


def _duckdb() -> Any:
    try:
        return import_module("duckdb")
    except ModuleNotFoundError:
        raise RuleBrokenError("export.extra_missing", extra=EXTRA) from None


class ParquetSink:
    """A Parquet file; the types of its columns are those of the first row."""

    def __init__(self, path: Path, *, shown: Callable[[object], str]) -> None:
        self.path = path
        self.shown = shown
        self.plain = path.with_name(path.name + ".csv")
        self.duckdb = _duckdb()
        self.headings: list[str] = []
        self.types: list[str] = []
        self.file = self.plain.open("w", encoding="utf-8", newline="")
        self.writer = csv.writer(self.file, quoting=csv.QUOTE_ALL, lineterminator="\n")

    def write(self, row: Sequence[object]) -> None:
        """Write one row, the first as the header."""
        if not self.headings:
            self.headings = [str(value) for value in row]
            return
        if not self.types:
            self.types = [TYPES.get(type(value), "VARCHAR") for value in row]
        self.writer.writerow([self.shown(value) for value in row])

    def close(self) -> None:
        """Turn the rows into columns; what is blank becomes null."""
        self.file.close()
        try:
            with self.duckdb.connect(config=SETTINGS) as connection:
                connection.execute(self._statement(), [str(self.plain)])
        finally:
            self.plain.unlink(missing_ok=True)

    def _statement(self) -> str:
        types = self.types or ["VARCHAR"] * len(self.headings)
        places = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(types)))
        columns = ", ".join(
            f"CAST(nullif(c{place}, '') AS {kind}) AS \"{heading.replace(chr(34), chr(34) * 2)}\""
            for place, (heading, kind) in enumerate(zip(self.headings, types, strict=True))
        )
        target = str(self.path).replace("'", "''")
        return (
            f"COPY (SELECT {columns} FROM read_csv(?, columns={{{places}}}, header=false, delim=',', quote='\"', "  # noqa: S608
            "escape='\"', auto_detect=false, parallel=false, allow_quoted_nulls=false, new_line='\\n', "
            f"max_line_size={LONGEST_LINE})) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
