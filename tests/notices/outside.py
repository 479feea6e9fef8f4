"""What stands outside in the tests: a server on 127.0.0.1 that notes what it was sent, and people with addresses."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from django.conf import settings

from huying.core import clock, crypto
from huying.core.actors import SYSTEM
from huying.notices.actions import Told, send_due, tell
from huying.notices.models import Address, Delivery
from huying.notices.queries import ADDRESS
from huying.notices.ways.file import WRITTEN
from huying.rules.delivery import Way
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pytest

    from tests.people import City


class Outside:
    """A server that answers as it is told and keeps what came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.answer = 200, b'{"errcode": 0}'
        self.url = ""

    def bodies(self) -> list[dict[str, Any]]:
        """Return what came as JSON."""
        return [json.loads(body) for _path, _headers, body in self.came]


@contextmanager
def serving() -> Iterator[Outside]:
    """Serve on a free port of 127.0.0.1."""
    outside = Outside()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outside.came.append((self.path, dict(self.headers.items()), body))
            self.send_response(outside.status)
            self.end_headers()
            self.wfile.write(outside.answer)

        def log_message(self, *_given: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    outside.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield outside
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def open_ways(monkeypatch: pytest.MonkeyPatch, **given: str | bool) -> None:
    """Open ways as the operator's settings do; 127.0.0.1 is listed with its one address."""
    monkeypatch.setattr(settings, "HUYING_NOTICE_WAYS", given)
    monkeypatch.setattr(settings, "HUYING_OUTGOING_HOSTS", "127.0.0.1=127.0.0.1")
    monkeypatch.setattr(settings, "HUYING_BASE_URL", "https://huying.example.cn")


def reached(city: City, name: str, way: Way = Way.FILE, *, at_address: str = "someone", **given: Any) -> Address:
    """Give somebody a proved address."""
    sealed = crypto.seal(at_address, context=ADDRESS)
    return Address.objects.create(
        person=city.people[name], way=way.value, sealed=sealed, asked_at=AT, verified_at=AT, **given
    )


def told(city: City, name: str = "firm_staff", *, at: datetime = AT, **given: Any) -> None:
    """Tell somebody one thing."""
    facts: dict[str, Any] = {"key": "case.step:1", "kind": "case.urged", "subject": "20210601-000001"}
    facts |= {"place": "海悦花园", "state": "handling"}
    tell([Told(person=city.people[name].pk, **(facts | given))], actor=SYSTEM, at=at)


def sent(at: datetime = AT) -> int:
    """Let the worker send what is due."""
    clock.start_at(at)
    return send_due(at=at)


def written() -> list[dict[str, Any]]:
    """Return what the file way wrote."""
    path = Path(settings.DATA_DIR) / WRITTEN
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def states() -> list[tuple[str, str, int]]:
    """Return state, reason and tries of every delivery."""
    return list(Delivery.objects.order_by("pk").values_list("state", "why", "tries"))
