"""Fills a reusable PostgreSQL database with a city of many cases, by multiplying those of the demo city.

    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/city.py --cases 1000000

1. If the database is empty, `huying demo --no-serve` builds the small synthetic city in it.
2. Its cases are copied until the wanted number stands there, in the database itself (INSERT … SELECT): the case, its
   reporter, clocks, steps, answers, call-backs, words and audit records, with keys moved on and the instants moved by
   whole weeks, so that the days stay working days. First the open ones, up to one in twenty, moved on by up to a
   month, so that their deadlines lie ahead; then the closed ones, over a spread of four years.
3. What is kept of counts is dropped, since the copies went through no door; the worker counts again. VACUUM ANALYZE.
Run again with a larger number it goes on from where it stands. Copies carry the mark of synthetic data.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import psycopg
from common import database, last_object, run
from psycopg import sql

TABLES = ("cases_reporter", "cases_clock", "cases_casestep", "cases_answer", "cases_callback", "cases_words")
OWN_KEY = {"cases_clock", "cases_casestep", "cases_answer", "cases_callback"}
INSTANTS = {"timestamp with time zone"}
EMPTIED = {"external_id": "''", "tracking_index": "NULL", "secret_index": "''", "batch": "NULL", "phone_index": "''"}
AT_ONCE = 20
OPEN_SHARE = 20
KEPT = ("cases_cellmark", "cases_monthcell", "cases_countedmonth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Which cases are copied, and by how many weeks they are moved."""

    seeds: str
    which: str
    counted: str
    moved: str


OPEN = Kind(
    seeds="bench_seed_open",
    which="state IN ('triage', 'dispatched', 'handling', 'checking', 'answered') AND NOT is_paused AND open_parts = 0 "
    "AND problem_id IS NULL AND follows_id IS NULL",
    counted="state <> 'closed'",
    moved="floor(random() * 5)::int",
)
CLOSED = Kind(seeds="bench_seed", which="state = 'closed'", counted="true", moved="((random() * 2 - 1) * 100)::int")


def main() -> None:
    """Build and multiply."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=10_000)
    wanted = parser.parse_args().cases
    with psycopg.connect(database(), autocommit=True) as connection:
        if not _exists(connection):
            print("building the small demo city")
            print(last_object(run("demo", "--scale", "small", "--no-serve", "--json"))["counts"])
        began = time.perf_counter()
        multiply(connection, OPEN, wanted // OPEN_SHARE)
        multiply(connection, CLOSED, wanted)
        connection.execute(f"TRUNCATE {', '.join(KEPT)}")
        connection.execute("VACUUM ANALYZE")
        print(f"{_count(connection)} cases after {time.perf_counter() - began:.0f} s")


def _exists(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT to_regclass('cases_case')").fetchone()
    return bool(row and row[0]) and _count(connection) > 0


def _count(connection: psycopg.Connection, where: str = "true") -> int:
    row = connection.execute(f"SELECT count(*) FROM cases_case WHERE {where}").fetchone()  # type: ignore[arg-type]
    return int(row[0]) if row else 0


def multiply(connection: psycopg.Connection, kind: Kind, wanted: int) -> None:
    """Copy the demo's cases of a kind until `wanted` stand there."""
    seeds = _seeds(connection, kind)
    while (missing := wanted - _count(connection, kind.counted)) > 0:
        copies = min(AT_ONCE, max(1, missing // seeds))
        most = min(missing, seeds * copies)
        with connection.transaction():
            _choose(connection, kind, copies=copies, most=most)
            _copy(connection, "cases_case", key="id")
            for table in TABLES:
                _copy(connection, table, key="case_id")
            _copy(connection, "core_auditrecord", key="object_id", only="t.object_type = 'cases.case'")
        print(f"{_count(connection)} cases", flush=True)
    for table in ("cases_case", "core_auditrecord", *OWN_KEY):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _seeds(connection: psycopg.Connection, kind: Kind) -> int:
    """Remember which cases are the demo's own, and return how many."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS {kind.seeds} AS SELECT id FROM cases_case WHERE {kind.which}")  # type: ignore[arg-type]
    row = connection.execute(f"SELECT count(*) FROM {kind.seeds}").fetchone()  # type: ignore[arg-type]
    if not row or not row[0]:
        raise SystemExit(f"the demo city has no case to copy where {kind.which}")
    return int(row[0])


def _choose(connection: psycopg.Connection, kind: Kind, *, copies: int, most: int) -> None:
    """Pair old keys with new ones, and with the weeks each copy is moved by."""
    first = connection.execute("SELECT max(id) FROM cases_case").fetchone()
    connection.execute("DROP TABLE IF EXISTS bench_copy")
    connection.execute(
        "CREATE TEMP TABLE bench_copy AS SELECT id AS old, %s::bigint + row_number() OVER () AS new, "  # type: ignore[arg-type]
        f"interval '1 week' * {kind.moved} AS moved FROM {kind.seeds}, generate_series(1, %s) LIMIT %s",
        [first[0] if first else 0, copies, most],
    )


def _copy(connection: psycopg.Connection, table: str, *, key: str, only: str = "true") -> None:
    rows = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    ).fetchall()
    own = table in OWN_KEY or table == "core_auditrecord"
    columns = [(name, kind) for name, kind in rows if not (own and name == "id")]
    values = [_value(name, kind, key) for name, kind in columns]
    query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} t JOIN bench_copy c ON t.{} = c.old WHERE {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(sql.Identifier(name) for name, _kind in columns),
        sql.SQL(", ").join(map(sql.SQL, values)),  # type: ignore[arg-type]  # made of names of columns
        sql.Identifier(table),
        sql.Identifier(key),
        sql.SQL(only),  # type: ignore[arg-type]  # a constant
    )
    connection.execute(query)


def _value(name: str, kind: str, key: str) -> str:
    if name == key:
        return "c.new"
    if name in EMPTIED:
        return EMPTIED[name]
    return f't."{name}" + c.moved' if kind in INSTANTS else f't."{name}"'


if __name__ == "__main__":
    main()
