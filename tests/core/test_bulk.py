"""Rows written in bulk are the rows Django would have written, keys, constraints and triggers included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from huying.cases.models import Case, HotlineTotal, ProtectedSpan
from huying.core import bulk
from huying.core.models import AuditRecord, IdempotencyKey
from tests.people import AT

if TYPE_CHECKING:
    from django.db.models import Model

    from tests.people import City

CHINA = timezone(timedelta(hours=8))
TEXTS = ("", "3号楼电梯\t停运\n第二行", "反斜杠\\N与\\.", "𠮷野·家", "'\"; --", "号码,逗号")


def _plain(model: type[Model]) -> list[dict[str, Any]]:
    found = list(model._default_manager.order_by("pk").values())
    for row in found:
        row.pop("id", None)
    return found


def _audits() -> list[AuditRecord]:
    return [
        AuditRecord(
            verb=f"case.received{number}",
            object_type="cases.case",
            object_id=number,
            actor_id=None if number % 2 else number,
            at=datetime(2021, 6, 1, 10, 0, number, 250, CHINA),
            recorded_at=AT,
            facts={"words": text, "numbers": [1, None, True], "part": {"a": 1.5}},
        )
        for number, text in enumerate(TEXTS, start=1)
    ]


@pytest.mark.django_db
def test_each_field_comes_back_as_bulk_create_would_have_it() -> None:
    with transaction.atomic():
        bulk.insert(AuditRecord, _audits())
        ours = _plain(AuditRecord)
        transaction.set_rollback(True)
    AuditRecord.objects.bulk_create(_audits())
    assert ours == _plain(AuditRecord)


@pytest.mark.django_db
def test_days_bytes_and_truth() -> None:
    totals = [HotlineTotal(region_key=1, month=date(2021, 6, 1), total=5, source="年报", is_synthetic=True)]
    keys = [
        IdempotencyKey(scope="s", key=text or "-", fingerprint="f", answer=b"\x00\\x\n", created_at=AT)
        for text in TEXTS
    ]
    bulk.insert(HotlineTotal, totals)
    bulk.insert(IdempotencyKey, keys)
    assert _plain(HotlineTotal) == [
        {"region_key": 1, "month": date(2021, 6, 1), "total": 5, "source": "年报", "is_synthetic": True}
    ]
    assert {bytes(row.answer or b"") for row in IdempotencyKey.objects.all()} == {b"\x00\\x\n"}
    assert IdempotencyKey.objects.get(scope="s", key=TEXTS[1]).created_at == AT


@pytest.mark.django_db
def test_a_constraint_and_a_trigger_hold_as_ever(city: City) -> None:
    case = city.receive()
    spans = [ProtectedSpan(case=case, order=9, kind="mobile", sealed=b"x") for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(ProtectedSpan, spans)
    assert not ProtectedSpan.objects.filter(order=9).exists()
    bulk.insert(AuditRecord, _audits())
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditRecord.objects.filter(verb="case.received1").update(verb="x")


@pytest.mark.django_db
def test_keys_given_ahead_are_never_given_again(city: City) -> None:
    first = city.receive()
    rows = [Case(**_copied(first)) for _ in range(3)]
    bulk.insert_with_keys(Case, rows)
    later = city.receive()
    keys = [first.pk, *(row.pk for row in rows), later.pk]
    assert keys == sorted(set(keys))
    assert set(keys) == set(Case.objects.values_list("pk", flat=True))
    assert not rows[0]._state.adding


def _copied(case: Case) -> dict[str, Any]:
    values = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    return values | {"id": None, "tracking_index": None}


@pytest.mark.django_db
def test_nothing_is_asked_for_no_rows() -> None:
    assert connection.vendor in {"sqlite", "postgresql"}
    bulk.insert(AuditRecord, [])
    assert not AuditRecord.objects.exists()


def test_an_instant_is_kept_in_universal_time() -> None:
    assert bulk._naive(datetime(2021, 6, 1, 10, tzinfo=CHINA)) == str(datetime(2021, 6, 1, 2, tzinfo=UTC))[:19]


def test_a_row_made_in_bulk_is_the_row_the_constructor_makes() -> None:
    values = {"place": 371_002_001_003_0000, "text": "电梯停运", "received_at": AT, "holder_unit_id": 3}
    ours, theirs = bulk.made(Case, **values), Case(**values)
    mine, given = vars(ours).copy(), vars(theirs).copy()
    mine.pop("_state")
    given.pop("_state")
    assert mine == given
    assert ours._state.adding
    assert ours._state.db is None


def test_each_row_made_in_bulk_has_a_default_of_its_own() -> None:
    first, second = bulk.made(Case), bulk.made(Case)
    first.suggestion["topic"] = "lift"
    assert second.suggestion == {}


def test_a_name_that_is_no_column_is_refused() -> None:
    with pytest.raises(TypeError, match="Case has no column holder_unit, words"):
        bulk.made(Case, words=1, holder_unit=None)
