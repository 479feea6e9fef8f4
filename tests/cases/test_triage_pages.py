"""Confirming on one screen: accept, the next opens by itself, many at once, undo within seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions import handling, triaging
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.cases.models import Case, CaseStep, Clock
from huying.cases.suggesting import suggestion_for
from huying.core.models import AuditRecord
from huying.core.policies import NotAllowedError
from huying.regions import queries as regions
from huying.rules.case_facts import Kind, Nature
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import HOUR, client_of, page, set_clock
from tests.people import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

TEXT = "3号楼电梯昨天起停运，老人上下楼困难。"
SECOND = timedelta(seconds=1)
RUNNING = {"stopped_at": None, "is_cancelled": False}


def waiting(city: City, **given: Any) -> Case:
    return city.receive(text=TEXT, suggestion=suggestion_for(TEXT), **given)


def body_of(client: Client, case: Case) -> dict[str, str]:
    """Return what the form of a case sends when nothing is changed by hand."""
    form = client.get(reverse("cases:triage"), {"case": case.number}).context["pane"]["form"]
    return {bound.html_name: "" if bound.value() is None else str(bound.value()) for bound in form}


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_the_screen_shows_the_suggestion_with_its_words_and_the_holder(city: City) -> None:
    case = waiting(city)
    body = page(client_of(city, "district_clerk"), "triage")
    assert case.number in body
    assert "<mark>" in body
    assert "安居物业服务有限公司" in body
    assert body.count('data-key="') >= 9 + 2


@pytest.mark.parametrize(
    ("chosen", "unit", "asks"),
    [
        ({}, "安居物业服务有限公司", False),
        ({"topic": "WPH"}, "", True),
        ({"topic": "WPH", "part": "common"}, "安居物业服务有限公司", False),
        ({"topic": "LFT", "nature": "complaint"}, "", False),
        ({"topic": "XXX", "place": "塔山", "part": "roof", "kind": "\0"}, "安居物业服务有限公司", False),
        ({"topic": "LFT", "place": "塔山", "part": "roof", "kind": "\0"}, "安居物业服务有限公司", False),
    ],
)
def test_where_it_would_go_follows_what_is_chosen(city: City, chosen: dict[str, str], unit: str, *, asks: bool) -> None:
    case = waiting(city)
    client = client_of(city, "district_clerk")
    before = AuditRecord.objects.count()
    body = client.get(reverse("cases:triage"), {"case": case.number} | chosen).content.decode()
    route = body.partition('id="route"')[2].partition("<details")[0]
    assert ("安居物业服务有限公司" in route) is (unit != "")
    assert ("哪个部位" in route) is asks
    assert "fallback" not in body
    assert AuditRecord.objects.count() == before
    assert state(case) == CaseState.TRIAGE.value


def test_accepting_unchanged_sends_it_and_opens_the_next(city: City) -> None:
    first, second, third = (waiting(city, at=AT + n * HOUR) for n in range(3))
    client = client_of(city, "district_clerk")
    where = reverse("cases:dispatch", args=[second.number])
    answer = client.post(where, body_of(client, second) | {"following": third.number}, follow=True)
    assert state(second) == CaseState.DISPATCHED.value
    assert answer.context["current"] == third
    assert state(first) == CaseState.TRIAGE.value
    assert "安居物业服务有限公司" in answer.content.decode()


def test_after_the_last_the_desk_says_that_nothing_waits(city: City) -> None:
    case = waiting(city)
    client = client_of(city, "district_clerk")
    answer = client.post(reverse("cases:dispatch", args=[case.number]), body_of(client, case), follow=True)
    assert answer.context["current"] is None
    assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize("fault", [{"topic": "NONE"}, {"place": "nowhere"}, {"unit": "x"}, {"version": "0"}])
def test_a_fault_is_told_and_the_case_stays_open(city: City, fault: dict[str, str]) -> None:
    case = waiting(city)
    client = client_of(city, "district_clerk")
    answer = client.post(
        reverse("cases:dispatch", args=[case.number]), body_of(client, case) | {"reason": "留着"} | fault
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in body
    assert "留着" in body
    assert state(case) == CaseState.TRIAGE.value


def test_a_stale_form_says_what_happened(city: City) -> None:
    case = waiting(city)
    client = client_of(city, "district_clerk")
    old = body_of(client, case)
    triaging.accept(Case.objects.get(pk=case.pk), actor=city["city_clerk"], at=AT)
    triaging.take_back(case.pk, actor=city["city_clerk"], at=AT)
    answer = client.post(reverse("cases:dispatch", args=[case.number]), old)
    assert answer.status_code == 409
    assert "市物业办" in answer.content.decode()


def test_many_are_accepted_and_each_refusal_is_told(city: City) -> None:
    good = [waiting(city) for _n in range(3)]
    mute = city.receive(text="说不清楚的事情", suggestion={})
    client = client_of(city, "district_clerk")
    numbers = [case.number for case in [*good, mute]]
    answer = client.post(reverse("cases:accept_many"), {"number": numbers}, follow=True)
    assert {state(case) for case in good} == {CaseState.DISPATCHED.value}
    assert state(mute) == CaseState.TRIAGE.value
    assert mute.number in " ".join(str(message) for message in answer.context["messages"])
    assert len(answer.context["sent"]) == 3
    client.post(reverse("cases:take_back"), {"number": numbers[:3]})
    assert {state(case) for case in good} == {CaseState.TRIAGE.value}


def test_more_than_fifty_are_refused_whole(city: City) -> None:
    case = waiting(city)
    cases = [case] * (triaging.MOST_AT_ONCE + 1)
    with pytest.raises(RuleBrokenError, match=r"case\.too_many_at_once"):
        triaging.accept_many(cases, actor=city["district_clerk"], at=AT)
    assert state(case) == CaseState.TRIAGE.value


def test_nothing_ticked_is_told(city: City) -> None:
    answer = client_of(city, "district_clerk").post(reverse("cases:accept_many"), follow=True)
    assert "请先勾选" in answer.content.decode()


def test_undo_leaves_the_case_as_it_was_but_for_the_record(city: City) -> None:
    case = waiting(city, kind=Kind.HELP, nature=Nature.SERVICE)
    kept = ("topic", "is_topic_confirmed", "place", "compound_key", "kind", "nature", "urgency", "about_unit_id")
    more = ("list_item", "list_version", "holder_unit_id", "due_at", "arrived_at", "is_property", "state")
    before = Case.objects.values(*kept, *more).get(pk=case.pk)
    clocks = list(Clock.objects.filter(case=case, **RUNNING).order_by("pk").values_list("pk", "due_at"))
    confirmed = Confirmed(
        topic="SVC",
        place=city.unserved.key,
        compound=city.unserved.key,
        kind=Kind.COMPLAINT,
        nature=Nature.COMPLAINT,
    )
    dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + HOUR)
    triaging.take_back(case.pk, actor=city["district_clerk"], at=AT + HOUR + 10 * SECOND)
    assert Case.objects.values(*kept, *more).get(pk=case.pk) == before
    assert list(Clock.objects.filter(case=case, **RUNNING).order_by("pk").values_list("pk", "due_at")) == clocks
    assert CaseStep.objects.filter(case=case).last().step == Step.TAKE_BACK.value  # type: ignore[union-attr]
    assert AuditRecord.objects.filter(verb="case.take_back", object_id=case.pk).count() == 1
    again = triaging.accept(Case.objects.get(pk=case.pk), actor=city["district_clerk"], at=AT + 2 * HOUR)
    assert again.state == CaseState.DISPATCHED.value


def test_undo_is_refused_late_to_others_and_once_signed(city: City) -> None:
    case = waiting(city)
    triaging.accept(case, actor=city["district_clerk"], at=AT + HOUR)
    with pytest.raises(RuleBrokenError, match=r"case\.undo_not_yours"):
        triaging.take_back(case.pk, actor=city["city_clerk"], at=AT + HOUR + SECOND)
    with pytest.raises(NotAllowedError):
        triaging.take_back(case.pk, actor=city["firm_staff"], at=AT + HOUR + SECOND)
    with pytest.raises(RuleBrokenError, match=r"case\.undo_too_late"):
        triaging.take_back(case.pk, actor=city["district_clerk"], at=AT + HOUR + triaging.UNDO_WITHIN + SECOND)
    handling.sign(case.pk, actor=city["firm_staff"], at=AT + HOUR + SECOND)
    with pytest.raises(RuleBrokenError, match=r"case\.step_not_now"):
        triaging.take_back(case.pk, actor=city["district_clerk"], at=AT + HOUR + 2 * SECOND)
    assert state(case) == CaseState.HANDLING.value


def test_the_undo_is_offered_for_ten_seconds_only(city: City) -> None:
    case = waiting(city)
    client = client_of(city, "district_clerk")
    triaging.accept(case, actor=city["district_clerk"], at=AT)
    set_clock(AT + 5 * SECOND)
    assert 'class="undo"' in page(client, "triage")
    assert 'class="undo"' not in page(client_of(city, "city_clerk"), "triage")
    set_clock(AT + 11 * SECOND)
    assert 'class="undo"' not in page(client, "triage")


def test_what_was_sent_out_of_ones_ranges_is_taken_back_too(city: City) -> None:
    case = waiting(city)
    dispatch(case.pk, Confirmed(topic="LFT", place=regions.resolve("371003").key), actor=city["district_clerk"], at=AT)
    set_clock(AT + 5 * SECOND)
    client = client_of(city, "district_clerk")
    assert client.get(reverse("cases:read", args=[case.number])).status_code == 404
    assert case.number in page(client, "triage").partition('class="undo"')[2]
    client.post(reverse("cases:take_back"), {"number": case.number})
    assert state(case) == CaseState.TRIAGE.value
    page(client, "read", case.number)


def test_the_queue_opens_at_its_first_where_the_case_asked_for_is_out_of_sight(city: City) -> None:
    first, moved = waiting(city), waiting(city)
    dispatch(moved.pk, Confirmed(topic="LFT", place=regions.resolve("371003").key), actor=city["city_clerk"], at=AT)
    body = page(client_of(city, "district_clerk"), "triage", query=f"?case={moved.number}")
    assert reverse("cases:dispatch", args=[first.number]) in body
    assert reverse("cases:dispatch", args=[moved.number]) not in body


@pytest.mark.parametrize("name", ["firm_staff", "community_worker", "caller", "city_leader"])
def test_only_clerks_confirm(city: City, name: str) -> None:
    case = waiting(city)
    client = client_of(city, name)
    for route, number in (("triage", []), ("dispatch", [case.number])):
        assert client.get(reverse(f"cases:{route}", args=number)).status_code == 403
    for route in ("accept_many", "take_back"):
        assert client.post(reverse(f"cases:{route}"), {"number": case.number}).status_code == 403
    assert state(case) == CaseState.TRIAGE.value


def test_a_case_of_another_district_is_not_found(city: City) -> None:
    case = waiting(city)
    client = client_of(city, "other_clerk")
    assert client.get(reverse("cases:dispatch", args=[case.number])).status_code == 404
    for route in ("accept_many", "take_back"):
        assert client.post(reverse(f"cases:{route}"), {"number": case.number}).status_code == 404


def test_the_queries_do_not_grow_with_the_queue(city: City) -> None:
    client = client_of(city, "district_clerk")
    waiting(city)
    page(client, "triage")
    with CaptureQueriesContext(connection) as few:
        page(client, "triage")
    for _n in range(20):
        waiting(city)
    with CaptureQueriesContext(connection) as many:
        page(client, "triage")
    assert len(many) <= len(few) + 2  # a clock or a stamp may be read anew meanwhile
