"""GET /api/v1/cases: what a list holds, how it is paged, and what is out of sight."""

from __future__ import annotations

import base64
import json
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from huying.core import outbox
from huying.rules.case_facts import Kind, Nature
from tests.api.callers import CASES, Caller, caller, told
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City


def _cursor(written: str) -> str:
    return base64.urlsafe_b64encode(written.encode()).decode()


def _items(program: Caller, **query: Any) -> list[dict[str, Any]]:
    response = program.get(CASES, **query)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = json.loads(response.content)["items"]
    return found


def test_a_list_is_walked_by_cursor_without_gap_or_repeat(city: City) -> None:
    numbers = [city.receive(at=AT + timedelta(minutes=turn // 3)).number for turn in range(23)]
    program, cursor, seen = caller(city, "district_clerk"), "", []
    while True:
        page = json.loads(program.get(CASES, limit=5, cursor=cursor).content)
        assert set(page) == {"items", "next_cursor"}
        seen += [row["number"] for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == sorted(numbers, reverse=True)


def test_each_filter_narrows(city: City) -> None:
    case = city.receive(text="地下车库漏水", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    city.receive(place=None, compound=None, at=AT + timedelta(days=3))
    outbox.drain()
    program = caller(city, "city_clerk")
    for query in (
        {"place": "371002003001"},
        {"place": "371002003001-0001"},
        {"holder": city.units["district"].pk},
        {"received_to": "2021-06-01"},
        {"q": "车库"},
        {"q": case.number},
    ):
        assert [row["number"] for row in _items(program, **query)] == [case.number], query
    assert len(_items(program, status="received", overdue=True)) == 2
    assert _items(program, status="closed") == []
    assert _items(program, topic="LFT") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": 0}, "request.invalid"),
        ({"limit": 101}, "request.invalid"),
        ({"limit": "x"}, "request.invalid"),
        ({"holder": 2**63}, "request.invalid"),
        ({"place": "1"}, "request.invalid"),
        ({"status": "gone"}, "request.invalid"),
        ({"topic": "NOPE"}, "list.filter_unknown"),
        ({"received_from": "2021-02-30"}, "request.invalid"),
        ({"received_from": "0001-01-01"}, "request.invalid"),
        ({"received_to": "9999-12-31"}, "request.invalid"),
        ({"q": "a\x00"}, "request.invalid"),
        ({"cursor": "!"}, "list.cursor"),
        ({"cursor": "YWJj"}, "list.cursor"),
        ({"cursor": _cursor('["9999-12-31T23:59:59+00:00", 1]')}, "list.cursor"),
        ({"cursor": _cursor('["2021-01-01T00:00:00+00:00", 1e400]')}, "list.cursor"),
        ({"cursor": _cursor(f'["2021-01-01T00:00:00+00:00", {2**70}]')}, "list.cursor"),
        ({"cursor": _cursor('{"a": 1}')}, "list.cursor"),
        ({"cursor": _cursor("[[" * 60)}, "list.cursor"),
    ],
)
def test_a_wrong_question_is_told_so(city: City, query: dict[str, Any], expected: str) -> None:
    assert told(caller(city, "district_clerk").get(CASES, **query)) == (422, expected)


def test_out_of_sight_and_missing_are_the_same_answer(city: City) -> None:
    case = city.receive()
    program = caller(city, "other_clerk")
    hidden, missing = program.get(f"{CASES}/{case.number}"), program.get(f"{CASES}/20210601-999999")
    assert told(hidden) == told(missing) == (404, "case.not_found")
    assert hidden.content.decode().replace(case.number, "N") == missing.content.decode().replace("20210601-999999", "N")
    assert _items(program) == []


GUESSES = [
    "1",
    "x",
    "20210601-",
    "20210601-x",
    "20210602-1",
    "20210601-99999999999999999",
    "20210601-１",
    "%00",
    "..%2f",
]


@pytest.mark.parametrize("number", GUESSES)
def test_a_guessed_number_opens_nothing(city: City, number: str) -> None:
    city.receive()
    assert told(caller(city, "district_clerk").get(f"{CASES}/{number}"))[0] == 404


@pytest.mark.parametrize("token", ["", "wrong", "a b", "\N{SNOWMAN}"])
def test_without_a_valid_token_nothing_is_read(city: City, token: str) -> None:
    case = city.receive()
    for path in (CASES, f"{CASES}/{case.number}"):
        program = Caller()
        program.headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = program.get(path)
        assert told(response) == (401, "not_signed_in")
        assert response["WWW-Authenticate"] == "Bearer"
    assert told(Caller("wrong").report())[0] == 401


def test_a_case_is_shown_with_its_words_and_timeline_to_officials(city: City) -> None:
    case = city.receive(text="地下车库漏水", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT)
    body = json.loads(caller(city, "district_clerk").get(f"{CASES}/{case.number}").content)
    assert body["text"] == "地下车库漏水"
    assert [row["step"] for row in body["steps"]] == ["receive"]
    assert "dispatch" in body["may"]
    assert body["received_at"].endswith("+08:00")
    assert body["place"] == "371002003001"
    assert body["compound_code"] == "371002003001-0001"


def test_answers_are_not_kept_by_any_cache(city: City) -> None:
    response = caller(city, "district_clerk").get(CASES)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.usefixtures("city")
def test_other_methods_are_refused_in_the_same_shape(method: str) -> None:
    response = getattr(Caller().client, method)(CASES, b"{}", content_type="application/json")
    assert told(response) == (405, "method.not_allowed")
    assert response["Allow"]


@pytest.mark.django_db
def test_an_unknown_address_of_the_api_is_told_in_its_own_shape() -> None:
    assert told(Caller().get("/api/v1/nothing")) == (404, "not_found")


def test_a_failure_of_ours_is_a_problem_with_its_number(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_facts: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("huying.cases.queries.lists.page_of", broken)
    response = caller(city, "district_clerk").get(CASES)
    assert told(response) == (500, "server.error")
    assert json.loads(response.content)["facts"]["request"] == response["X-Request-Id"]
    assert b"ZeroDivision" not in response.content


@pytest.mark.parametrize(
    ("name", "expected"), [("SQLITE_BUSY_SNAPSHOT", 503), ("SQLITE_LOCKED", 503), ("SQLITE_ERROR", 500)]
)
def test_only_what_may_pass_is_called_busy(
    city: City, monkeypatch: pytest.MonkeyPatch, name: str, expected: int
) -> None:
    cause = sqlite3.OperationalError("no such table")
    cause.sqlite_errorname = name

    def broken(*_args: Any, **_facts: Any) -> None:
        raise OperationalError from cause

    monkeypatch.setattr("huying.cases.queries.lists.page_of", broken)
    assert caller(city, "district_clerk").get(CASES).status_code == expected
