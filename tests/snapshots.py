"""The small city is built once in each process; every later test gets its rows and its people as they were."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.sql import InsertQuery

from huying.core.models import AuditRecord
from huying.rulesets import stamps
from tests.people import City, build_city

if TYPE_CHECKING:
    from collections.abc import Iterator

Statement = tuple[str, Any]


class _Photograph:
    """The statements that lay the rows of a city, and the city as its test would have been given it."""

    def __init__(self) -> None:
        before = _keys()
        city = build_city()
        self.city = deepcopy(city)
        self.statements = list(_statements(before))

    def lay(self) -> City:
        """Enter the rows."""
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in self.statements:
                cursor.execute(sql, values)
        stamps.forget()
        return deepcopy(self.city)


_taken: list[_Photograph] = []


def city_of_rows() -> City:
    """Return the small city; where something stands already, it is built through the doors beside it."""
    if AuditRecord.objects.exists():
        return build_city()
    if _taken:
        return _taken[0].lay()
    _taken.append(_Photograph())
    return deepcopy(_taken[0].city)


def _keys() -> dict[type[Model], set[Any]]:
    return {
        model: set(_all(model).values_list("pk", flat=True)) for model in apps.get_models(include_auto_created=True)
    }


def _all(model: type[Model]) -> QuerySet[Any]:
    return QuerySet(model)


def _statements(before: dict[type[Model], set[Any]]) -> Iterator[Statement]:
    """Yield what enters the rows that came since."""
    for model, keys in before.items():
        if rows := [row for row in _all(model) if row.pk not in keys]:
            query = InsertQuery(model)
            query.insert_values(model._meta.concrete_fields, rows, raw=True)
            yield from query.get_compiler(connection=connection).as_sql()
