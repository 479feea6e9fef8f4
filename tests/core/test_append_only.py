"""What the database itself refuses on PostgreSQL: emptying a table of the log, and a role that may only append."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from huying.core.clock import system_now
from huying.core.models import AuditRecord
from huying.core.sealing import sealing
from tests.architecture.sources import ROOT
from tests.core.test_sealing import append

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

TABLES = ("core_auditrecord", "core_sealedevent", "core_sealhead", "core_sealepoch")
REFUSED = ("update {} set {} = {}", "delete from {}", "truncate {} cascade")
COLUMNS = {"core_auditrecord": "id", "core_sealedevent": "seq", "core_sealhead": "number", "core_sealepoch": "number"}


def _refused(statement: str) -> BaseException | None:
    with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return told.value.__cause__


def _statements(table: str) -> list[str]:
    return [each.format(table, COLUMNS[table], COLUMNS[table]) for each in REFUSED]


def _sealed() -> None:
    append(3)
    sealing.seal_waiting(at=system_now())
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize("table", TABLES)
def test_the_owner_is_stopped_by_the_guards(table: str) -> None:
    _sealed()
    for statement in _statements(table):
        assert "append-only" in str(_refused(statement)), statement
    assert AuditRecord.objects.count() >= 3


@pytest.mark.parametrize("name", ["install.md", "install.en.md"])
def test_the_role_of_the_guide_may_append_and_no_more(name: str) -> None:
    _sealed()
    guide = (ROOT / "docs" / "howto" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) == 1
    with connection.cursor() as cursor:
        cursor.execute("create role huying_app_tried")
        cursor.execute(re.sub(r"\bhuying_app\b", "huying_app_tried", blocks[0]))
        for table in TABLES:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute("set local role huying_app_tried")
    append(2)
    assert sealing.seal_waiting(at=system_now()) == 1
    for table in TABLES:
        for statement in _statements(table):
            is_lockable = table == "core_sealepoch" and statement.startswith("update")  # a lock asks for this right
            if not is_lockable:
                assert isinstance(_refused(statement), errors.InsufficientPrivilege), statement
    for statement in ("alter table core_auditrecord disable trigger user", "drop table core_auditrecord cascade"):
        assert isinstance(_refused(statement), errors.InsufficientPrivilege), statement
