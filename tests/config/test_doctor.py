"""`huying doctor` names each rule, counts what breaks it, and says so by its exit code."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from huying.cases.models import Clock
from huying.config import checkup, working
from huying.config.commands import doctor
from huying.core import clock, outbox
from huying.core.invariants import judge
from huying.core.models import OutboxMessage

if TYPE_CHECKING:
    import pytest

    from tests.people import City


def _run(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = doctor.run(argparse.Namespace(json=True, resting=False))
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def _broken(told: dict[str, Any]) -> set[str]:
    return {each["name"] for each in told["checks"] if each["count"] and each["level"] == "fault"}


def test_a_sound_city_passes_and_every_rule_is_told(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    city.receive()
    working.beat(at=clock.system_now())
    code, told = _run(capsys)
    assert (code, _broken(told), told["ok"]) == (0, set(), True)
    assert told["rules"] == len(told["checks"]) == len({each["name"] for each in told["checks"]})
    assert told["rules"] >= 45


def test_a_sleeping_case_fails_it_with_its_number(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    case = city.receive()
    working.beat(at=clock.system_now())
    Clock.objects.filter(case=case).update(stopped_at=case.received_at)
    code, told = _run(capsys)
    asleep = next(each for each in told["checks"] if each["name"] == "case.asleep")
    assert code == 1
    assert (asleep["count"], asleep["examples"]) == (1, [case.number])


def test_in_production_a_silent_worker_and_a_message_that_waits_are_faults(
    city: City, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert city.units
    monkeypatch.setattr(settings, "HUYING_PRODUCTION", True)
    working.beat(at=clock.system_now() - timedelta(minutes=6))
    outbox.subscribe("test.waiting", lambda _ids: None)
    outbox.publish("test.waiting", [1])
    OutboxMessage.objects.filter(name="test.waiting").update(created_at=clock.system_now() - timedelta(hours=1))
    _code, told = _run(capsys)
    assert {"worker.silent", "outbox.late"} <= _broken(told)


def test_keys_that_others_may_read_are_a_fault(city: City) -> None:
    city.receive()
    key = Path(settings.KEYS_DIR) / "reporter-1"
    key.chmod(0o644)
    try:
        found = {each.invariant.name: each.examples for each in judge(checkup.all_invariants()) if each.count}
    finally:
        key.chmod(0o600)
    assert found["keys.open"] == ("reporter-1 -rw-r--r--",)


def test_plain_words_name_every_rule(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    assert city.units
    doctor.run(argparse.Namespace(json=False, resting=True))
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("ok") for line in lines) >= 40
    assert "broken" in lines[-1]
