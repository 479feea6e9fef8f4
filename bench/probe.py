"""What one request costs in SQL, and what the same SQL costs without us: run inside Django, on the bench database."""

from __future__ import annotations

import os
import time
import uuid
from typing import TYPE_CHECKING, Any

import django
import psycopg
from common import database
from psycopg import sql

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

setup_test_environment(debug=False)

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
ROWS_OF_A_CASE = (
    ("cases_reporter", "case_id"),
    ("cases_clock", "case_id"),
    ("cases_casestep", "case_id"),
    ("cases_protectedspan", "case_id"),
)
AUDITS = "SELECT * FROM core_auditrecord WHERE object_type = 'cases.case' AND object_id = %s"
UNIQUE = ("tracking_index", "key")


def asked(method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, list[str]]:
    """Send one request in this process; returns the status and the SQL it ran, transactions left out."""
    client = Client(headers=headers, raise_request_exception=True)
    with CaptureQueriesContext(connection) as caught:
        response = client.generic(method, path, body, content_type="application/json")
        b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    said = [row["sql"] for row in caught.captured_queries]
    return response.status_code, [each for each in said if not each.startswith(CONTROL)]


def reads(statements: list[str]) -> list[str]:
    """Return the statements that only read, without their locks."""
    return [each.replace(" FOR UPDATE", "") for each in statements if each.startswith(("SELECT", "WITH"))]


def rate(work: Callable[[], None], *, seconds: float) -> float:
    """Return how often a second something can be done."""
    work()
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        work()
        count += 1
    return count / (time.perf_counter() - began)


def bare_reads(statements: list[str], *, seconds: float) -> float:
    """Return the rate of the same reads by psycopg alone, one connection, rows fetched."""
    with psycopg.connect(database(), autocommit=True) as bare:

        def work() -> None:
            for statement in statements:
                bare.execute(statement).fetchall()

        return rate(work, seconds=seconds)


def bare_creates(number: str, *, seconds: float) -> float:
    """Return the rate of inserting the very rows of a new case by psycopg alone, one commit each."""
    pk = int(number.partition("-")[2])
    with psycopg.connect(database(), autocommit=True) as bare:
        case = _rows(bare, "cases_case", "id", pk)[0]
        parts = [(table, key, row) for table, key in ROWS_OF_A_CASE for row in _rows(bare, table, key, pk)]
        audits = bare.execute(AUDITS, [pk])
        names = [column.name for column in audits.description or ()]
        parts += [("core_auditrecord", "object_id", dict(zip(names, row, strict=True))) for row in audits]
        for table, order in (("core_outboxmessage", "id"), ("core_idempotencykey", "id")):
            row = bare.execute(f"SELECT * FROM {table} ORDER BY {order} DESC LIMIT 1")
            found = [dict(zip([c.name for c in row.description or ()], each, strict=True)) for each in row]
            parts += [(table, "", each) for each in found]

        def work() -> None:
            with bare.transaction():
                new = _insert(bare, "cases_case", case)
                for table, key, row in parts:
                    _insert(bare, table, row | ({key: new} if key else {}))

        return rate(work, seconds=seconds)


def bare_steps(statements: list[str], *, seconds: float) -> float:
    """Return the rate of a step's own statements by psycopg alone: the same reads, updates and inserts, one commit."""
    kept = [each for each in statements if each.startswith(("SELECT", "WITH", "INSERT", "UPDATE"))]
    with psycopg.connect(database(), autocommit=True) as bare:

        def work() -> None:
            with bare.transaction():
                for statement in kept:
                    found = bare.execute(statement)
                    if found.description:
                        found.fetchall()

        return rate(work, seconds=seconds)


def _rows(bare: psycopg.Connection, table: str, key: str, pk: int) -> list[dict[str, Any]]:
    found = bare.execute(f"SELECT * FROM {table} WHERE {key} = %s", [pk])
    names = [column.name for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found]


def _insert(bare: psycopg.Connection, table: str, row: dict[str, Any]) -> int:
    given = {name: value for name, value in row.items() if name != "id"}
    given |= {name: uuid.uuid4().hex for name in UNIQUE if name in given}
    adapted = [psycopg.types.json.Jsonb(each) if isinstance(each, dict | list) else each for each in given.values()]
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, given)),
        sql.SQL(", ").join(sql.Placeholder() * len(given)),
        sql.Identifier("case_id" if table == "cases_reporter" else "id"),
    )
    done = bare.execute(query, adapted).fetchone()
    return int(done[0]) if done else 0


def sign_in(username: str, password: str) -> str:
    """Sign a person in and return the session cookie."""
    client = Client()
    answer = client.post("/account/sign-in/", {"username": username, "password": password})
    if answer.status_code != 302:
        raise SystemExit(f"signing in as {username} answered {answer.status_code}")
    return f"sessionid={client.cookies['sessionid'].value}"
