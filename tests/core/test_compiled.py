"""A query compiled once answers as the queryset it was built from, whatever is bound."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.accounts.models import Unit
from huying.core.compiled import Compiled
from huying.core.models import IdempotencyKey

pytestmark = pytest.mark.django_db
AT = datetime(2021, 3, 5, 10, 30, 0, 123456, tzinfo=UTC)
by_kind = Compiled(lambda *, kind, low: Unit.objects.filter(kind=kind, pk__gte=low).order_by("pk"), kind=str, low=int)
since = Compiled(
    lambda *, at, scope: (
        IdempotencyKey.objects.filter(created_at__gte=at, scope=scope).order_by("id").values_list("key", "created_at")
    ),
    at=datetime,
    scope=str,
)


def test_it_finds_the_models_the_queryset_finds() -> None:
    made = [Unit.objects.create(name=f"单位{turn}", kind="street", place=371002001 * 10**7) for turn in range(3)]
    found = by_kind.objects(kind="street", low=made[1].pk)
    assert [(unit.pk, unit.name, unit.is_active) for unit in found] == [(u.pk, u.name, True) for u in made[1:]]
    assert by_kind.objects(kind="department", low=0) == []


def test_rows_come_as_the_fields_read_them() -> None:
    for turn in range(3):
        IdempotencyKey.objects.create(
            scope="s", key=f"k{turn}", fingerprint="f", created_at=AT + timedelta(seconds=turn)
        )
    assert since.rows(at=AT + timedelta(seconds=1), scope="s") == [
        ("k1", AT + timedelta(seconds=1)),
        ("k2", AT + timedelta(seconds=2)),
    ]
    assert since.rows(at=AT, scope="'; drop table core_idempotencykey; --") == []


def test_each_call_is_one_statement_with_its_own_values() -> None:
    with CaptureQueriesContext(connection) as seen:
        since.rows(at=AT, scope="a")
        since.rows(at=AT, scope="b")
    assert [("'a'" in row["sql"], "'b'" in row["sql"]) for row in seen.captured_queries] == [
        (True, False),
        (False, True),
    ]


def test_a_value_too_few_or_too_many_is_refused() -> None:
    with pytest.raises(TypeError, match="kind"):
        by_kind.objects(kind="street")
    with pytest.raises(TypeError, match="kind"):
        by_kind.objects(kind="street", low=1, high=2)


def test_a_value_the_query_does_not_ask_for_is_refused() -> None:
    with pytest.raises(TypeError, match="day"):
        Compiled(lambda *, kind, day: Unit.objects.filter(kind=kind), kind=str, day=date).objects(  # noqa: ARG005
            kind="street", day=date(2021, 3, 5)
        )
