"""Calls go to listed hosts at checked addresses, are never redirected, and everything else is refused unasked."""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from huying.core import outgoing
from huying.core.clock import system_now
from huying.core.models import SealSink
from huying.core.sealing import sealing, sinks
from huying.rules.errors import RuleBrokenError
from tests.core.test_sealing import append

if TYPE_CHECKING:
    from collections.abc import Iterator

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104 - one that is refused
    "10.0.0.8",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "198.18.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "2002:0a00:0001::1",
    "2002:7f00:0001::1",
    "64:ff9b::10.0.0.1",
    "2001:0:0:0:0:0:f5ff:fffe",
]


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(*_given: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, 1, 6, "", (each, 443)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize("address", INSIDE)
def test_a_listed_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    with pytest.raises(RuleBrokenError, match=r"outgoing\.inside_address"):
        outgoing.target("https://log.example.cn/heads", allowed="log.example.cn")
    resolving(monkeypatch, "8.8.8.8", address)
    with pytest.raises(RuleBrokenError, match=r"outgoing\.inside_address"):
        outgoing.target("https://log.example.cn/heads", allowed="log.example.cn")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://other.example.cn/", "not_listed"),
        ("https://log.example.cn.evil.cn/", "not_listed"),
        ("https://evil.cn/log.example.cn", "not_listed"),
        ("https://log.example.cn:8443/", "not_listed"),
        ("https://log.example.cn@evil.cn/", "address"),
        ("https://user:word@log.example.cn/", "address"),
        ("http://log.example.cn/", "not_listed"),
        ("http://open.example.cn/", "not_encrypted"),
        ("ftp://log.example.cn/", "address"),
        ("file:///etc/passwd", "address"),
        ("gopher://log.example.cn/", "address"),
        ("https:///path", "address"),
        ("log.example.cn", "address"),
        ("", "address"),
        ("https://log.example.cn/#x", "address"),
        ("https://2130706433/", "not_listed"),
        ("https://[::1]/", "not_listed"),
        ("https://0x7f.1/", "not_listed"),
    ],
)
def test_an_address_that_is_not_meant_is_refused(monkeypatch: pytest.MonkeyPatch, url: str, code: str) -> None:
    resolving(monkeypatch, "8.8.8.8")
    with pytest.raises(RuleBrokenError) as refused:
        outgoing.target(url, allowed="log.example.cn:443, open.example.cn")
    assert refused.value.code == f"outgoing.{code}"


def test_nothing_is_allowed_unless_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8")
    with pytest.raises(RuleBrokenError, match=r"outgoing\.not_listed"):
        outgoing.target("https://log.example.cn/", allowed="")


def test_the_address_is_looked_up_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, "8.8.8.8")
    goal = outgoing.target("https://Log.Example.cn/heads?x=1", allowed="log.example.cn")
    resolving(monkeypatch, "10.0.0.1")
    assert (goal.host, goal.port, goal.path, goal.address) == ("log.example.cn", 443, "/heads?x=1", "8.8.8.8")


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it was sent and answers as told."""

    kept: list[tuple[str, str, bytes]] = []  # noqa: RUF012 - emptied by the fixture
    status = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.kept.append((self.path, self.headers["Host"], body))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_given: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Receiver.kept, Receiver.status = [], 204
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.django_db
def test_the_newest_head_reaches_a_listed_inside_host(
    receiver: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))
    monkeypatch.setattr(settings, "HUYING_SEAL_WEBHOOK", f"http://log.inside:{receiver}/heads")
    monkeypatch.setattr(settings, "HUYING_OUTGOING_HOSTS", "log.inside=127.0.0.1")
    append(3)
    sealing.seal_waiting(at=system_now(), batch=2)
    sinks.send_heads([])
    sinks.send_heads([])
    ((path, host, body),) = Receiver.kept
    assert (path, host) == ("/heads", f"log.inside:{receiver}")
    assert body.decode() == (tmp_path / "heads.jsonl").read_text().splitlines()[-1]
    assert SealSink.objects.get(pk="webhook").head == 1


@pytest.mark.parametrize("status", [302, 307, 404, 500])
def test_a_redirect_is_not_followed_and_a_failure_is_one(receiver: int, status: int) -> None:
    Receiver.status = status
    goal = outgoing.target(f"http://log.inside:{receiver}/", allowed="log.inside=127.0.0.1")
    with pytest.raises(RuleBrokenError, match=r"outgoing\.failed"):
        outgoing.post(goal, b"x", kind="text/plain")
    assert [path for path, _host, _body in Receiver.kept] == ["/"]


def test_a_host_that_does_not_answer_fails_in_words() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for scheme in ("http", "https"):
        goal = outgoing.target(f"{scheme}://log.inside:{port}/", allowed="log.inside=127.0.0.1")
        with pytest.raises(RuleBrokenError, match=r"outgoing\.failed"):
            outgoing.post(goal, b"x", kind="text/plain")
