"""The audit log and its bundles hold nobody's words; what they commit to can be shown, until it is forgotten."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core import serializers

from huying.cases.actions.exporting import export_cases
from huying.cases.actions.forgetting import forget_reporters
from huying.cases.models import Case
from huying.cases.queries import invariants
from huying.cases.queries.committing import row_of
from huying.cases.queries.lists import CaseFilter
from huying.core import commitments
from huying.core.clock import system_now
from huying.core.invariants import judge
from huying.core.models import AuditRecord, SealEpoch, SealHead
from huying.core.sealing import bundles, sealing, sinks
from tests.people import AT
from tests.rights.canaries import EVERYTHING, NAME, PHONE
from tests.rights.test_canaries import SAID, complaints
from verifier import huying_verify

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import City

__all__ = ["complaints"]
OFFICIAL = ("已联系", "秩序维护", "推搡")
YEARS = timedelta(days=5 * 366)


@pytest.fixture(autouse=True)
def _own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HUYING_SEAL_FILE", str(tmp_path / "heads.jsonl"))


def _bundle() -> str:
    stream = io.StringIO()
    bundles.write(stream, bundles.log_lines(at=system_now()))
    return stream.getvalue()


def _row_breaches() -> tuple[str, ...]:
    return next(each.examples for each in judge(invariants.invariants()) if each.invariant.name == "case.row")


def test_no_canary_is_in_the_log_the_bundle_or_the_heads_sent_out(
    town: City, complaints: list[Case], tmp_path: Path
) -> None:
    wanted = CaseFilter(q=NAME, channel=f"{NAME}{PHONE}", topic="SVC")
    export_cases(wanted, path=tmp_path / "cases.csv", actor=town["city_clerk"], at=AT)
    sealing.seal_waiting(at=system_now())
    sinks.send_heads([])
    proof = "\n".join(bundles.inclusion_lines(seq=3, at=system_now()))
    rows = [*AuditRecord.objects.all(), *SealHead.objects.all(), *SealEpoch.objects.all()]
    kept = json.dumps(json.loads(serializers.serialize("json", rows)), ensure_ascii=False)
    heads = (tmp_path / "heads.jsonl").read_text(encoding="ascii")
    for text in (_bundle(), proof, kept, heads):
        plain = text.encode().decode("unicode_escape") if "\\u" in text else text
        assert [word for word in (*EVERYTHING, *OFFICIAL) if word in text or word in plain] == []
    assert AuditRecord.objects.get(verb="cases.exported").facts["topic"] == "SVC"
    assert len(complaints) == 5


def test_the_words_of_a_step_can_be_shown_until_they_are_forgotten(complaints: list[Case]) -> None:
    case = Case.objects.get(pk=complaints[1].pk)
    assert case.seal_key is not None
    told = AuditRecord.objects.filter(object_id=case.pk, verb="case.contact").get().facts["note"]
    assert told == commitments.commit(case.seal_key, "case.note", SAID)
    assert told != commitments.commit(commitments.new_key(), "case.note", SAID)
    sealing.seal_waiting(at=system_now())
    Case.objects.filter(pk=case.pk).update(closed_at=AT)
    before = _bundle()
    assert forget_reporters(at=AT + YEARS) == 1
    assert Case.objects.get(pk=case.pk).seal_key is None
    sealing.seal_waiting(at=system_now())
    after = _bundle().splitlines()
    assert after[1 : len(before.splitlines())] == before.splitlines()[1:], "the log itself stays as it was"
    assert huying_verify.verify(io.BytesIO("\n".join([*after, ""]).encode()))["verdict"] == "valid"
    assert row_of(Case.objects.get(pk=case.pk)) == ""


@pytest.mark.parametrize(
    "changed",
    [{"state": "handling"}, {"text": "另一番话"}, {"round": 7}, {"received_at": AT - YEARS}, {"reworks": 5}],
    ids=str,
)
def test_a_row_changed_past_the_door_is_named_with_its_event(
    complaints: list[Case], changed: dict[str, object]
) -> None:
    sealing.seal_waiting(at=system_now())
    assert _row_breaches() == ()
    case = complaints[2]
    Case.objects.filter(pk=case.pk).update(**changed)
    (told,) = _row_breaches()
    seq = int(told.split()[-1])
    line = json.loads("\n".join(bundles.inclusion_lines(seq=seq, at=system_now())).splitlines()[1])
    assert (line["type"], line["object"]) == ("cases.case", case.pk)
    assert told.startswith(Case.objects.get(pk=case.pk).number)
