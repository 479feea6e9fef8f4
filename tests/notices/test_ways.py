"""Each way on the wire, exactly; what the other side answers becomes one of a closed list of reasons."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import stat
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends import locmem

from huying.notices import ways
from huying.notices.ways.carrying import Message, NotCarriedError
from huying.notices.ways.file import WRITTEN
from huying.notices.ways.gateway import filled
from huying.rules.delivery import Way, Why
from tests.notices.outside import open_ways, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notices.outside import Outside

pytestmark = pytest.mark.no_database

MESSAGE = Message(
    key="case.step:7:45",
    to="13812341234",
    kind="case.urged",
    number="20210601-000001",
    title="案件被催办：20210601-000001",
    text="【市】案件被催办：20210601-000001，海悦花园。",
    link="https://huying.example.cn/desk/cases/20210601-000001",
    at=datetime(2021, 6, 1, 2, tzinfo=UTC),
    place="海悦花园",
    state="办理中",
    is_danger=True,
    due_at=datetime(2021, 6, 3, 2, tzinfo=UTC),
)
FACTS = {
    "key": "case.step:7:45",
    "to": "13812341234",
    "kind": "case.urged",
    "number": "20210601-000001",
    "place": "海悦花园",
    "state": "办理中",
    "danger": True,
    "due": "2021-06-03T02:00:00+00:00",
    "told": "2021-06-01T02:00:00+00:00",
    "title": "案件被催办：20210601-000001",
    "text": "【市】案件被催办：20210601-000001，海悦花园。",
    "link": "https://huying.example.cn/desk/cases/20210601-000001",
}


def refused(way: Way) -> Why:
    with pytest.raises(NotCarriedError) as error:
        ways.CARRIERS[way].carry(MESSAGE)
    assert error.value.__cause__ is None
    return error.value.why


def test_nothing_is_open_unless_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ways.opened() == {}
    open_ways(monkeypatch, webhook="https://x.example.cn/")
    assert ways.opened() == {}, "unsigned it stays shut"
    open_ways(monkeypatch, file=True, mail=True, sms="https://x.example.cn/")
    assert list(ways.opened()) == [Way.MAIL, Way.SMS, Way.FILE]
    monkeypatch.setattr(settings, "HUYING_DEMO", True)
    assert ways.opened() == {}


def test_a_webhook_gets_signed_json(monkeypatch: pytest.MonkeyPatch, outside: Outside) -> None:
    open_ways(monkeypatch, webhook=f"{outside.url}/hook?x=1", webhook_secret="geheim")
    ways.CARRIERS[Way.WEBHOOK].carry(MESSAGE)
    ((path, headers, body),) = outside.came
    assert path == "/hook?x=1"
    assert json.loads(body) == FACTS
    assert headers["Content-Type"] == "application/json"
    assert headers["Idempotency-Key"] == MESSAGE.key
    wanted = hmac.new(b"geheim", body, hashlib.sha256).hexdigest()
    assert headers["X-Huying-Signature"] == f"sha256={wanted}"


@pytest.mark.parametrize(
    ("way", "body"),
    [
        (Way.SMS, {"phone": FACTS["to"], "text": FACTS["text"], "key": FACTS["key"]}),
        (
            Way.WECHAT,
            {
                "touser": FACTS["to"],
                "msgtype": "text",
                "text": {"content": FACTS["text"]},
                "enable_duplicate_check": 1,
                "duplicate_check_interval": 14400,
            },
        ),
        (Way.DINGTALK, {"userid_list": FACTS["to"], "msg": {"msgtype": "text", "text": {"content": FACTS["text"]}}}),
    ],
)
def test_a_gateway_gets_the_usual_shape_with_its_token(
    monkeypatch: pytest.MonkeyPatch, outside: Outside, way: Way, body: dict[str, Any]
) -> None:
    open_ways(monkeypatch, **{way.value: f"{outside.url}/send", f"{way.value}_token": "t0k"})
    ways.CARRIERS[way].carry(MESSAGE)
    ((path, headers, sent),) = outside.came
    assert (path, json.loads(sent)) == ("/send", body)
    assert headers["Authorization"] == "Bearer t0k"
    assert headers["Idempotency-Key"] == MESSAGE.key


def test_a_gateway_gets_the_shape_the_operator_wrote(monkeypatch: pytest.MonkeyPatch, outside: Outside) -> None:
    shape = {"agentid": 7, "to": ["{to}"], "vars": {"号": "{number}", "{to}": "{due} {nothing}"}, "on": True}
    open_ways(monkeypatch, wechat=outside.url, wechat_shape=json.dumps(shape))
    ways.CARRIERS[Way.WECHAT].carry(MESSAGE)
    wanted = {"号": FACTS["number"], "{to}": f"{FACTS['due']} {{nothing}}"}
    assert outside.bodies() == [{"agentid": 7, "to": [FACTS["to"]], "vars": wanted, "on": True}]
    assert "Authorization" not in outside.came[0][1]
    assert filled("{a}", {"a": "{b}", "b": "x"}) == "{b}", "what a fact holds is not looked into again"
    assert filled("{a}", {"a": None}) == ""


def test_what_the_other_side_answers_is_one_of_a_closed_list(monkeypatch: pytest.MonkeyPatch, outside: Outside) -> None:
    open_ways(monkeypatch, sms=outside.url)
    for answer in (b'{"errcode": 0}', b'{"errcode": "0"}', b"ok", b"[1]", b""):
        outside.answer = answer
        ways.CARRIERS[Way.SMS].carry(MESSAGE)
    outside.answer = '{"errcode": 40014, "errmsg": "王芳 13812341234"}'.encode()
    assert refused(Way.SMS) is Why.REFUSED
    outside.status = 500
    assert refused(Way.SMS) is Why.REFUSED
    outside.status = 302
    assert refused(Way.SMS) is Why.REFUSED
    open_ways(monkeypatch, sms="http://127.0.0.1:9/", sms_shape="[1]")
    assert refused(Way.SMS) is Why.NOT_ALLOWED
    open_ways(monkeypatch, sms="http://127.0.0.1:9/")
    assert refused(Way.SMS) is Why.UNREACHABLE


@pytest.mark.parametrize("url", ["http://10.0.0.8/", "https://elsewhere.example.cn/", "ftp://127.0.0.1/", "nonsense"])
def test_only_listed_addresses_are_called(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    open_ways(monkeypatch, dingtalk=url)
    assert refused(Way.DINGTALK) is Why.NOT_ALLOWED
    assert list(ways.CARRIERS[Way.DINGTALK].troubles())


def test_troubles_name_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    open_ways(monkeypatch, webhook="http://127.0.0.1/", sms="http://127.0.0.1/", sms_shape="{", mail=True, file=True)
    monkeypatch.setattr(settings, "HUYING_PRODUCTION", True)
    found = {way.value: list(carrier.troubles()) for way, carrier in ways.CARRIERS.items()}
    wanted = {"webhook": ["webhook_secret"], "sms": ["sms_shape"], "mail": ["mail_from"], "file": ["file"]}
    assert found == wanted | {"wechat": [], "dingtalk": []}


def test_a_letter_has_an_id_made_of_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    open_ways(monkeypatch, mail=True)
    monkeypatch.setattr(settings, "DEFAULT_FROM_EMAIL", "呼应 <huying@weihai.example.cn>")
    for _turn in range(2):
        ways.CARRIERS[Way.MAIL].carry(MESSAGE)
    first, second = mail.outbox
    assert (first.to, first.subject, first.body) == ([MESSAGE.to], MESSAGE.title, f"{MESSAGE.text}\n")
    assert first.extra_headers == second.extra_headers
    assert first.extra_headers["X-Huying-Key"] == MESSAGE.key
    assert first.extra_headers["Message-ID"].endswith("@weihai.example.cn>")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (smtplib.SMTPRecipientsRefused({}), Why.BAD_ADDRESS),
        (smtplib.SMTPServerDisconnected(), Why.UNREACHABLE),
        (smtplib.SMTPAuthenticationError(535, "no"), Why.REFUSED),
        (ConnectionRefusedError(), Why.UNREACHABLE),
    ],
)
def test_a_mail_server_refuses_in_a_closed_list(monkeypatch: pytest.MonkeyPatch, error: Exception, why: Why) -> None:
    def fail(*_given: Any) -> int:
        raise error

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", fail)
    assert refused(Way.MAIL) is why


@pytest.mark.usefixtures("to_file")
def test_the_file_is_read_by_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ways.CARRIERS[Way.FILE].carry(MESSAGE)
    assert written() == [FACTS]
    assert stat.S_IMODE((tmp_path / WRITTEN).stat().st_mode) == 0o600
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "missing")
    assert refused(Way.FILE) is Why.UNREACHABLE
