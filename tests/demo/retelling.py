"""The same lives through the single doors, and all rows they leave, without what chance or the real clock decides."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection

from huying.cases.actions.ordering import receive_order
from huying.cases.actions.receiving import receive
from huying.cases.actions.replaying import WRITTEN
from huying.cases.actions.stepping import TELLING
from huying.cases.actions.sweeping import sweep
from huying.cases.models import Case
from huying.core import crypto
from huying.core.models import AuditRecord, OutboxMessage
from huying.demo.deeds import SWEEP, perform

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from huying.demo.lives import Life

SEALED = {
    "name_sealed": "reporter.name",
    "phone_sealed": "reporter.phone",
    "door_sealed": "reporter.door",
    "sealed": "span",
}


def retell(life: Life) -> None:
    """Take every step of a life by the door a page would take."""
    first, (demand, said) = life.deeds[0], life.deeds[0].args
    if said is None:
        case = receive(demand, actor=first.actor, at=first.at).case
    else:
        case = receive_order(demand, said, actor=first.actor, at=first.at)
    for deed in life.deeds[1:]:
        if deed.step == SWEEP:
            sweep(at=deed.at)
        else:
            perform(case.pk, deed)


def codes() -> Callable[[], str]:
    """Return a source of tracking codes that can be had twice."""
    numbers = count(1)
    return lambda: f"CODE{next(numbers):06d}"


def rows_left() -> dict[str, list[Any]]:
    """Return every row of cases, with sealed values opened, and what was recorded and published.

    Without what lets people hear of a step: a history told in bulk is no news (ADR 0025).
    """
    left: dict[str, list[Any]] = {
        model.__name__: [_plain(row) for row in model._base_manager.order_by("pk")] for model in (Case, *WRITTEN)
    }
    audit = AuditRecord.objects.filter(object_type="cases.case").order_by("object_id", "id")
    left["AuditRecord"] = [_without(_plain(row), "id", "recorded_at") for row in audit]
    published = OutboxMessage.objects.filter(name__startswith="case.").exclude(name=TELLING).values_list("name", "ids")
    left["OutboxMessage"] = sorted((name, each) for name, ids in published for each in ids)
    return left


def _plain(row: Model) -> dict[str, Any]:
    return {field.attname: _opened(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields}


def _opened(name: str, value: Any) -> Any:
    return crypto.unseal(value, context=SEALED[name]) if name in SEALED and value else value


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def sequences() -> dict[str, int]:
    """Return where PostgreSQL's sequences of cases stand; on SQLite a rollback takes them back by itself."""
    if connection.vendor != "postgresql":
        return {}
    found = {}
    with connection.cursor() as cursor:
        for model in (Case, *WRITTEN):
            table = model._meta.db_table
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, model._meta.pk.column])
            if (name := cursor.fetchone()[0]) is not None:
                cursor.execute(f"SELECT last_value + is_called::int FROM {name}")  # noqa: S608
                found[name] = cursor.fetchone()[0]
    return found


def set_back(found: dict[str, int]) -> None:
    """Let sequences give again from where they stood."""
    with connection.cursor() as cursor:
        for name, following in found.items():
            cursor.execute("SELECT setval(%s, %s, false)", [name, following])
