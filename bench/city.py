"""Fills a reusable PostgreSQL database with a city of many cases, by multiplying those of the demo city.

    HUYING_DATABASE_URL=postgresql://… HUYING_DATA_DIR=DIR python bench/city.py --cases 1000000

1. If the database is empty, `huying demo --no-serve` builds the small synthetic city in it.
2. Its closed cases are copied until the wanted number stands there, in the database itself (INSERT … SELECT): the
   case, its reporter, clocks, steps, answers, call-backs, words and audit records, with keys moved on and the
   instants moved by whole weeks, so that the days stay working days and the indexes see a spread of four years.
3. VACUUM ANALYZE.
Run again with a larger number it goes on from where it stands. Copies carry the mark of synthetic data.
"""

from __future__ import annotations

import argparse
import time

import psycopg
from common import database, last_object, run
from psycopg import sql

TABLES = ("cases_reporter", "cases_clock", "cases_casestep", "cases_answer", "cases_callback", "cases_words")
OWN_KEY = {"cases_clock", "cases_casestep", "cases_answer", "cases_callback"}
INSTANTS = {"timestamp with time zone"}
EMPTIED = {"external_id": "''", "tracking_index": "NULL", "secret_index": "''", "batch": "NULL", "phone_index": "''"}
WEEKS = 200
AT_ONCE = 20


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
        multiply(connection, wanted)
        connection.execute("VACUUM ANALYZE")
        print(f"{_count(connection)} cases after {time.perf_counter() - began:.0f} s")


def _exists(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT to_regclass('cases_case')").fetchone()
    return bool(row and row[0]) and _count(connection) > 0


def _count(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM cases_case").fetchone()
    return int(row[0]) if row else 0


def multiply(connection: psycopg.Connection, wanted: int) -> None:
    """Copy the closed cases of the demo until `wanted` cases stand there."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS bench_seed AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM cases_case "
        "WHERE state = 'closed'"
    )
    connection.execute("CREATE UNIQUE INDEX IF NOT EXISTS bench_seed_id ON bench_seed (id)")
    row = connection.execute("SELECT count(*), max(id) FROM bench_seed").fetchone()
    seeds = int(row[0]) if row else 0
    if not seeds:
        raise SystemExit("the demo city has no closed case to copy")
    while (missing := wanted - _count(connection)) > 0:
        first = connection.execute("SELECT max(id) FROM cases_case").fetchone()
        copies = min(AT_ONCE, max(1, missing // seeds))
        most = min(missing, seeds * copies)
        with connection.transaction():
            connection.execute("DROP TABLE IF EXISTS bench_copy")
            connection.execute(
                "CREATE TEMP TABLE bench_copy AS SELECT id AS old, %s::bigint + row_number() OVER () AS new, "
                "interval '1 week' * ((random() * 2 - 1) * %s)::int AS moved "
                "FROM bench_seed, generate_series(1, %s) LIMIT %s",
                [first[0] if first else 0, WEEKS // 2, copies, most],
            )
            _copy(connection, "cases_case", key="id")
            for table in TABLES:
                _copy(connection, table, key="case_id")
            _copy(connection, "core_auditrecord", key="object_id", only="t.object_type = 'case'")
        print(f"{_count(connection)} cases", flush=True)
    for table in ("cases_case", "core_auditrecord", *OWN_KEY):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


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
