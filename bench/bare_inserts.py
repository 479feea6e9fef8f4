"""The same rows by bare SQL 裸写入: what the database itself takes for what an import wrote."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.databases import Databases

TABLES = (
    "cases_case",
    "cases_casestep",
    "cases_clock",
    "cases_reporter",
    "cases_protectedspan",
    "cases_outsideorder",
    "core_auditrecord",
)
CHUNK = 1000


def bare_insert(databases: Databases, source: str, target: str) -> tuple[dict[str, int], float]:
    """Put the rows of one database into another, a thousand cases to a transaction; return counts and seconds."""
    reading, writing = databases.connect(source), databases.connect(target)
    counts: dict[str, int] = {}
    spent = 0.0
    try:
        _let_go(writing)
        for table in TABLES:
            cursor = reading.cursor()
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            names = [column[0] for column in cursor.description]
            statement = _statement(table, names, mark="%s" if databases.url else "?")
            while rows := cursor.fetchmany(CHUNK):
                rows = [tuple(map(_plain, row)) for row in rows]
                begin = time.perf_counter()
                writing.cursor().executemany(statement, rows)
                writing.commit()
                spent += time.perf_counter() - begin
                counts[table] = counts.get(table, 0) + len(rows)
    finally:
        reading.close()
        writing.close()
    return counts, spent


def _statement(table: str, names: list[str], *, mark: str) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join([mark] * len(names))})"


def _let_go(connection: Any) -> None:
    """Leave out the checks of keys whose tables are not copied."""
    if hasattr(connection, "pgconn"):
        connection.execute("SET session_replication_role = replica")
        connection.commit()
    else:
        connection.execute("PRAGMA foreign_keys=OFF")


def _plain(value: Any) -> Any:
    """Return a value as the driver takes it back."""
    if isinstance(value, dict | list):
        from psycopg.types.json import Jsonb  # noqa: PLC0415

        return Jsonb(value)
    return value
