"""Every tampering with what is older than the last head sent out is found, with its first event, and nothing else is.

Short here; in full, twelve kinds at two hundred places each and three hundred clean runs, with

    HUYING_TAMPER=full ./huying test tests/abuse/test_tampering.py -s
"""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from huying.cases.models import Case
from huying.cases.queries import invariants
from huying.core.clock import system_now
from huying.core.invariants import judge
from huying.core.models import SealedEvent, SealHead
from huying.core.sealing import bundles, checks, sealing, sinks
from huying.rules.case_facts import Kind, Nature
from tests.abuse import tampering
from tests.cases.walking import TRIES
from tests.core.test_sealing import append
from tests.people import AT
from verifier import huying_verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

FULL = os.environ.get("HUYING_TAMPER") == "full"
PLACES, CLEAN = (200, 300) if FULL else (4, 6)
CASES, BATCH, LEAST = 30, 20, 260


@pytest.fixture
def anchors(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Seal the life of a small city in two epochs, and keep its heads outside."""
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))
    for turn in range(CASES):
        _life(city, turn)
        if turn == CASES // 2:
            sealing.seal_waiting(at=system_now(), batch=BATCH)
            sealing.turn_epoch(hash_name="sm3", at=system_now())
    append(max(0, LEAST - SealedEvent.objects.count() - sealing.unsealed().count()))
    sealing.seal_waiting(at=system_now(), batch=BATCH)
    sinks.send_heads([])
    return str(tmp_path / "heads.jsonl")


def _life(city: City, turn: int) -> None:
    """Take a case as far as the turn says."""
    given: dict[str, Any] = {"kind": Kind.COMPLAINT, "nature": Nature.COMPLAINT} if turn % 3 == 0 else {}
    key = city.receive(text=f"第{turn}件：电梯停运", **given).pk
    steps = () if given else ("dispatch", "sign", "contact", "act", "draft", "approve")[: 3 + turn % 4]
    for step in steps:
        TRIES[step](city, Case.objects.select_related("holder_unit").get(pk=key), AT)


def told_by(words: str) -> None:
    """Say a figure to whoever runs it in full."""
    sys.stderr.write(f"{connection.vendor}: {words}\n")


def judged(anchors: str, *, from_head: int = 0) -> dict[str, Any]:
    """Export what the database holds and have the verifier look, with the heads that were kept outside."""
    stream = io.StringIO()
    bundles.write(stream, bundles.log_lines(at=system_now(), from_head=from_head))
    return huying_verify.verify(io.BytesIO(stream.getvalue().encode()), anchors=[anchors])


def doctor() -> dict[str, tuple[str, ...]]:
    """Return what the doctor says of rows and seal."""
    rules = [*checks.invariants(), *(each for each in invariants.invariants() if each.name == "case.row")]
    return {each.invariant.name: each.examples for each in judge(rules) if each.count}


def found(anchors: str) -> int | None:
    """Return the first event that is not believed, None where everything is."""
    verdict = judged(anchors)
    if verdict["code"] == huying_verify.INVALID:
        return int(verdict["seq"])
    rows = doctor().get("case.row", ())
    return min((int(seq) for told in rows if (seq := told.split()[-1]).isdigit()), default=None)


@pytest.mark.parametrize("kind", tampering.KINDS, ids=lambda kind: re.sub(r"\W+", "-", kind))
def test_tampering_is_found_at_its_first_event(anchors: str, kind: str) -> None:
    count = SealedEvent.objects.count()
    assert count >= LEAST
    assert found(anchors) is None
    missed = []
    for place in range(PLACES):
        seq = place * (count - 5) // PLACES
        with transaction.atomic():
            tampering.take_guards_away()
            expected = tampering.KINDS[kind](seq)
            told = found(anchors)
            transaction.set_rollback(True)
        if told != expected:
            missed.append((seq, expected, told))
    told_by(f"{kind}: {PLACES - len(missed)} of {PLACES} found at the first bad event")
    assert missed == []
    assert found(anchors) is None


def test_nothing_is_found_where_nothing_was_done(anchors: str, city: City) -> None:
    heads = SealHead.objects.count()
    alarms = []
    for turn in range(CLEAN):
        with transaction.atomic():
            _life(city, turn)
            append(turn % 7)
            if turn % 5 == 0:
                sealing.seal_waiting(at=system_now(), batch=1 + turn % 50)
                sealing.turn_epoch(hash_name=("sha256", "sm3")[turn % 2], at=system_now())
                _life(city, turn + 1)
            sealing.seal_waiting(at=system_now(), batch=1 + turn % 13)
            verdict = judged(anchors, from_head=turn % heads)
            if verdict["verdict"] != "valid" or doctor():
                alarms.append((turn, verdict, doctor()))
            transaction.set_rollback(True)
    told_by(f"{len(alarms)} false alarms in {CLEAN} clean runs")
    assert alarms == []
