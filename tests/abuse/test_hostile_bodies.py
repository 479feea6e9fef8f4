"""Bodies no honest program sends: each gets a clear answer in one shape, leaves nothing behind, and is no failure."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from huying.cases.models import Case
from huying.core.models import AuditRecord, IdempotencyKey
from tests.api.callers import CASES, Caller, caller, told

if TYPE_CHECKING:
    from tests.people import City

DEEP = 20_000
DIGITS = "9" * 5000


def _body(text: str) -> bytes:
    return json.dumps({"text": text}, ensure_ascii=False).encode("utf-8", "surrogatepass")


REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "spaces": b"   ",
    "half an object": b'{"text": "a"',
    "two objects": b'{"text": "a"}{"text": "b"}',
    "trailing comma": b'{"text": "a",}',
    "single quotes": b"{'text': 'a'}",
    "a comment": b'{"text": "a" /* b */}',
    "form fields": b"text=a&title=b",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "yaml": b"text: !!python/object/apply:os.system ['id']",
    "a list": b"[]",
    "a number": b"1",
    "a text": b'"a"',
    "true": b"true",
    "nul in text": b'{"text": "a\\u0000b"}',
    "raw nul": b'{"text": "a\x00b"}',
    "raw newline": b'{"text": "a\nb"}',
    "escape sequence": b'{"text": "\\u001b[31mred"}',
    "lone surrogate": b'{"text": "\\ud800"}',
    "lone surrogate raw": _body("\ud800"),
    "swapped surrogates": b'{"text": "\\udc00\\ud800"}',
    "not utf-8": b'{"text": "\xff\xfe\xfd"}',
    "gbk": '{"text": "电梯停运"}'.encode("gbk"),
    "overlong encoding": b'{"text": "\xc0\xaf"}',
    "gzip": gzip.compress(b'{"text": "a"}'),
    "deep lists": b'{"text": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep and unfinished": b"[" * DEEP,
    "huge integer": f'{{"text": {DIGITS}}}'.encode(),
    "huge float": b'{"text": 1e400}',
    "not a number": b'{"text": NaN}',
    "infinity": b'{"text": -Infinity}',
    "text is null": b'{"text": null}',
    "text is true": b'{"text": true}',
    "text is an object": b'{"text": {"$ne": ""}}',
    "text is blank": _body(" \t\n　"),
    "text is too long": _body("字" * 20_001),
    "title is too long": json.dumps({"text": "a", "title": "𠮷" * 121}).encode(),
    "unknown field": b'{"text": "a", "holder_unit": 1}',
    "prototype": b'{"text": "a", "__proto__": {"role": "city_clerk"}, "constructor": 1}',
    "state of its own": b'{"text": "a", "state": "closed", "ending": "solved"}',
    "channel of another": b'{"text": "a", "channel": "hotline\\u0000"}',
    "phone with a formula": b'{"text": "a", "phone": "=cmd|\'/c calc\'!A1"}',
    "phone in full width letters": '{"text": "a", "phone": "ａｂｃ"}'.encode(),
    "place with wildcards": b'{"text": "a", "place_code": "3710%"}',
    "place with newline": b'{"text": "a", "place_code": "371002\\n"}',
    "place in other digits": '{"text": "a", "place_code": "٣٧١٠٠٢"}'.encode(),
    "compound that is none": b'{"text": "a", "compound_code": "371002003001-00011"}',
}
KEPT: dict[str, str] = {
    "right to left": "电梯\u202e停运\u202c",
    "zero width": "电\u200b梯\ufeff停\u2060运",
    "emoji": "🛗坏了👨‍👩‍👧‍👦",
    "rare characters": "𠮷𡈽𪚥小区电梯",
    "combining": "电" + "\u0301" * 200,
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }}{% include 'x' %}${7*7}#{7*7}",
    "sql": "'; DROP TABLE cases_case; --",
    "formula": '=HYPERLINK("http://x","y")',
    "format": "%s%s%n%(name)s{0.__class__}",
    "path": "../../etc/passwd",
    "line feed and carriage return": "a\r\nSet-Cookie: b=c",
    "the longest": "字" * 20_000,
    "the longest in four bytes": "𠮷" * 20_000,
}


@pytest.fixture
def program(city: City) -> Caller:
    return caller(city, "district_clerk")


def test_what_cannot_be_a_report_is_refused_and_leaves_nothing(program: Caller, subtests: Any) -> None:
    audited = AuditRecord.objects.count()
    for name, body in REFUSED.items():
        with subtests.test(name=name):
            assert told(program.post(CASES, body, key="k"))[0] in {400, 413, 422}
    assert (Case.objects.count(), IdempotencyKey.objects.count()) == (0, 0)
    assert AuditRecord.objects.count() == audited


def test_strange_words_are_kept_as_they_were_said(program: Caller, subtests: Any) -> None:
    for name, text in KEPT.items():
        with subtests.test(name=name):
            response = program.post(CASES, {"text": text, "place_code": "371002"}, key=name.replace(" ", "-"))
            assert response.status_code == 201, response.content[:300]
            number = json.loads(response.content)["number"]
            assert json.loads(program.get(f"{CASES}/{number}").content)["text"] == text.strip()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_of_unicode_are_read_right_or_refused(program: Caller, encoding: str) -> None:
    response = program.post(CASES, '{"text": "电梯停运"}'.encode(encoding), key="k")
    assert response.status_code in {201, 400}
    assert list(Case.objects.values_list("text", flat=True)) == (["电梯停运"] if response.status_code == 201 else [])


def test_of_two_fields_of_one_name_the_last_counts_and_the_key_tells_them_apart(program: Caller) -> None:
    first = program.post(CASES, b'{"text": "a", "text": "b"}', key="k")
    assert first.status_code == 201
    assert Case.objects.get().text == "b"
    assert program.post(CASES, b'{"text": "b"}', key="k").content == first.content
    assert told(program.post(CASES, b'{"text": "b", "text": "a"}', key="k")) == (422, "idempotency.other_body")


ADDRESSES = [
    f"{CASES}/20210601-{DIGITS}",
    f"{CASES}/{'9' * 3000}",
    f"{CASES}/%00",
    f"{CASES}/%ff%fe",
    f"{CASES}/20210601-%F0%9D%9F%99",
    f"{CASES}/..%2f..%2fetc%2fpasswd",
    f"{CASES}/%2e%2e/%2e%2e",
    f"{CASES}/20210601-000001;drop",
    f"{CASES}/20210601-000001%0d%0aSet-Cookie:a=b",
]
QUERIES = [
    "q=%00",
    "q=%ff%fe",
    "q=%ED%A0%80",
    "limit=" + DIGITS,
    "limit=1e2",
    "limit=-1",
    "holder=" + DIGITS,
    "holder=0x10",
    "overdue=maybe",
    "received_from=2021-13-01",
    "received_from=99999-01-01",
    "received_to=2021-02-30T00:00:00Z",
    "place=3710%25",
    "place=371002'",
    "status=received%27%20or%201=1",
    "topic=%0a",
    "cursor=" + "A" * 5000,
    "cursor=W10",
    "q=" + "字" * 101,
    "limit=1&limit=2&limit=x",
    "&".join(f"a{turn}=1" for turn in range(1100)),
]


def test_strange_addresses_find_nothing(program: Caller, subtests: Any) -> None:
    for address in ADDRESSES:
        with subtests.test(address=address[:60]):
            assert told(program.client.get(address, headers=program.headers))[0] in {400, 404}


def test_strange_questions_are_told_so_or_read_literally(program: Caller, subtests: Any) -> None:
    for query in QUERIES:
        with subtests.test(query=query[:60]):
            response = program.client.get(f"{CASES}?{query}", headers=program.headers)
            assert response.status_code in {200, 400, 422}, response.content[:300]
            if response.status_code != 200:
                told(response)
            else:
                assert json.loads(response.content)["items"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer " + "a" * 8000},
        {"Authorization": "Bearer \x00"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "bearer"},
        {"Authorization": "Bearer ' or 1=1 --"},
        {"Authorization": "Bearer 令牌"},
    ],
)
@pytest.mark.usefixtures("city")
def test_strange_tokens_open_nothing(headers: dict[str, str]) -> None:
    program = Caller()
    program.headers = headers
    assert told(program.get(CASES)) == (401, "not_signed_in")


@pytest.mark.parametrize("length", ["-1", "1e3", "９", "99999999999999999999"])
def test_a_length_that_lies_is_refused(program: Caller, length: str) -> None:
    response = program.client.post(
        CASES, b"{}", content_type="application/json", headers=program.headers, CONTENT_LENGTH=length
    )
    assert told(response)[0] in {400, 413}
