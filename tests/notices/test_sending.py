"""Deliveries: once to each person by each way, tried again with growing pauses, given up, and never twice unseen."""

from __future__ import annotations

import json
import threading
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.cases.actions import handling, returning, urging
from huying.cases.tasks import tell_people
from huying.config import working
from huying.core import clock, outbox
from huying.core.invariants import judge
from huying.core.models import OutboxMessage
from huying.notices import actions, invariants, ways
from huying.notices.actions import sending
from huying.notices.models import Address, Delivery, Habit, Notice
from huying.notices.ways.carrying import NotCarriedError
from huying.rules.case_facts import Kind, Nature, ReturnGround
from huying.rules.delivery import Way, Why
from tests.cases import desk
from tests.cases.together import HOUR
from tests.notices.outside import open_ways, reached, sent, states, told, written
from tests.people import AT, build_city
from tests.rights.canaries import COMPLAINT, DOOR, EVERYTHING, NAME, PHONE

if TYPE_CHECKING:
    from tests.notices.outside import Outside
    from tests.people import City

MINUTE = timedelta(minutes=1)
NIGHT = AT + 12 * HOUR  # 22:00
MORNING = AT + 22 * HOUR  # 08:00 of the next day

pytestmark = pytest.mark.usefixtures("to_file")


class Died(BaseException):
    """The process was killed."""


def broken() -> list[str]:
    rules = [*invariants.invariants(), *invariants.running()]
    return [each.invariant.name for each in judge(rules) if each.count]


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException, *, after: bool = False) -> None:
    """Let the file way fail, before or after it wrote."""
    carry = ways.CARRIERS[Way.FILE].carry

    def fail(message: Any) -> None:
        if after:
            carry(message)
        raise error

    monkeypatch.setattr(ways.CARRIERS[Way.FILE], "carry", fail)


def test_a_notice_goes_out_once_by_each_way_in_closed_words(city: City) -> None:
    reached(city, "firm_staff", at_address="staff")
    due = AT + 24 * HOUR
    told(city, due_at=due, is_danger=True)
    assert sent() == 1
    assert sent() == 0
    (line,) = written()
    assert line["key"] == f"case.step:1:{city.people['firm_staff'].pk}"
    assert line["to"] == "staff"
    wanted = "【威海市红色物业】上级催办：20210601-000001，海悦花园，办理中，危险，期限 2021-06-02 10:00。"
    assert line["text"] == f"{wanted}https://huying.example.cn/desk/cases/20210601-000001"
    assert states() == [("sent", "", 1)]
    assert broken() == []


def test_the_worker_goes_from_a_step_to_a_gateway_in_one_turn(
    city: City, monkeypatch: pytest.MonkeyPatch, outside: Outside
) -> None:
    open_ways(monkeypatch, sms=outside.url, sms_token="t0k")
    reached(city, "firm_staff", Way.SMS, at_address="13900000000")
    case = desk.sent(city)
    clock.start_at(AT + MINUTE)
    working.turn()
    ((_path, headers, body),) = outside.came
    assert headers["Authorization"] == "Bearer t0k"
    told_of = json.loads(body)
    assert told_of["phone"] == "13900000000"
    assert case.number in told_of["text"]
    working.turn()
    assert len(outside.came) == 1


def test_a_message_comes_in_the_language_its_reader_chose(city: City) -> None:
    reached(city, "firm_staff")
    Habit.objects.create(person=city.people["firm_staff"], language="en")
    told(city)
    sent()
    assert written()[0]["text"].startswith("[威海市红色物业] A case was urged from above: 20210601-000001, 海悦花园")


def test_what_is_told_twice_is_sent_once(city: City) -> None:
    reached(city, "firm_staff")
    for _turn in range(2):
        told(city)
        sent()
    assert len(written()) == 1


def test_a_step_told_by_a_message_that_comes_twice_is_sent_once_to_each(city: City) -> None:
    for name in ("firm_staff", "firm_manager"):
        reached(city, name, at_address=name)
    desk.sent(city)
    clock.start_at(AT)
    outbox.drain()
    tell_people(OutboxMessage.objects.filter(name="case.telling").latest("pk").ids)
    assert sent(AT + MINUTE) == 2
    assert sorted(line["to"] for line in written()) == ["firm_manager", "firm_staff"]
    assert len({line["key"] for line in written()}) == 2


def test_nobody_without_a_proved_address_or_who_switched_it_off_gets_a_delivery(city: City) -> None:
    reached(city, "firm_staff", muted=["case.urged"])
    row = reached(city, "firm_manager")
    Address.objects.filter(pk=row.pk).update(verified_at=None)
    told(city)
    told(city, "firm_manager")
    assert states() == []


def test_nothing_is_written_while_no_way_is_open(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(city, "firm_staff")
    open_ways(monkeypatch)
    told(city)
    assert states() == []


def test_in_quiet_hours_nothing_is_sent_until_they_end(city: City) -> None:
    reached(city, "firm_staff")
    told(city, at=NIGHT)
    assert sent(NIGHT) == 0
    assert states() == [("pending", "", 0)]
    assert Delivery.objects.get().due_at == MORNING
    assert sent(MORNING - MINUTE) == 0
    assert sent(MORNING) == 1


def test_what_is_urgent_breaks_through_quiet_hours(city: City) -> None:
    reached(city, "firm_staff")
    told(city, at=NIGHT, kind="case.duty_called")
    told(city, at=NIGHT, key="case.step:2", kind="case.dispatched", is_danger=True)
    told(city, at=NIGHT, key="case.step:3", kind="case.dispatched")
    assert sent(NIGHT) == 2
    assert {line["kind"] for line in written()} == {"case.duty_called", "case.dispatched"}


def test_somebodys_own_quiet_hours_stand_before_the_rules(city: City) -> None:
    for name in ("firm_staff", "firm_manager"):
        reached(city, name, at_address=name)
    Habit.objects.create(person=city.people["firm_staff"], quiet_begins=time(9), quiet_ends=time(11))
    Habit.objects.create(person=city.people["firm_manager"], quiet_begins=time(0), quiet_ends=time(0))
    told(city)
    assert sent() == 0
    assert sent(AT + HOUR) == 1
    told(city, "firm_manager", at=NIGHT)
    assert sent(NIGHT) == 1


def test_a_failure_is_tried_again_after_growing_pauses_and_given_up(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached(city, "firm_staff")
    told(city)
    failing(monkeypatch, NotCarriedError(Why.REFUSED))
    at, seen = AT, []
    while Delivery.objects.filter(state__in=["pending", "failed"]).exists():
        row = Delivery.objects.get()
        if at > AT:
            assert sent(row.due_at - MINUTE / 2) == 0
            assert Delivery.objects.get().tries == row.tries
        seen.append((row.due_at - at) // MINUTE)
        at = row.due_at
        sent(at)
    assert seen == [0, 1, 5, 30, 120, 360]
    assert states() == [("given_up", "refused", 6)]
    assert broken() == ["notice.given_up"]


def test_a_fault_of_ours_fails_the_delivery_and_not_the_worker(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(city, "firm_staff")
    told(city)
    failing(monkeypatch, ValueError("王芳 13812341234"))
    assert sent() == 0
    assert states() == [("failed", "broken", 1)]


def test_an_address_that_cannot_be_unsealed_fails_alone(city: City) -> None:
    broken_one = reached(city, "firm_staff")
    Address.objects.filter(pk=broken_one.pk).update(sealed=b"\x01" + b"0" * 40)
    reached(city, "firm_manager")
    told(city)
    told(city, "firm_manager")
    assert sent() == 1
    assert states() == [("failed", "broken", 1), ("sent", "", 1)]


@pytest.mark.parametrize("after", [False, True])
def test_who_dies_twice_sends_again_with_the_same_key_and_at_last_gives_up(
    city: City, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> None:
    reached(city, "firm_staff")
    told(city)
    with monkeypatch.context() as patch:
        failing(patch, Died(), after=after)
        for turn in range(2):
            at = AT + turn * 3 * MINUTE
            with pytest.raises(Died):
                sent(at)
            assert sent(at + MINUTE) == 0, "nobody else takes what is being sent"
    assert sent(AT + 6 * MINUTE) == 1
    assert states() == [("sent", "", 3)]
    assert len(written()) == (3 if after else 1)
    assert len({line["key"] for line in written()}) == 1
    told(city, key="case.step:2", at=AT + 6 * MINUTE)
    failing(monkeypatch, Died())
    for turn in range(6):
        with pytest.raises(Died):
            sent(AT + (6 + 3 * turn) * MINUTE)
    assert sent(AT + 30 * MINUTE) == 0
    assert states()[1] == ("given_up", "cut_off", 6)


def test_a_worker_that_was_slow_does_not_undo_what_another_noted(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(city, "firm_staff")
    told(city)
    carrier = ways.CARRIERS[Way.FILE]
    carry = carrier.carry

    def slow(_message: Any) -> None:
        monkeypatch.setattr(carrier, "carry", carry)
        assert sent(AT + 3 * MINUTE) == 1
        raise NotCarriedError(Why.REFUSED)

    monkeypatch.setattr(carrier, "carry", slow)
    sent()
    assert states() == [("sent", "", 2)]


def test_what_became_needless_is_not_sent(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    row = reached(city, "firm_staff")
    for number in range(5):
        told(city, key=f"case.step:{number}")

    def last() -> str:
        sent()
        return str(Delivery.objects.filter(state="needless").latest("pk").why)

    Delivery.objects.update(due_at=AT + 99 * HOUR)
    first, second, third, fourth, fifth = Delivery.objects.order_by("pk")

    def only(each: Delivery) -> None:
        Delivery.objects.filter(pk=each.pk).update(due_at=AT)

    only(first)
    Notice.objects.filter(pk=first.notice_id).update(read_at=AT)
    assert last() == "read"
    only(second)
    Address.objects.update(muted=["case.urged"])
    assert last() == "switched_off"
    only(third)
    Address.objects.update(verified_at=None)
    assert last() == "no_address"
    only(fourth)
    person = row.person
    person.is_active = False
    person.save()
    assert last() == "left"
    only(fifth)
    open_ways(monkeypatch)
    assert last() == "way_shut"
    assert written() == []


def test_what_is_too_old_is_no_news_any_more(city: City) -> None:
    reached(city, "firm_staff")
    told(city)
    assert sent(AT + 24 * HOUR + MINUTE) == 0
    assert states() == [("given_up", "too_old", 0)]


def test_a_way_that_is_down_rests_and_the_others_go_on(
    city: City, monkeypatch: pytest.MonkeyPatch, outside: Outside
) -> None:
    open_ways(monkeypatch, sms="http://127.0.0.1:9/", dingtalk=outside.url)
    for way in (Way.SMS, Way.DINGTALK):
        reached(city, "firm_staff", way, at_address="13812341234")
    for number in range(3):
        told(city, key=f"case.step:{number}")
    assert sent() == 3
    down = Delivery.objects.filter(way="sms")
    assert sorted(down.values_list("state", "tries")) == [("failed", 1), ("pending", 0), ("pending", 0)]
    assert set(down.values_list("due_at", flat=True)) == {AT + MINUTE}


def test_a_slow_gateway_does_not_hold_the_worker(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    reached(city, "firm_staff")
    for number in range(3):
        told(city, key=f"case.step:{number}")
    monkeypatch.setattr(sending, "PATIENCE", 0)
    assert [sent() for _turn in range(4)] == [1, 1, 1, 0]


def test_looking_for_what_is_due_costs_one_statement_of_a_small_index(city: City) -> None:
    reached(city, "firm_staff")
    told(city)
    sent()
    with CaptureQueriesContext(connection) as seen:
        assert actions.send_due(at=AT) == 0
    assert len(seen) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"explain query plan {seen[0]['sql']}")
            assert "delivery_due" in str(cursor.fetchall())


def test_the_doctor_sees_deliveries_that_wait_and_those_that_ended_oddly(city: City) -> None:
    reached(city, "firm_staff")
    told(city)
    clock.start_at(AT + HOUR)
    assert broken() == ["notice.late"]
    Delivery.objects.update(state="sent", ended_at=AT)
    assert broken() == ["notice.delivery"]


def test_no_delivery_carries_a_word_that_people_wrote_nor_a_name_nor_a_telephone(city: City) -> None:
    for name in city.people:
        reached(city, name, at_address=name)
    given: dict[str, Any] = {"text": COMPLAINT, "name": NAME, "phone": PHONE, "door": DOOR, "address": DOOR}
    given |= {"nature": Nature.COMPLAINT, "kind": Kind.COMPLAINT}
    case = desk.sent(city, topic="SVC", **given)
    street = city["street_officer"]
    handling.sign(case.pk, actor=street, at=AT + HOUR)
    urging.urge(case.pk, note=COMPLAINT, actor=city["district_leader"], at=AT + HOUR)
    ground = ReturnGround.NOT_OUR_DUTY
    returning.send_back(case.pk, ground=ground, reason=COMPLAINT, actor=street, at=AT + 3 * HOUR)
    clock.start_at(AT + 4 * HOUR)
    outbox.drain()
    assert sent(AT + 5 * HOUR) > 3
    lines = written()
    assert [word for word in EVERYTHING for line in lines if word in str(line)] == []
    names = {person.name for person in city.people.values()}
    assert [name for name in names for line in lines if name in str(line)] == []
    assert not {line["to"] for line in lines if line["to"].startswith("firm")}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_delivery_once() -> None:
    city = build_city()
    reached(city, "firm_staff")
    for number in range(12):
        told(city, key=f"case.step:{number}")
    clock.start_at(AT)
    gate, failures = threading.Barrier(2), list[BaseException]()

    def turn() -> None:
        try:
            gate.wait(timeout=30)
            actions.send_due(at=AT)
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=turn) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    actions.send_due(at=AT)
    keys = [line["key"] for line in written()]
    assert len(keys) == len(set(keys)) == 12
    assert set(states()) == {("sent", "", 1)}
