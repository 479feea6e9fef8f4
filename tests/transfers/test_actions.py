"""The doors of transfers: writing, sending, what came back, and what becomes late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from huying.config import working
from huying.core import clock
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.transfers import Outcome, TransferState
from huying.transfers import actions
from huying.transfers.letters import number_of
from huying.transfers.models import StepTaken, Transfer
from tests.people import AT
from tests.rights.canaries import DOOR, NAME
from tests.transfers.sent import DAY, HOUR, asked, broken, case_of, decided, received, sent

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import City


def test_a_letter_waits_for_the_leader_and_then_has_number_and_clocks(city: City) -> None:
    transfer = asked(city)
    assert (transfer.state, transfer.sequence, number_of(transfer)) == ("waiting", None, "（未批准，草稿）")
    with pytest.raises(NotAllowedError):
        actions.approve(transfer.pk, actor=city["street_officer"], at=AT)
    transfer = actions.approve(transfer.pk, actor=city["street_leader"], at=AT, version=1)
    assert transfer.state == TransferState.SENT.value
    assert number_of(transfer) == "竹岛街道办事处移送函〔2021〕1号"
    # Tuesday 10:00: the receipt one working day on, the decision three days on, each to the end of its day
    assert transfer.receipt_due_at is not None
    assert transfer.receipt_due_at.date() == (AT + DAY).date()
    assert transfer.result_due_at is not None
    assert transfer.result_due_at.date() == (AT + 3 * DAY).date()
    assert number_of(sent(city, case=transfer.case)) == "竹岛街道办事处移送函〔2021〕2号"
    next_year = datetime(2022, 1, 4, 2, tzinfo=UTC)
    assert number_of(sent(city, case=transfer.case, at=next_year)) == "竹岛街道办事处移送函〔2022〕1号"


def test_a_letter_leaves_the_case_as_it_is(city: City) -> None:
    case = case_of(city)
    before = (case.state, case.due_at, case.version)
    decided(city, case=case)
    case.refresh_from_db()
    assert (case.state, case.due_at, case.version) == before
    assert case.state == CaseState.DISPATCHED.value


def test_the_whole_way_is_told_and_recorded(city: City) -> None:
    transfer = decided(city)
    assert list(StepTaken.objects.values_list("step", flat=True).order_by("pk")) == ["ask", "receipt", "decision"]
    verbs = AuditRecord.objects.filter(object_type="transfers.transfer", object_id=transfer.pk)
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "transfer.ask",
        "transfer.receipt",
        "transfer.decision",
    ]
    assert (transfer.outcome, transfer.decided_at) == ("settled", AT + 2 * DAY)
    assert broken(AT + 40 * DAY) == {}


def test_the_receipt_moves_the_time_for_the_decision(city: City) -> None:
    transfer = sent(city)
    first = transfer.result_due_at
    taken = actions.receive(
        transfer.pk, received_at=AT + 20 * HOUR, actor=city["street_officer"], at=AT + DAY, version=1
    )
    assert first is not None
    assert taken.result_due_at is not None
    assert taken.result_due_at > first
    assert taken.state == "received"


def test_what_is_not_approved_or_not_taken_ends(city: City) -> None:
    down = actions.turn_down(asked(city).pk, reason="先责令整改", actor=city["street_leader"], at=AT)
    assert down.state == "turned_down"
    assert down.sent_at is None
    for begin in (sent, received):
        transfer = actions.decline(begin(city).pk, reason="不属我局管辖", actor=city["street_officer"], at=AT + DAY)
        assert transfer.state == "declined"
    assert actions.sweep(at=AT + 90 * DAY) == 0


def test_late_is_noted_once_for_each_clock_and_stays_on_the_list(city: City) -> None:
    transfer = sent(city)
    assert actions.sweep(at=AT + HOUR) == 0
    assert broken(AT + 10 * DAY) == {"transfer.late": (transfer.number,)}
    clock.start_at(AT + 10 * DAY)
    working.turn()
    transfer.refresh_from_db()
    assert transfer.receipt_late_at == transfer.receipt_due_at
    assert transfer.result_late_at == transfer.result_due_at
    assert [row.facts["clock"] for row in StepTaken.objects.filter(step="late").order_by("pk")] == ["receipt", "result"]
    assert actions.sweep(at=AT + 11 * DAY) == 0
    assert broken(AT + 10 * DAY) == {}
    actions.urge(transfer.pk, note="电话催问，答复月底前", actor=city["street_officer"], at=AT + 11 * DAY)
    late = actions.receive(transfer.pk, received_at=AT + 11 * DAY, actor=city["street_officer"], at=AT + 11 * DAY)
    assert (late.urged, late.result_late_at, late.receipt_late_at is None) == (1, None, False)
    assert actions.sweep(at=AT + 30 * DAY) == 1


BAD: list[tuple[dict[str, Any], str]] = [
    ({"body": "army"}, r"transfer\.body_unknown"),
    ({"addressee": " "}, r"transfer\.addressee_missing"),
    ({"addressee": "局" * 81}, r"transfer\.too_long"),
    ({"matter": ""}, r"transfer\.matter_missing"),
    ({"matter": "电话13987650432"}, r"transfer\.has_numbers"),
    ({"matter": f"{NAME}反映被推搡"}, r"transfer\.names_reporter"),
    ({"ground": f"住{DOOR}"}, r"transfer\.names_reporter"),
    ({"ground": ""}, r"transfer\.ground_missing"),
    ({"evidence": []}, r"transfer\.evidence_missing"),
    ({"evidence": ["photo-999999"]}, r"transfer\.evidence_unknown"),
    ({"evidence": ["x"]}, r"transfer\.evidence_unknown"),
]


@pytest.mark.parametrize(("given", "code"), BAD)
def test_a_letter_that_is_wrong_is_refused(city: City, given: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBrokenError, match=code):
        asked(city, **given)
    assert not Transfer.objects.exists()


def test_evidence_is_of_the_case_and_frozen(city: City) -> None:
    case, other = case_of(city), case_of(city)
    transfer = asked(city, case=case)
    photo = case.attachments.get()
    assert [(row["kind"], row["id"], row["sha256"]) for row in transfer.evidence] == [("photo", photo.pk, photo.digest)]
    with pytest.raises(RuleBrokenError, match=r"transfer\.evidence_unknown"):
        asked(city, case=case, evidence=[f"photo-{other.attachments.get().pk}"])


def _receive(at: datetime) -> Callable[[Transfer, City], Transfer]:
    return lambda row, city: actions.receive(row.pk, received_at=at, actor=city["street_officer"], at=AT + DAY)


def _decide(at: datetime, words: str = "警告") -> Callable[[Transfer, City], Transfer]:
    return lambda row, city: actions.decide(
        row.pk, outcome=Outcome.FILED, decision=words, decided_at=at, actor=city["street_officer"], at=AT + 2 * DAY
    )


@pytest.mark.parametrize(
    ("door", "code"),
    [
        (_receive(AT - HOUR), r"transfer\.before_letter"),
        (_receive(AT + 2 * DAY), r"transfer\.in_future"),
        (_decide(AT - HOUR), r"transfer\.before_letter"),
        (_decide(AT + 3 * DAY), r"transfer\.in_future"),
        (_decide(AT + DAY, ""), r"transfer\.decision_missing"),
        (_decide(AT + DAY, "13987650432"), r"transfer\.has_numbers"),
    ],
)
def test_what_came_back_wrongly_is_refused(city: City, door: Callable[[Transfer, City], Transfer], code: str) -> None:
    transfer = sent(city)
    with pytest.raises(RuleBrokenError, match=code):
        door(transfer, city)
    transfer.refresh_from_db()
    assert (transfer.state, transfer.version) == ("sent", 1)


def test_steps_out_of_turn_and_stale_forms_are_refused(city: City) -> None:
    transfer = decided(city)
    by = city["street_officer"]
    with pytest.raises(RuleBrokenError, match=r"transfer\.step_not_now"):
        actions.receive(transfer.pk, received_at=AT + DAY, actor=by, at=AT + 3 * DAY)
    with pytest.raises(RuleBrokenError, match=r"transfer\.step_not_now"):
        actions.urge(transfer.pk, note="催", actor=by, at=AT + 3 * DAY)
    with pytest.raises(RuleBrokenError, match=r"transfer\.step_not_now"):
        actions.approve(transfer.pk, actor=city["street_leader"], at=AT + 3 * DAY)
    with pytest.raises(RuleBrokenError, match=r"transfer\.stale"):
        actions.urge(sent(city).pk, note="催", actor=by, at=AT + DAY, version=9)


ASKERS = {"city_leader", "city_clerk", "district_leader", "district_clerk", "street_leader", "street_officer"}


def test_who_may_write_a_letter(city: City) -> None:
    case, may = case_of(city), set()
    for name in city.actors:
        try:
            asked(city, by=name, case=case)
        except NotAllowedError:
            continue
        may.add(name)
    assert may == ASKERS


def test_who_may_approve_and_keep(city: City) -> None:
    for name in city.actors:
        if name != "street_leader":
            with pytest.raises(NotAllowedError):
                actions.approve(asked(city).pk, actor=city[name], at=AT)
        if name not in {"street_leader", "street_officer"}:
            with pytest.raises(NotAllowedError):
                actions.urge(sent(city).pk, note="催", actor=city[name], at=AT)


def test_the_database_keeps_numbers_apart(city: City) -> None:
    first = sent(city)
    second = sent(city, case=first.case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=second.pk).update(sequence=first.sequence)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=second.pk).update(sent_at=None)
