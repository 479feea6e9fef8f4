"""The seal by the command line, the doctor that looks after it, and what a backup carries."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection

from huying.config import checkup, working
from huying.config.commands import bundle, seal
from huying.core import clock
from huying.core.invariants import judge
from huying.core.models import SealHead
from huying.core.sealing import keys, sealing, sinks
from tests.config.test_backup import Installation
from tests.core.test_sealing import append
from verifier import huying_verify

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))


def _found() -> dict[str, tuple[str, ...]]:
    return {
        each.invariant.name: each.examples
        for each in judge(checkup.all_invariants())
        if each.count and each.invariant.name.startswith(("seal.", "audit."))
    }


def _unguarded(*statements: str) -> None:
    """Do what somebody does who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            for table in ("core_auditrecord", "core_sealhead", "core_sealedevent"):
                cursor.execute(f"alter table {table} disable trigger all")
        else:
            for name in ("audit_no_update", "audit_no_delete", "sealhead_no_update", "sealedevent_no_update"):
                cursor.execute(f"drop trigger {name}")
        for statement in statements:
            cursor.execute(statement)


def _run(capsys: pytest.CaptureFixture[str], command: Any, *words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args([*words, "--json"])) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return told


def test_a_sealed_log_goes_from_the_commands_to_the_verifier(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    append(4)
    told = _run(capsys, seal)
    assert (told["heads"], told["events"], told["newest"], told["sinks"]) == (1, 4, 0, ["file"])
    append(3)
    assert _run(capsys, seal, "--turn", "sm3")["newest"] == 2
    append(2)
    _run(capsys, seal)
    wanted = {
        "log": [],
        "heads": [],
        "inclusion": ["--event", "3"],
        "consistency": ["--heads", "0", "1"],
    }
    for kind, words in wanted.items():
        _run(capsys, bundle, kind, "--to", str(tmp_path / kind), *words)
    for kind in ("log", "inclusion", "consistency"):
        assert huying_verify.main([str(tmp_path / kind), "--anchors", str(tmp_path / "heads.jsonl")]) == 0
        assert huying_verify.main([str(tmp_path / kind)]) == 0
    assert (tmp_path / "heads").read_text() == (tmp_path / "heads.jsonl").read_text()


def test_a_proof_needs_to_know_of_what(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    bundle.add_arguments(parser)
    for kind, word in (("inclusion", "--event"), ("consistency", "--heads")):
        assert bundle.run(parser.parse_args([kind, "--to", str(tmp_path / "x")])) == 2
        assert word in capsys.readouterr().err


def test_the_doctor_is_content_with_a_sealed_log() -> None:
    append(5)
    sealing.seal_waiting(at=clock.system_now() - timedelta(hours=3), batch=2)
    sinks.send_heads([])
    assert _found() == {}


def test_the_doctor_names_what_was_changed(city: Any) -> None:
    assert city
    append(5)
    sealing.seal_waiting(at=clock.system_now(), batch=2)
    count = SealHead.objects.count()
    last = SealHead.objects.order_by("-number")[0]
    _unguarded(
        f"update core_auditrecord set verb = 'case.closed' where id = {last.last_record_id}",  # noqa: S608
        "update core_sealhead set signature = '00' where number = 1",
    )
    found = _found()
    assert found["seal.events"] == (str(last.first + last.count - 1),)
    assert found["seal.chain"] == ("1: 2",)
    assert "audit.append_only" in found
    assert count > 2


def test_the_doctor_names_what_waits_and_what_was_not_sent() -> None:
    append(1)
    _unguarded("update core_auditrecord set recorded_at = '2020-01-01 00:00:00+00:00'")
    assert "seal.late" in _found()
    sealing.seal_waiting(at=clock.system_now() - timedelta(hours=3))
    assert _found()["seal.unsent"] == ("file -1",)


def test_the_doctor_sees_that_the_database_was_set_back(tmp_path: Path) -> None:
    append(2)
    sealing.seal_waiting(at=clock.system_now())
    sinks.send_heads([])
    assert "seal.file" not in _found()
    path = tmp_path / "heads.jsonl"
    path.write_text(path.read_text() + path.read_text().replace('number\\":0', 'number\\":7'))
    assert _found()["seal.file"] == ("7",)


def test_the_worker_seals_at_its_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    append(3)
    worker = working.Worker()
    worker._turn()
    assert SealHead.objects.count() == 1
    assert sinks.file_path().exists()
    monkeypatch.setattr(keys, "is_at_hand", lambda _epoch: False)
    append(1)
    worker._forgot_at = None
    worker._turn()  # says so, and goes on
    assert SealHead.objects.count() == 1


@pytest.mark.filterwarnings("ignore")
def test_a_backup_carries_the_seal(tmp_path: Path) -> None:
    first, second = Installation(tmp_path / "from"), Installation(tmp_path / "to")
    first.make()
    assert first.run("seal").returncode == 0
    assert first.run("backup", str(tmp_path / "backup")).returncode == 0
    assert second.run("restore", str(tmp_path / "backup")).returncode == 0
    for place in (first, second):
        assert place.run("bundle", "log", "--to", str(place.folder / "log")).returncode == 0
        assert huying_verify.main([str(place.folder / "log"), "--anchors", str(first.folder / "heads.jsonl")]) == 0
    second.report()
    assert second.run("seal").returncode == 0
    assert second.run("bundle", "log", "--to", str(tmp_path / "later")).returncode == 0
    assert huying_verify.main([str(tmp_path / "later"), "--anchors", str(second.folder / "heads.jsonl")]) == 0
