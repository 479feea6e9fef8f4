"""The worker numbers, hashes, chains and signs what the door wrote; the verifier, which knows none of it, agrees."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection, transaction

from huying.core import audit, crypto, outbox
from huying.core.actors import SYSTEM
from huying.core.clock import system_now
from huying.core.models import AuditRecord, OutboxMessage, SealedEvent, SealEpoch, SealHead, SealSink
from huying.core.sealing import bundles, keys, sealing, selecting, sinks
from huying.rules.errors import RuleBrokenError
from tests.people import AT
from verifier import huying_verify

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))
    monkeypatch.setattr(settings, "HUYING_SEAL_HASH", "sha256")


def append(count: int) -> None:
    """Have the door write records."""
    for place in range(count):
        record = audit.entry("filter.saved", AuditRecord(pk=place), actor=SYSTEM, at=AT, place=place)
        record.save(force_insert=True)


def bundle(**given: Any) -> bytes:
    """Return a log bundle as it stands in a file."""
    stream = io.StringIO()
    bundles.write(stream, bundles.log_lines(at=system_now(), **given))
    return stream.getvalue().encode()


def verdict(data: bytes, **given: Any) -> dict[str, Any]:
    """Return what the verifier says."""
    return huying_verify.verify(io.BytesIO(data), **given)


def test_the_door_writes_without_a_number_and_the_sealer_gives_it() -> None:
    append(7)
    assert SealedEvent.objects.count() == 0
    assert sealing.seal_waiting(at=system_now(), batch=3) == 3
    assert list(SealedEvent.objects.order_by("seq").values_list("seq", flat=True)) == list(range(7))
    told = verdict(bundle())
    assert (told["verdict"], told["events"], told["heads"]) == ("valid", 7, 3)
    assert sealing.seal_waiting(at=system_now()) == 0


def test_the_chain_begins_with_zeros_and_is_the_hash_of_previous_and_record() -> None:
    append(2)
    sealing.seal_waiting(at=system_now(), batch=1)
    first, second = SealHead.objects.order_by("number")
    assert (first.previous, second.previous) == ("0" * 64, first.hash)
    assert second.hash == hashlib.sha256((first.hash + second.record).encode()).hexdigest()


def test_half_a_minute_seals_whole_batches_and_the_hour_seals_the_rest() -> None:
    append(5)
    assert sealing.seal_full(at=system_now(), batch=4) == 1 + 1
    append(3)
    assert sealing.seal_full(at=system_now(), batch=4) == 0
    assert sealing.seal_waiting(at=system_now()) == 1


def test_a_record_that_comes_late_is_numbered_later() -> None:
    append(3)
    newest = AuditRecord.objects.order_by("-pk")[0]
    _put(newest, pk=newest.pk + 100)
    sealing.seal_waiting(at=system_now())
    _put(newest, pk=newest.pk + 50)  # a long transaction took its id before and commits only now
    assert sealing.seal_full(at=system_now(), batch=1) == 0
    assert sealing.seal_waiting(at=system_now()) == 1
    assert SealedEvent.objects.get(seq=4).record_id == newest.pk + 50
    assert verdict(bundle())["events"] == 5


def _put(subject: AuditRecord, *, pk: int) -> None:
    record = audit.entry("filter.saved", subject, actor=SYSTEM, at=AT)
    record.pk = pk
    record.save(force_insert=True)


@pytest.mark.parametrize("table", ["core_sealedevent", "core_sealhead", "core_sealepoch"])
@pytest.mark.parametrize("change", ["delete from {}", "update {} set {} = {}"])
def test_nobody_changes_what_is_sealed(table: str, change: str) -> None:
    append(1)
    sealing.seal_waiting(at=system_now())
    column = "seq" if table == "core_sealedevent" else "number"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table, column, column))
    assert verdict(bundle())["verdict"] == "valid"


def test_another_hash_and_key_go_on_the_same_chain() -> None:
    append(3)
    sealing.seal_waiting(at=system_now())
    sealing.turn_epoch(hash_name="sm3", at=system_now())
    append(2)
    sealing.seal_waiting(at=system_now())
    told = verdict(bundle())
    assert (told["verdict"], told["events"], told["heads"]) == ("valid", 5, 3)
    assert SealEpoch.objects.get(pk=2).public_key != SealEpoch.objects.get(pk=1).public_key
    again = verdict(bundle(from_head=2))
    assert (again["verdict"], again["heads"]) == ("valid", 1)
    with pytest.raises(RuleBrokenError, match=r"seal\.hash_unknown"):
        sealing.turn_epoch(hash_name="md5", at=system_now())


def test_a_lost_key_is_not_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    append(1)
    sealing.seal_waiting(at=system_now())
    monkeypatch.setattr(crypto, "stands", lambda _name: False)
    append(1)
    with pytest.raises(RuleBrokenError, match=r"seal\.key_lost"):
        sealing.seal_waiting(at=system_now())
    assert not keys.is_at_hand(SealEpoch.objects.get())


def test_one_event_and_two_heads_are_proved_without_the_rest() -> None:
    append(11)
    sealing.seal_waiting(at=system_now(), batch=4)
    for seq in range(11):
        proof = "\n".join(bundles.inclusion_lines(seq=seq, at=system_now())) + "\n"
        assert verdict(proof.encode())["verdict"] == "valid"
        assert proof.count('"verb"') == 1
    for earlier in range(3):
        proof = "\n".join(bundles.consistency_lines(earlier=earlier, later=2, at=system_now())) + "\n"
        assert verdict(proof.encode())["verdict"] == "valid"
    with pytest.raises(RuleBrokenError, match=r"seal\.no_event"):
        list(bundles.inclusion_lines(seq=11, at=system_now()))
    with pytest.raises(RuleBrokenError, match=r"seal\.no_head"):
        list(bundles.consistency_lines(earlier=0, later=9, at=system_now()))


def test_heads_reach_file_and_mailbox_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_MAIL", "audit@example.cn, second@example.cn")
    append(3)
    sealing.seal_waiting(at=system_now(), batch=1)
    outbox.drain()
    sinks.send_heads([])
    kept = (tmp_path / "heads.jsonl").read_text().splitlines()
    assert [json.loads(json.loads(line)["head"]["record"])["number"] for line in kept] == [0, 1, 2]
    assert [message.to for message in mail.outbox] == [["audit@example.cn", "second@example.cn"]]
    assert verdict(bundle(), anchors=[str(tmp_path / "heads.jsonl")])["anchors"] == 3
    assert SealSink.objects.get(pk="mail").head == 2


def test_a_sink_that_fails_keeps_nothing_from_the_others_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_WEBHOOK", "https://nowhere.example/heads")
    append(1)
    sealing.seal_waiting(at=system_now())
    outbox.drain()
    assert (tmp_path / "heads.jsonl").exists()
    assert SealSink.objects.get(pk="webhook").failure == "outgoing.not_listed"
    waiting = OutboxMessage.objects.get(name=sealing.SEALED)
    assert (waiting.done_at, waiting.failure) == (None, "RuleBrokenError")


def test_the_sealer_looks_back_two_days() -> None:
    now = system_now()
    append(1)
    sealing.seal_waiting(at=now - timedelta(days=5))
    assert sealing.floor() == 0
    append(1)
    sealing.seal_waiting(at=now)
    assert sealing.floor() == SealHead.objects.get(number=0).last_record_id


@pytest.mark.parametrize("batch", [1, 3, 4, 7, 100])
def test_events_are_picked_and_proved_without_the_rest(batch: int) -> None:
    append(17)
    sealing.seal_waiting(at=system_now(), batch=batch)
    sealing.turn_epoch(hash_name="sm3", at=system_now())
    append(6)
    sealing.seal_waiting(at=system_now(), batch=batch)
    append(1)
    keys_of = list(AuditRecord.objects.order_by("pk").values_list("pk", flat=True))
    for wanted in (keys_of, keys_of[2:5], keys_of[::4], keys_of[16:18]):
        picked = selecting.pick(wanted)
        lines = "".join(f"{line}\n" for line in selecting.event_lines(picked, at=system_now()))
        found = verdict(lines.encode(), key=SealEpoch.objects.get(number=1).public_key)
        sealed = [each for each in picked if each.seq is not None]
        assert (found["verdict"], found["kind"], found["events"]) == ("valid", "events", len(sealed))
        assert lines.count('"verb"') == len(sealed)
        assert [each.record.pk for each in picked] == wanted
        assert [each.seq is None for each in picked] == [key == keys_of[23] for key in wanted]


def test_picked_events_that_were_changed_moved_or_cut_are_refused() -> None:
    append(9)
    sealing.seal_waiting(at=system_now(), batch=4)
    ids = AuditRecord.objects.order_by("pk").values_list("pk", flat=True)
    lines = list(selecting.event_lines(selecting.pick(ids), at=system_now()))

    def judged(given: list[str]) -> tuple[str, int]:
        found = verdict("".join(f"{line}\n" for line in given).encode())
        return found["verdict"], found.get("step", 0)

    assert judged(lines) == ("valid", 0)
    assert judged([*lines[:2], lines[2].replace('"place":0', '"place":5'), *lines[3:]]) == ("invalid", 4)
    assert judged([*lines[:2], *lines[4:6], *lines[2:4], *lines[6:]]) == ("invalid", 2)
    assert judged([lines[0], *lines[10:19], *lines[1:10], *lines[19:]]) == ("invalid", 5)
    assert judged([*lines[:4], *lines[5:]]) == ("unreadable", 1)
    assert judged(lines[:-1]) == ("unreadable", 1)
    assert judged([lines[0], *lines[2:]]) == ("unreadable", 1)
    assert judged(lines[:1]) == ("unreadable", 1)
