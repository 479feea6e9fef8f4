"""Who is told of a conference: who is invited, who is asked, what was issued, and what is late; of no case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.conferences import actions, labels
from huying.conferences.actions import Matter
from huying.core import clock, outbox
from huying.notices.models import Notice
from huying.rules.conference_news import TELLS, ConferenceNews, tellings
from huying.rules.conferences import ConferenceStep, TopicClass
from tests.cases.desk import client_of, read
from tests.conferences.sat import DAY, HOUR, STARTS, called, circulated, issued, planned
from tests.people import AT
from tests.rights.canaries import COMPLAINT, EVERYTHING

if TYPE_CHECKING:
    from datetime import datetime

    from tests.people import City

INVITED = {
    *("street_leader", "community_worker", "department_officer", "department_leader", "firm_staff", "firm_manager"),
}


def told(city: City, *, at: datetime = AT) -> set[tuple[str, str]]:
    """Let the worker tell, and return who was told what of conferences since the last time."""
    clock.start_at(at)
    before = set(Notice.objects.values_list("pk", flat=True))
    outbox.drain()
    names = {person.pk: name for name, person in city.people.items()}
    rows = Notice.objects.filter(kind__startswith="conference.").exclude(pk__in=before)
    return {(names[row.person_id], row.kind.removeprefix("conference.")) for row in rows}


def test_the_invited_units_are_told_when_it_is_called_moved_and_called_off(city: City) -> None:
    conference = called(city)
    assert told(city) == {(name, "called") for name in INVITED}
    row = Notice.objects.filter(person=city.people["firm_staff"]).get()
    assert (row.subject, row.state, row.due_at) == (conference.number, "called", conference.starts_at)
    by = city["street_officer"]
    actions.postpone(conference.pk, starts_at=STARTS + DAY, reason="场地", actor=by, at=AT + HOUR)
    assert told(city, at=AT + HOUR) == {(name, "moved") for name in INVITED}
    actions.cancel(conference.pk, reason="合并召开", actor=by, at=AT + 2 * HOUR)
    assert told(city, at=AT + 2 * HOUR) == {(name, "cancelled") for name in INVITED}


def test_one_that_was_never_called_is_moved_and_cancelled_in_silence(city: City) -> None:
    conference = planned(city)
    by = city["street_officer"]
    actions.postpone(conference.pk, starts_at=STARTS + DAY, reason="场地", actor=by, at=AT)
    actions.cancel(conference.pk, reason="不开了", actor=by, at=AT)
    assert told(city) == set()


def test_who_is_asked_for_comment_is_told_until_when(city: City) -> None:
    conference = circulated(city, asked=("urban",))
    found = told(city, at=STARTS + 4 * HOUR)
    assert {each for each in found if each[1] == "comment_asked"} == {
        (name, "comment_asked") for name in ("department_officer", "department_leader")
    }
    row = Notice.objects.filter(kind="conference.comment_asked")[0]
    assert row.due_at == conference.minutes.get().comment_until


def test_issued_minutes_and_a_resolution_that_is_late_are_told_to_whom_they_bind(city: City) -> None:
    conference = issued(city)
    assert {(name, "issued") for name in INVITED - {"street_leader"}} <= told(city, at=STARTS + 6 * HOUR)
    late = conference.starts_at + 9 * DAY
    for _turn in range(2):
        actions.sweep(at=late)
    owners, hosts = {"department_officer", "department_leader"}, {"street_officer", "street_leader"}
    assert told(city, at=late) == {(name, "late") for name in owners | hosts}


def test_a_notice_of_a_conference_tells_nothing_of_what_stands_on_its_agenda(city: City) -> None:
    called(city, matter=Matter(topic=TopicClass.LINK, words="海悦花园电梯"))
    told(city)
    written = "\n".join(str(row) for row in Notice.objects.values_list())
    assert [word for word in (*EVERYTHING, COMPLAINT, "电梯", "会议室") if word in written] == []


def test_the_page_of_notices_leads_to_the_conference(city: City) -> None:
    called(city)
    told(city)
    client = client_of(city, "firm_staff")
    assert "已通知" in read(client, "/desk/notices/")
    row = Notice.objects.get(person=city.people["firm_staff"])
    answer = client.post(f"/desk/notices/{row.pk}/read", {"open": "1"})
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.no_database
def test_every_kind_has_words_and_the_table_tells_each_somewhere() -> None:
    assert set(labels.NEWS) == set(ConferenceNews)
    assert {each.news for step in TELLS for each in tellings(step, was_called=True)} == set(ConferenceNews)
    assert tellings(ConferenceStep.HOLD, was_called=True) == ()
