"""Queries compiled once 预编译查询: for the few that run in every request.

Django works out the SQL of a queryset anew each time it is asked, which for a join costs more than the database
takes to answer. Here the queryset is built once, with marks where values will stand; its SQL is kept for each
connection and later only values are bound. The queryset stays the one source of what is asked.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import local
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)
LARGE = 7_010_203_040_506_070


class Compiled(Generic[M]):
    """One queryset with named values, each of a kind (str, int, date, datetime) and never None."""

    def __init__(self, build: Callable[..., QuerySet[M, Any]], **kinds: type) -> None:
        self._build = build
        self._marks = {name: _mark(kind, place) for place, (name, kind) in enumerate(kinds.items(), start=1)}
        self._held = local()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of `values_list`, each value as the field reads it."""
        return [tuple(row) for row in self._asked(values).results_iter(tuple_expected=True)]

    def objects(self, **values: Any) -> list[M]:
        """Return the models of a queryset without related ones."""
        compiler = self._asked(values)
        found = list(compiler.results_iter(tuple_expected=True))
        model = cast("type[M]", compiler.query.model)
        names = [column[0].target.attname for column in compiler.select]
        return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in found]

    def _asked(self, values: dict[str, Any]) -> SQLCompiler:
        """Return the compiler of this thread's connection with the values bound."""
        if values.keys() != self._marks.keys():
            raise TypeError(f"the query takes {sorted(self._marks)}, not {sorted(values)}")
        connection = connections[DEFAULT_DB_ALIAS]
        held = getattr(self._held, "found", None)
        if held is None or held[0] is not connection:
            held = (connection, *self._compile(connection))
            self._held.found = held
        _, compiler, sql, places = held
        bound = tuple(value if name is None else _adapted(connection, values[name]) for name, value in places)
        compiler.as_sql = lambda *_args, **_options: (sql, bound)  # type: ignore[method-assign]  # what is known is not worked out anew
        return compiler

    def _compile(self, connection: BaseDatabaseWrapper) -> tuple[SQLCompiler, str, list[tuple[str | None, Any]]]:
        query = self._build(**self._marks).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        named = {_adapted(connection, mark): name for name, mark in self._marks.items()}
        places = [(named.get(value), value) for value in params]
        missing = named.keys() - set(params)
        if missing:
            raise TypeError(f"the query does not ask for {sorted(named[each] for each in missing)}")
        return compiler, sql, places


def _mark(kind: type, place: int) -> Any:
    """Return a value that no real one is."""
    made: dict[type, Any] = {
        str: f"\N{SYMBOL FOR NULL}{place}",
        int: LARGE + place,
        date: date(1, 1, place),
        datetime: datetime(1, 2, place, tzinfo=UTC),
    }
    return made[kind]


def _adapted(connection: BaseDatabaseWrapper, value: Any) -> Any:
    """Return a value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
