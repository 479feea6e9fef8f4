"""Who is told of a whistle: each step once to those it waits for, never in anybody's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from huying.core import clock, outbox
from huying.core.models import OutboxMessage
from huying.notices.models import Notice
from huying.rules.case_facts import Kind, Nature
from huying.rules.roles import Role
from huying.rules.whistle_news import TELLS, WhistleNews, tellings
from huying.rules.whistles import Cause, WhistleStep
from huying.whistles import actions, labels
from huying.whistles.actions.sweeping import sweep
from huying.whistles.tasks import tell_people
from tests.cases.desk import client_of, read
from tests.people import AT, STREET, seat
from tests.rights.canaries import COMPLAINT, EVERYTHING
from tests.whistles.blown import DAY, HOUR, asked, blown, decided

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import City


def told(city: City, *, at: datetime = AT + HOUR) -> set[tuple[str, str]]:
    """Let the worker tell, and return who was told what of whistles since the last time."""
    clock.start_at(at)
    before = set(Notice.objects.values_list("pk", flat=True))
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    rows = Notice.objects.filter(kind__startswith="whistle.").exclude(pk__in=before)
    return {(names[row.person_id], row.kind.removeprefix("whistle.")) for row in rows}


CALLED = {("department_officer", "called"), ("department_leader", "called")}


def test_what_a_clerk_asks_for_is_told_to_the_leader_and_calls_once_approved(city: City) -> None:
    whistle = asked(city)
    assert told(city) == {("street_leader", "approval_asked")}
    actions.approve(whistle.pk, actor=city["street_leader"], at=AT + HOUR)
    assert told(city, at=AT + HOUR) == {*CALLED, ("street_officer", "approved")}
    row = Notice.objects.filter(kind="whistle.called")[0]
    whistle.refresh_from_db()
    assert (row.subject, row.place, row.state, row.due_at) == (str(whistle.pk), "海悦花园", "blown", whistle.arrive_by)


def test_a_whistle_that_goes_at_once_calls_at_once_and_twice_the_message_tells_once(city: City) -> None:
    blown(city)
    assert told(city) == CALLED
    tell_people(OutboxMessage.objects.filter(name="whistle.stepped").latest("pk").ids)
    assert Notice.objects.count() == 2


def test_a_whistle_approved_before_anybody_was_told_calls_each_unit_once(city: City) -> None:
    whistle = asked(city)
    actions.approve(whistle.pk, actor=city["street_leader"], at=AT + HOUR)
    found = told(city, at=AT + HOUR)
    assert found >= CALLED
    assert Notice.objects.filter(kind="whistle.called").count() == 2


def test_turned_down_is_told_to_who_asked(city: City) -> None:
    whistle = asked(city)
    told(city)
    actions.turn_down(whistle.pk, reason=COMPLAINT[:20], actor=city["street_leader"], at=AT + HOUR)
    assert told(city) == {("street_officer", "turned_down")}


def test_a_refusal_goes_to_who_rules_and_to_the_host_and_the_ruling_back(city: City) -> None:
    whistle = blown(city)
    told(city)
    by = city["department_officer"]
    actions.refuse(whistle.pk, ground="no_duty", reason="不归我们", actor=by, at=AT + HOUR)
    hosts = {"street_officer", "street_leader"}
    rulers = {"district_clerk", "district_leader"}
    assert told(city) == {(name, "refused") for name in hosts | rulers}
    urban = city.units["urban"].pk
    actions.rule(whistle.pk, unit_id=urban, is_upheld=False, reason="应到", actor=city["district_clerk"], at=AT + HOUR)
    assert told(city) == {(name, "ruled") for name in hosts | {"department_officer", "department_leader"}}


def test_who_does_not_come_is_told_with_the_host_the_district_and_at_last_the_city(city: City) -> None:
    whistle = blown(city)
    told(city)
    due = whistle.arrive_by
    assert due is not None
    for _turn in range(2):
        sweep(at=due + HOUR)
    found = told(city, at=due + HOUR)
    late = {"department_officer", "department_leader", "street_officer", "street_leader"}
    assert found == {(name, "late") for name in late} | {
        (name, "late_below") for name in ("district_clerk", "district_leader")
    }
    sweep(at=due + 3 * DAY)
    assert told(city, at=due + 3 * DAY) == {(name, "late_below") for name in ("city_clerk", "city_leader")}


def test_a_paper_that_is_missing_is_told_to_the_leader_of_the_unit(city: City) -> None:
    whistle = blown(city, is_oral=True, cause=Cause.EMERGENCY, tries="")
    told(city)
    assert Notice.objects.exclude(is_danger=True).count() == 0
    urban = city.units["urban"].pk
    actions.arrive(whistle.pk, unit_id=urban, actor=city["street_officer"], at=AT + HOUR / 2)
    assert whistle.paper_due_at is not None
    sweep(at=whistle.paper_due_at + HOUR)
    found = told(city, at=whistle.paper_due_at + HOUR)
    assert found >= {("street_leader", "paper_late"), ("district_clerk", "paper_late")}


def test_a_task_is_told_to_its_unit(city: City) -> None:
    decided(city)
    assert told(city, at=AT + 3 * HOUR) >= {(name, "tasked") for name in ("department_officer", "department_leader")}


def test_nobody_is_told_what_they_did_and_nothing_long_past_is_news(city: City) -> None:
    seat(city, "second_leader", unit="street", role=Role.STREET_LEADER, place=STREET)
    whistle = blown(city)
    assert told(city, at=AT + 3 * DAY) == set()
    by = city["street_leader"]
    actions.arrive(whistle.pk, unit_id=city.units["urban"].pk, actor=by, at=AT + 3 * DAY)
    assert told(city, at=AT + 3 * DAY) == set()


def test_no_words_are_told_and_the_unit_complained_about_hears_nothing(city: City) -> None:
    given: dict[str, Any] = {"text": COMPLAINT, "nature": Nature.COMPLAINT, "kind": Kind.COMPLAINT}
    case = city.receive(**given)
    case.about_unit = city.units["urban"]
    case.save()
    blown(city, case=case, matter="请到场会商", called=[city.units["urban"].pk, city.units["housing"].pk])
    seat(city, "housing_officer", unit="housing", role=Role.DEPARTMENT_OFFICER, place="371002")
    assert told(city) == {("housing_officer", "called")}
    written = "\n".join(str(row) for row in Notice.objects.values_list())
    assert [word for word in (*EVERYTHING, "请到场会商") if word in written] == []


def test_the_page_of_notices_reads_the_number_and_leads_to_the_whistle(city: City) -> None:
    whistle = blown(city)
    told(city)
    client = client_of(city, "department_officer")
    body = read(client, "/desk/notices/")
    assert whistle.number in body
    assert "已吹哨" in body
    row = Notice.objects.get(person=city.people["department_officer"])
    answer = client.post(f"/desk/notices/{row.pk}/read", {"open": "1"})
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.no_database
def test_every_kind_has_words_and_the_table_tells_each_somewhere() -> None:
    assert set(labels.NEWS) == set(WhistleNews)
    told_of = {each.news for step in TELLS for each in tellings(step)}
    told_of |= {each.news for each in tellings(WhistleStep.ESCALATE, is_paper=True)}
    assert told_of == set(WhistleNews)
    assert tellings(WhistleStep.APPRAISE) == ()
    assert labels.number_of("nothing") == "nothing"
