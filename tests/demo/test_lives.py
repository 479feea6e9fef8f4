"""The bulk door gives a case exactly what the single doors give it."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from huying.cases.actions.replaying import telling
from huying.cases.actions.stepping import TELLING
from huying.cases.models import Answer, CallBack, Case, Clock, Extension, SendBack
from huying.cases.models.cases import CHINA
from huying.core import commitments, crypto
from huying.core.actors import RESIDENT, SYSTEM
from huying.core.models import OutboxMessage
from huying.core.policies import NotAllowedError
from huying.demo import causes
from huying.demo.causes import FIRST_DAY
from huying.demo.history import Historian
from huying.demo.stream import Stream
from huying.rules.case_flow import CaseState, Step
from tests.demo.conftest import SEED, TINY
from tests.demo.retelling import codes, retell, rows_left, sequences, set_back

if TYPE_CHECKING:
    from huying.demo.lives import Life

UNTIL = datetime(2021, 12, 31, 16, tzinfo=CHINA)
CASES = 200


@pytest.fixture
def _troubled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is rare happen often."""
    often = {"SENT_BACK": 0.2, "EXTENDED": 0.2, "PAUSED": 0.1, "URGED": 0.2, "LONG_TERM": 0.6, "SOLVED": (0.5, 0.5)}
    for name, value in often.items():
        monkeypatch.setattr(causes, name, value)


def lives(count: int) -> list[Life]:
    """Tell the first cases of a tiny city."""
    historian = Historian.open(TINY, seed=SEED, on=FIRST_DAY)
    coming = [each for _day, day in Stream(TINY, SEED).days(FIRST_DAY, UNTIL.date()) for each in day][-count:]
    with telling(intake=historian.intake, actor=SYSTEM) as told:
        return [
            historian.live(told, each, until=UNTIL, rng=Random(f"{SEED} {number}"))
            for number, each in enumerate(coming)
        ]


@pytest.mark.usefixtures("registers_built", "_troubled")
def test_every_row_is_what_the_single_doors_write(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sequences()
    monkeypatch.setattr(commitments, "new_key", lambda: bytes(32))
    monkeypatch.setattr(crypto, "new_code", codes())
    with transaction.atomic():
        told = lives(CASES)
        by_bulk = rows_left()
        assert not OutboxMessage.objects.filter(name=TELLING).exists()
        transaction.set_rollback(True)
    set_back(before)
    monkeypatch.setattr(crypto, "new_code", codes())
    for life in told:
        retell(life)
    by_hand = rows_left()
    assert len(by_bulk["Case"]) == CASES
    for table, rows in by_bulk.items():
        assert rows == by_hand[table], table


@pytest.mark.usefixtures("registers_built", "_troubled")
def test_lives_take_every_way() -> None:
    told = lives(CASES)
    steps = {deed.step for life in told for deed in life.deeds}
    assert {"dispatch", "sign", "contact", "act", "draft", "issue", "call_back", "send_back", "rule_return"} <= steps
    assert {"extend", "decide_extension", "release_brief", "assign", "sweep"} <= steps
    assert {"hand_back", "mirror", "new_round", "stand_long_term", "reopen", "close"} <= steps
    assert set(Case.objects.values_list("state", flat=True)) >= {CaseState.HANDLING.value, CaseState.CLOSED.value}
    assert Extension.objects.exists()
    assert SendBack.objects.exists()
    assert CallBack.objects.filter(is_satisfied=True).exists()
    assert not Answer.objects.filter(issued_at__isnull=True, is_refused=False, case__state="closed").exists()
    assert Case.objects.filter(steps__step=Step.CALL_BACK.value).exists()
    assert not Clock.objects.filter(case__state=CaseState.CLOSED.value, stopped_at=None).exists()
    assert not Case.objects.filter(is_synthetic=False).exists()


@pytest.mark.usefixtures("registers_built")
def test_the_same_seed_tells_the_same_lives() -> None:
    told = []
    for _time in range(2):
        with transaction.atomic():
            told.append([(deed.step, deed.at, deed.actor, deed.args) for life in lives(40) for deed in life.deeds])
            transaction.set_rollback(True)
    assert told[0] == told[1]


@pytest.mark.usefixtures("registers_built")
def test_only_importers_may_tell() -> None:
    historian = Historian.open(TINY, seed=SEED, on=FIRST_DAY)
    with pytest.raises(NotAllowedError), telling(intake=historian.intake, actor=RESIDENT):
        pass
