"""Many new rows at once 批量写入: the same rows that `bulk_create` writes, by COPY on PostgreSQL, prepared on SQLite.

Building one statement for each few hundred rows costs more than the database itself takes. Here the way from a
field to the database is found once for each model; constraints, keys and triggers are the database's as ever.
"""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from json import JSONEncoder
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

Row = TypeVar("Row", bound=models.Model)
AS_THEY_ARE = (
    models.AutoField,
    models.BinaryField,
    models.BooleanField,
    models.CharField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)


def made(model: type[Row], /, **values: Any) -> Row:
    """Return a new row as `model(**values)` does, for values given by column name (`case_id`, never `case`).

    A model's own constructor asks every field for its default and sends two signals: in an import that costs more
    than writing the row. Nobody here listens to those signals.

    Raises TypeError where a name is not a column's.
    """
    constant, called, names = _defaults(model)
    if not values.keys() <= names:
        message = f"{model.__name__} has no column {', '.join(sorted(values.keys() - names))}"
        raise TypeError(message)
    row = model.__new__(model)
    content = row.__dict__
    content["_state"] = ModelState()
    content.update(constant)
    content.update(values)
    for name, make in called:
        if name not in values:
            content[name] = make()
    return row


@lru_cache(maxsize=200)
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...], frozenset[str]]:
    """Return the fixed defaults of a model's columns in their order, those made anew for each row, and all names."""
    constant: dict[str, Any] = {}
    called: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        constant[field.attname] = None
        if callable(field.default):
            called.append((field.attname, field.get_default))
        else:
            constant[field.attname] = field.get_default()
    return constant, tuple(called), frozenset(constant)


def insert(model: type[Row], rows: Sequence[Row]) -> None:
    """Write new rows in the caller's transaction; their keys stay unknown unless they were set before."""
    if not rows:
        return
    has_key = rows[0].pk is not None
    fields = tuple(field for field in model._meta.local_concrete_fields if has_key or not field.primary_key)
    values = _values(rows, fields)
    if connection.vendor == "postgresql":
        _copy(model, fields, values)
    else:
        _execute(model, fields, values)
    for row in rows:
        row._state.adding = False  # noqa: SLF001 - as Django's own bulk_create leaves it


def insert_with_keys(model: type[Row], rows: Sequence[Row]) -> None:
    """Write new rows in the caller's transaction and give each its key."""
    for row, key in zip(rows, _reserved(model, len(rows)), strict=True):
        row.pk = key
    insert(model, rows)


def _reserved(model: type[models.Model], count: int) -> range | list[int]:
    """Return keys that nobody else will get; on SQLite the transaction holds the only write lock there is."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    return range(first, first + count)


def _values(rows: Sequence[models.Model], fields: tuple[models.Field[Any, Any], ...]) -> Iterator[list[Any]]:
    read = attrgetter(*(field.attname for field in fields))
    adapts = [(place, adapt) for place, field in enumerate(fields) if (adapt := _adapt(field, connection.vendor))]
    shared: dict[int, Any] = {}
    for row in rows:
        values = list(read(row))
        for place, adapt in adapts:
            if (value := values[place]) is not None:
                values[place] = adapt(value) if type(value) is not list else _once(shared, value, adapt)
        yield values


def _once(shared: dict[int, Any], value: list[Any], adapt: Callable[[Any], Any]) -> Any:
    """Return what a list becomes: the rows of one call often hold the very same one, kept alive by them."""
    if (known := shared.get(id(value))) is None:
        known = shared[id(value)] = adapt(value)
    return known


@lru_cache(maxsize=1000)
def _adapt(field: models.Field[Any, Any], vendor: str) -> Callable[[Any], Any] | None:
    """Return how a value that is there becomes what the driver takes, None where it is that already."""
    if isinstance(field, models.JSONField):
        return (field.encoder or JSONEncoder)().encode
    if isinstance(field, models.DateTimeField):
        return None if vendor == "postgresql" else _naive
    if isinstance(field, AS_THEY_ARE):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _naive(at: datetime) -> str:
    return str((at if at.tzinfo is UTC else at.astimezone(UTC)).replace(tzinfo=None))


@lru_cache(maxsize=200)
def _columns(fields: tuple[models.Field[Any, Any], ...]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


def _copy(model: type[models.Model], fields: tuple[models.Field[Any, Any], ...], values: Iterator[list[Any]]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({_columns(fields)}) FROM STDIN") as stream,
    ):
        for row in values:
            stream.write_row(row)


def _execute(model: type[models.Model], fields: tuple[models.Field[Any, Any], ...], values: Any) -> None:
    table, marks = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({_columns(fields)}) VALUES ({marks})", values)  # noqa: S608 - names of our own models
