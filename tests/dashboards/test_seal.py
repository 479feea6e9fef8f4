"""The page of the seal: for those who watch over the log alone, with the bundle to take away, which is recorded."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from huying.core.clock import system_now
from huying.core.models import AuditRecord, SealHead
from huying.core.sealing import keys, sealing, sinks
from tests.core.test_sealing import append
from tests.rights.neighbours import signed_in
from verifier import huying_verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

WATCHERS = ("security_admin", "audit_admin", "auditor")
OTHERS = ("system_admin", "city_leader", "city_clerk", "street_officer", "firm_staff")


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))


@pytest.fixture
def sealed(city: City) -> City:
    append(30)
    sealing.seal_waiting(at=system_now() - timedelta(minutes=1), batch=10)
    sinks.send_heads([])
    return city


def _page(city: City, name: str, **given: Any) -> Any:
    return signed_in(city, name).get("/desk/seal/", given)


@pytest.mark.parametrize("name", WATCHERS)
def test_those_who_watch_see_heads_and_sinks(sealed: City, name: str) -> None:
    page = _page(sealed, name).content.decode()
    newest = sealing.newest_head()
    assert newest is not None
    assert newest.hash in page
    assert str(newest.first + newest.count) in page
    assert 'aria-current="page"' in page


@pytest.mark.parametrize("name", OTHERS)
def test_others_do_not(sealed: City, name: str) -> None:
    assert _page(sealed, name).status_code == 403
    assert signed_in(sealed, name).post("/desk/seal/bundle", {"from_head": "0"}).status_code == 403
    assert not AuditRecord.objects.filter(verb="log.handed_out").exists()


@pytest.mark.parametrize("from_head", [0, 2])
def test_the_bundle_that_is_taken_is_valid_and_its_leaving_is_recorded(sealed: City, from_head: int) -> None:
    taken: Any = signed_in(sealed, "auditor").post("/desk/seal/bundle", {"from_head": str(from_head)})
    data = b"".join(taken.streaming_content)
    found = huying_verify.verify(io.BytesIO(data), anchors=[str(sinks.file_path())])
    assert (found["verdict"], found["heads"]) == ("valid", SealHead.objects.count() - from_head)
    record = AuditRecord.objects.get(verb="log.handed_out")
    assert (record.actor_id, record.facts["from_head"]) == (sealed["auditor"].person_id, from_head)


@pytest.mark.parametrize(("wanted", "status"), [("", 422), ("-1", 422), ("x", 422), ("99999", 404)])
def test_a_head_that_is_not_there_is_refused(sealed: City, wanted: str, status: int) -> None:
    refused = signed_in(sealed, "auditor").post("/desk/seal/bundle", {"from_head": wanted})
    assert refused.status_code == status
    assert not AuditRecord.objects.filter(verb="log.handed_out").exists()


def test_nothing_sealed_is_said_and_nothing_is_taken(city: City) -> None:
    assert _page(city, "auditor").status_code == 200
    assert signed_in(city, "auditor").post("/desk/seal/bundle", {"from_head": "0"}).status_code == 409


def test_a_lost_key_and_a_failing_sink_are_shown(sealed: City, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'role="alert"' not in _page(sealed, "auditor").content.decode()
    monkeypatch.setattr(keys, "is_at_hand", lambda _epoch: False)
    monkeypatch.setattr(settings, "HUYING_SEAL_WEBHOOK", "https://nowhere.example/")
    append(1)
    with pytest.raises(Exception, match="outgoing"):
        sinks.send_heads([])
    page = _page(sealed, "auditor").content.decode()
    assert 'role="alert"' in page
    assert "outgoing.not_listed" in page


def test_many_heads_are_turned_page_by_page(city: City) -> None:
    append(60)
    sealing.seal_waiting(at=system_now(), batch=2)
    first = _page(city, "auditor").content.decode()
    assert "cursor=" in first
    assert SealHead.objects.get(number=0).hash[:16] not in first
    assert SealHead.objects.get(number=0).hash[:16] in _page(city, "auditor", cursor="5").content.decode()
