"""Anybody drops a bundle and sees the verdict; what is too large, hostile or no bundle is refused in words."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.core.clock import system_now
from huying.core.models import AuditRecord
from huying.core.sealing import bundles, sealing
from huying.portal import checking
from huying.portal.views import verify
from huying.rules.errors import RuleBrokenError
from tests.core.test_sealing import append
from tests.verifier.making import Made

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))


def drop(data: bytes, anchors: bytes | None = None, **given: Any) -> HttpResponse:
    files = {"bundle": SimpleUploadedFile("bundle.jsonl", data)}
    if anchors is not None:
        files["anchors"] = SimpleUploadedFile("heads.jsonl", anchors)
    return Client(**given).post("/verify", files, HTTP_ACCEPT_LANGUAGE="en")  # type: ignore[return-value]


def shown(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_bundle_of_this_site_is_valid_and_says_what_was_not_checked() -> None:
    append(6)
    sealing.seal_waiting(at=system_now(), batch=2)
    stream = io.StringIO()
    bundles.write(stream, bundles.log_lines(at=system_now()))
    page = shown(drop(stream.getvalue().encode()))
    assert "verdict-valid" in page
    assert "事件 events 6" in page
    assert "未给存证" in page
    assert sealing.newest_head().hash in page  # type: ignore[union-attr]


def test_heads_kept_by_the_visitor_tie_it() -> None:
    made = Made().batch(3).batch(2)
    assert "anchors met 2" in shown(drop(made.data(), made.anchors().encode()))
    other = Made(keys=(2,)).batch(3).batch(2)
    page = shown(drop(made.data(), other.anchors().encode()))
    assert "verdict-invalid" in page
    assert "first bad event: 0" in page


def test_a_changed_event_is_named() -> None:
    page = shown(drop(Made().batch(4).data().replace(b'"case":14', b'"case":15')))
    assert "verdict-invalid" in page
    assert "first bad event: 2" in page


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x00" * 1000,
        b"PK\x03\x04",
        b"<script>alert(1)</script>",
        b"[" * 1_000_000,
        b'{"bundle":"<script>alert(1)</script>","format":1}\n',
        b'{"bundle":"log","format":1}\n' + b'{"seq":0,"x":"<img src=x onerror=alert(1)>"}\n' * 3,
        b'{"bundle":"log","format":1}\n{"head":{"record":"<b>","previous":"","hash":"","signature":""}}\n',
        b"9" * 900_000 + b"\n",
    ],
    ids=range(10),
)
def test_what_is_hostile_or_no_bundle_is_refused_plainly(data: bytes) -> None:
    response = drop(data)
    page = shown(response)
    assert response.status_code == 200
    assert "verdict-unreadable" in page or "verdict-invalid" in page
    assert "<script>alert" not in page
    assert "onerror" not in page


def test_what_is_too_large_is_not_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_BYTES", 200_000)
    response = drop(b"x" * 200_001)
    assert response.status_code == 422
    assert "verdict" not in shown(response)
    assert "MB" in shown(response)
    assert drop(b"x" * 150_000).status_code == 200
    assert drop(b"x" * 150_000, b"y" * 150_000).status_code == 422


def test_a_checker_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="ascii")
    monkeypatch.setattr(checking, "verifier", lambda: slow)
    monkeypatch.setattr(checking, "SECONDS", 1)
    response = drop(b"x")
    assert response.status_code == 422
    slow.write_text("raise SystemExit(1)\n", encoding="ascii")
    assert drop(b"x").status_code == 422


def test_it_needs_the_token_of_the_form_and_no_account() -> None:
    assert drop(b"x", enforce_csrf_checks=True).status_code == 403
    browser = Client(enforce_csrf_checks=True)
    browser.get("/verify")
    token = browser.cookies["csrftoken"].value
    bundle = SimpleUploadedFile("b", Made().batch(1).data())
    sent = browser.post("/verify", {"csrfmiddlewaretoken": token, "bundle": bundle})
    assert "verdict-valid" in sent.content.decode()


def test_too_many_tries_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any, **_more: Any) -> None:
        raise RuleBrokenError("throttle.too_many", minutes=5)

    monkeypatch.setattr(verify, "throttle", refuse)
    assert drop(b"x").status_code == 429


def test_program_and_newest_head_can_be_taken_away() -> None:
    browser = Client()
    program = b"".join(browser.get("/verify/huying_verify.py"))
    assert program == checking.verifier().read_bytes()
    assert browser.get("/verify/head").content == b""
    append(2)
    sealing.seal_waiting(at=system_now())
    kept = browser.get("/verify/head").content
    assert json.loads(kept)["head"]["hash"] == sealing.newest_head().hash  # type: ignore[union-attr]
    stream = io.StringIO()
    bundles.write(stream, bundles.log_lines(at=system_now()))
    assert "anchors met 1" in shown(drop(stream.getvalue().encode(), kept))
    assert AuditRecord.objects.count() == 2, "looking changes nothing"
