"""POST /api/v1/cases: the receipt, the key that makes it once, and what is refused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction

from huying.cases.models import Case, Reporter
from huying.core.clock import system_now
from huying.core.idempotency import KEPT, fingerprint, once
from huying.core.keeping import forget_old
from huying.core.models import AuditRecord, IdempotencyKey, TryCount
from huying.rules.case_facts import Channel
from huying.rules.errors import RuleBrokenError
from tests.api.callers import CASES, Caller, caller, told
from tests.people import build_city

if TYPE_CHECKING:
    from tests.people import City

BODY = {
    "title": "电梯停运",
    "text": "3号楼电梯昨天起停运，请回电13812341234。",
    "compound_code": "371002003001-0001",
    "address": "3号楼",
    "channel": "phone",
    "topic": "LFT",
    "phone": "13812341234",
    "name": "王芳",
    "privacy": "shielded",
}


def test_the_receipt_has_the_shape_the_contract_fixes(city: City) -> None:
    response = caller(city, "district_clerk").report(**BODY)
    assert response.status_code == 201
    answer = json.loads(response.content)
    assert set(answer) == {"number", "tracking_code", "holder", "due_at", "status"}
    assert answer["status"] == "received"
    assert answer["holder"] == city.units["firm"].name
    assert datetime.fromisoformat(answer["due_at"]).utcoffset() == timedelta(hours=8)
    case = Case.objects.get()
    assert (case.number, case.channel, case.topic) == (answer["number"], Channel.PHONE.value, "LFT")
    assert "13812341234" not in case.text
    assert Reporter.objects.get(pk=case.pk).phone_sealed


def test_without_a_token_the_channel_is_the_api_and_the_topic_waits_for_a_clerk(city: City) -> None:
    response = Caller().report(**BODY)
    assert response.status_code == 201
    case = Case.objects.get()
    assert (case.channel, case.topic, case.holder_unit) == ("api", "", city.units["district"])


def test_a_token_of_the_firm_cannot_pretend_to_be_a_clerk(city: City) -> None:
    assert caller(city, "firm_staff").report(**BODY).status_code == 201
    assert Case.objects.get().channel == Channel.API.value


def test_the_same_key_and_body_answer_the_same(city: City) -> None:
    program = caller(city, "district_clerk")
    first, second = (program.report(key="k-1", **BODY) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Case.objects.count() == 1
    assert AuditRecord.objects.filter(verb="case.received").count() == 1


def test_the_same_key_with_another_body_is_refused(city: City) -> None:
    program = caller(city, "district_clerk")
    program.report(key="k-1", **BODY)
    assert told(program.report(key="k-1", **BODY | {"text": "别的事"})) == (422, "idempotency.other_body")
    assert Case.objects.count() == 1


def test_two_senders_may_use_the_same_key(city: City) -> None:
    caller(city, "district_clerk").report(key="k-1", **BODY)
    assert caller(city, "street_officer").report(key="k-1", **BODY).status_code == 201
    assert Caller().report(key="k-1", **BODY).status_code == 201
    assert Caller(REMOTE_ADDR="10.0.0.9").report(key="k-1", **BODY).status_code == 201
    assert Case.objects.count() == 4


@pytest.mark.parametrize("key", [None, "", " ", "键", "a" * 81, "a b"])
def test_without_a_sound_key_nothing_is_received(city: City, key: str | None) -> None:
    program = caller(city, "district_clerk")
    if key is not None:
        program.headers["Idempotency-Key"] = key
    response = program.post(CASES, BODY)
    assert told(response) == (400, "idempotency.key_missing")
    assert not Case.objects.exists()


def test_a_refused_body_does_not_use_up_its_key(city: City) -> None:
    program = caller(city, "district_clerk")
    assert told(program.report(key="k-1", **BODY | {"phone": "abc"})) == (422, "case.phone_shape")
    assert program.report(key="k-1", **BODY).status_code == 201


@pytest.mark.django_db
def test_a_key_still_in_use_is_told_so() -> None:
    IdempotencyKey.objects.create(scope="s", key="k", fingerprint="x")
    with pytest.raises(RuleBrokenError, match=r"idempotency\.other_body"):
        once(scope="s", key="k", body={}, work=dict)
    IdempotencyKey.objects.update(fingerprint=fingerprint({}))
    with pytest.raises(RuleBrokenError, match=r"idempotency\.still_running"):
        once(scope="s", key="k", body={}, work=dict)


def test_keys_are_kept_a_day_at_least_and_then_forgotten(city: City) -> None:
    assert timedelta(hours=24) <= KEPT
    caller(city, "district_clerk").report(key="k-1", **BODY)
    assert forget_old(at=system_now() + timedelta(hours=24)) == 0
    assert forget_old(at=system_now() + KEPT + timedelta(minutes=1)) == 1
    assert not IdempotencyKey.objects.exists()


@pytest.mark.usefixtures("city")
def test_neither_the_answer_nor_the_sender_is_kept_in_plain() -> None:
    answer = json.loads(Caller(REMOTE_ADDR="10.1.2.3").report(key="k-1", **BODY).content)
    row = IdempotencyKey.objects.get()
    kept = f"{row.scope} {row.key} {row.fingerprint}".encode() + bytes(row.answer or b"")
    assert answer["tracking_code"].encode() not in kept
    assert b"10.1.2.3" not in kept


@pytest.mark.usefixtures("city")
def test_calls_without_a_token_are_limited_and_say_when_to_come_back() -> None:
    strangers = Caller(REMOTE_ADDR="10.0.0.7")
    statuses = [strangers.report().status_code for _ in range(21)]
    assert statuses == [201] * 20 + [429]
    refused = strangers.report()
    assert told(refused) == (429, "throttle.too_many")
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert Caller(REMOTE_ADDR="10.0.0.8").report().status_code == 201
    assert Case.objects.count() == 21
    assert not TryCount.objects.filter(key__contains="10.0").exists()


def test_calls_with_a_token_are_not_limited(city: City) -> None:
    program = caller(city, "district_clerk")
    assert {program.report().status_code for _ in range(30)} == {201}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "request.unreadable")),
        (b"", (422, "request.invalid")),
        (b"\xff\xfe", (400, "request.unreadable")),
        (b"[]", (422, "request.invalid")),
        (b"null", (422, "request.invalid")),
        ({}, (422, "request.invalid")),
        ({"text": ""}, (422, "request.invalid")),
        ({"text": "   "}, (422, "case.text_missing")),
        ({"text": "a" * 20_001}, (422, "request.invalid")),
        ({"text": "a", "title": "b" * 121}, (422, "request.invalid")),
        ({"text": "a\x00b"}, (422, "request.invalid")),
        ({"text": "\ud800"}, (422, "request.invalid")),
        (b'{"text": "\\ud800"}', (422, "request.invalid")),
        ({"text": "a", "state": "closed"}, (422, "request.invalid")),
        ({"text": "a", "holder_unit": 1}, (422, "request.invalid")),
        ({"text": "a", "received_at": "2020-01-01"}, (422, "request.invalid")),
        ({"text": "a", "channel": "telepathy"}, (422, "request.invalid")),
        ({"text": "a", "privacy": "secret"}, (422, "request.invalid")),
        ({"text": "a", "place_code": "37"}, (422, "request.invalid")),
        ({"text": "a", "place_code": "999999"}, (422, "place.unknown")),
        ({"text": "a", "compound_code": "371002003001-9999"}, (422, "compound.unknown")),
        ({"text": "a", "topic": "NOPE"}, (422, "case.topic_unknown")),
        ({"text": "a", "phone": "call me"}, (422, "case.phone_shape")),
        ({"text": ["a"]}, (422, "request.invalid")),
        ({"text": 1}, (422, "request.invalid")),
        ({"text": "a", "pin": "12"}, (422, "case.pin_shape")),
        (b'{"text": "' + b"a" * 300_000 + b'"}', (413, "request.too_large")),
    ],
)
def test_bad_input_gets_a_clear_answer_and_leaves_nothing(city: City, body: Any, expected: tuple[int, str]) -> None:
    program = caller(city, "district_clerk")
    audited = AuditRecord.objects.count()
    assert told(program.post(CASES, body, key="k-1")) == expected
    assert not Case.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert AuditRecord.objects.count() == audited


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
def test_what_is_not_json_is_refused(city: City, kind: str) -> None:
    program = caller(city, "district_clerk")
    response = program.client.generic(
        "POST", CASES, b'{"text": "a"}', content_type=kind, headers=program.headers | {"Idempotency-Key": "k"}
    )
    assert told(response) == (415, "request.not_json")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_fifty_posts_at_once_with_one_key_make_one_case() -> None:
    program = caller(build_city(), "district_clerk")

    def post(_turn: int) -> tuple[int, bytes]:
        try:
            response = program.report(key="burst", **BODY)
            return response.status_code, response.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=16) as pool:
        answers = set(pool.map(post, range(50)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert Case.objects.count() == 1
    assert AuditRecord.objects.filter(verb="case.received").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_a_key_is_told_that_it_still_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huying.core.idempotency.LONGEST_WAIT", "100ms")
    outcome: list[str] = []

    def second() -> None:
        try:
            once(scope="s", key="k", body={}, work=dict)
        except RuleBrokenError as error:
            outcome.append(error.code)
        finally:
            connection.close()

    def first() -> dict[str, Any]:
        with ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(second).result()
        return {"done": 1}

    assert once(scope="s", key="k", body={}, work=first) == ({"done": 1}, True)
    assert outcome == ["idempotency.still_running"]
    with transaction.atomic():
        assert once(scope="s", key="k", body={}, work=dict) == ({"done": 1}, False)
