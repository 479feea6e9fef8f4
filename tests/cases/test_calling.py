"""An urgent order nobody signs for calls one person on duty after the other, then the level above; once each."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from huying.accounts.actions import set_duty_shift
from huying.cases.actions import handling, returning
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.actions.sweeping import sweep
from huying.cases.models import CaseStep, Clock
from huying.core.actors import SYSTEM
from huying.rules.case_facts import ReturnGround, Urgency
from huying.rules.errors import RuleBrokenError
from tests.people import AT, build_city

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from tests.people import City

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _on_duty(city: City, *names: str, begin: datetime = AT - DAY, end: datetime = AT + 10 * DAY) -> None:
    for order, name in enumerate(names, start=1):
        set_duty_shift(
            unit=city.units["firm"],
            person=city.people[name],
            starts_at=begin,
            ends_at=end,
            order=order,
            actor=SYSTEM,
            at=AT,
        )


def _sent(city: City, urgency: Urgency = Urgency.URGENT) -> Case:
    case = city.receive(urgency=urgency)
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    return dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT)


def _told(case: Case) -> list[tuple[str, int]]:
    rows = CaseStep.objects.filter(case=case, step__in=["call_duty", "escalate"]).order_by("id")
    return [(row.step, row.facts.get("person") or row.facts["unit"]) for row in rows]


def test_the_rota_is_called_in_its_order_and_then_the_level_above(city: City) -> None:
    _on_duty(city, "firm_staff", "firm_manager")
    case = _sent(city)
    for minutes in range(0, 50, 5):
        sweep(at=AT + minutes * MINUTE)
    assert _told(case) == [
        ("call_duty", city.people["firm_staff"].pk),
        ("call_duty", city.people["firm_manager"].pk),
        ("escalate", city.units["street"].pk),
    ]


def test_the_red_mark_after_the_call_tree_does_not_tell_twice(city: City) -> None:
    _on_duty(city, "firm_staff")
    case = _sent(city)
    for minutes in (0, 16, 61, 70):
        sweep(at=AT + minutes * MINUTE)
    assert [step for step, _who in _told(case)] == ["call_duty", "escalate"]
    assert CaseStep.objects.filter(case=case, step="mark", facts__kind="sign").count() == 1


def test_signing_ends_the_calls(city: City) -> None:
    _on_duty(city, "firm_staff", "firm_manager")
    case = _sent(city)
    sweep(at=AT)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + 5 * MINUTE)
    sweep(at=AT + HOUR / 2)
    assert len(_told(case)) == 1


def test_ordinary_orders_call_nobody(city: City) -> None:
    _on_duty(city, "firm_staff")
    case = _sent(city, Urgency.NORMAL)
    sweep(at=AT + HOUR)
    assert _told(case) == []


def test_without_a_rota_the_red_mark_tells_the_level_above(city: City) -> None:
    case = _sent(city)
    sweep(at=AT)
    sweep(at=AT + 2 * HOUR)
    assert _told(case) == [("escalate", city.units["street"].pk)]


def test_after_three_days_of_standing_still_each_thing_is_told_once(city: City) -> None:
    _on_duty(city, "firm_staff")
    case = _sent(city)
    late = AT + 3 * DAY
    assert sweep(at=late) > 0
    before = CaseStep.objects.filter(case=case).count()
    assert sweep(at=late) == 0
    assert sweep(at=late + MINUTE) == 0
    assert CaseStep.objects.filter(case=case).count() == before
    marks = CaseStep.objects.filter(case=case, step="mark", facts__mark="red").values_list("facts__kind", flat=True)
    assert sorted(marks) == ["contact", "finish", "sign"]


def test_the_third_return_goes_up_by_itself(city: City) -> None:
    case = city.receive()
    confirmed = Confirmed(topic="LFT", place=city.served.key, compound=city.served.key)
    dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT)
    rulers = []
    for times in range(3):
        at = AT + times * HOUR
        sent = returning.send_back(
            case.pk, ground=ReturnGround.NOT_OUR_DUTY, reason="不属职责", actor=city["firm_staff"], at=at
        )
        ruler = sent.returns.get(ruled_at=None).ruler
        rulers.append(ruler)
        actor = city["street_officer"] if ruler == city.units["street"] else city["district_clerk"]
        returning.rule_return(case.pk, is_upheld=False, reason="应由你单位办理", actor=actor, at=at + MINUTE)
    assert rulers == [city.units["street"], city.units["street"], city.units["district"]]


def test_one_clock_that_cannot_be_acted_on_does_not_hold_up_the_rest(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _sent(city, Urgency.NORMAL), _sent(city, Urgency.NORMAL)
    whole = sweep.__globals__["_one"]

    def refusing(clock_id: int, *, at: datetime) -> int:
        if Clock.objects.get(pk=clock_id).case_id == first.pk:
            raise RuleBrokenError("case.no_city_office")
        return int(whole(clock_id, at=at))

    monkeypatch.setitem(sweep.__globals__, "_one", refusing)
    sweep(at=AT + DAY)
    assert not CaseStep.objects.filter(case=first, step="mark").exists()
    assert CaseStep.objects.filter(case=second, step="mark").exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_tell_each_thing_once() -> None:
    city = build_city()
    cases = [_sent(city, Urgency.NORMAL) for _ in range(8)]
    gate, failures = threading.Barrier(2), list[BaseException]()

    def turn() -> None:
        try:
            gate.wait(timeout=30)
            sweep(at=AT + DAY)
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
    for case in cases:
        steps = list(CaseStep.objects.filter(case=case, step__in=["mark", "escalate", "deem_signed"]))
        assert sorted(row.step for row in steps if row.facts.get("kind", "sign") == "sign") == [
            "deem_signed",
            "escalate",
            "mark",
        ]
