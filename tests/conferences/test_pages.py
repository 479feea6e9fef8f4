"""The pages of conferences: the whole way, who sees what, and what is refused in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from huying.conferences import actions
from huying.conferences.actions import Matter
from huying.conferences.models import AgendaItem, Conference, Resolution
from huying.conferences.queries.reading import concerning
from huying.rules.case_facts import Kind, Nature
from huying.rules.conferences import TopicClass
from tests.cases.desk import client_of, sent, set_clock
from tests.conferences.sat import DAY, HOUR, MINUTE, STARTS, called, circulated, issued, member, planned
from tests.people import AT
from tests.whistles.blown import blown

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

BUDGET = 12
PHONE, SAID, DOOR = "13812341234", "我家漏水物业骂人", "3号楼2单元502室"


def read(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"conferences:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def take(client: Client, conference: Conference, step: str, **fields: Any) -> Any:
    version = Conference.objects.values_list("version", flat=True).get(pk=conference.pk)
    body = {f"{step}-{name}": value for name, value in ({"version": version} | fields).items()}
    return client.post(reverse("conferences:take_step", args=[conference.number, step]), body)


def form_of(body: str, name: str) -> str:
    return body.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def test_the_whole_way_by_pages(city: City) -> None:
    set_clock(AT)
    officer, leader = client_of(city, "street_officer"), client_of(city, "street_leader")
    guest, firm = client_of(city, "department_officer"), client_of(city, "firm_manager")
    token = form_of(read(officer, "plan"), "token")
    begins = "2021-06-03T09:30"
    given = {"token": token, "kind": "street", "title": "六月例会", "room": "二楼", "starts_at": begins}
    for _twice in range(2):
        assert officer.post(reverse("conferences:plan"), given).status_code == 302
    conference = Conference.objects.get()
    assert take(officer, conference, "add_item", topic="link", words="消防通道被占").status_code == 302
    units = [city.units[name].pk for name in ("street", "community", "urban", "firm")]
    assert take(officer, conference, "invite", members=units, observers="业主代表\n").status_code == 302
    read(firm, "one", conference.number, status=404)
    assert take(officer, conference, "call").status_code == 302
    assert "消防通道被占" in read(firm, "one", conference.number)
    set_clock(AT + 2 * DAY)
    early = take(officer, conference, "hold")
    assert early.status_code == 409
    assert "须到会2个" in early.content.decode()
    there = [row.pk for row in conference.members.all()]
    assert take(officer, conference, "attend", members=there).status_code == 302
    assert take(officer, conference, "hold").status_code == 302
    item, lead = conference.items.get(), member(conference, city, "urban")
    task = {"item_id": item.pk, "kind": "task", "lead_id": lead.pk, "due_on": "2021-06-10", "basis": "consent"}
    wrong = take(officer, conference, "resolve", words="对物业罚款", **task)
    assert wrong.status_code == 422
    body = wrong.content.decode()
    assert "“罚款”需要执法权" in body
    assert "对物业罚款</textarea>" in body
    assert take(officer, conference, "resolve", words="清理通道", is_public="on", **task).status_code == 302
    assert take(officer, conference, "circulate", asked=[lead.pk]).status_code == 302
    assert "对物业" not in read(guest, "one", conference.number)
    assert take(guest, conference, "comment", stance="agreed", member_id=lead.pk).status_code == 302
    assert take(leader, conference, "issue").status_code == 302
    assert "竹岛街道办事处联席纪要〔2021〕1号" in read(guest, "one", conference.number)
    row = Resolution.objects.get()
    assert take(guest, conference, "finish", resolution_id=row.pk, evidence="照片").status_code == 302
    assert "照片" in read(firm, "one", conference.number)
    assert read(guest, "resolutions", query="?state=done&ours=on").count('class="cell-matter"') == 1
    assert read(guest, "resolutions", query="?late=on").count('class="cell-matter"') == 0


def test_what_waits_is_put_on_the_agenda_by_one_press(city: City) -> None:
    case = sent(city, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, text=f"{SAID} {PHONE}", address=DOOR)
    whistle = blown(city)
    matter = Matter(topic=TopicClass.DUTY, words="业委会长期不开会")
    proposal = actions.propose(host=city.units["street"], matter=matter, actor=city["community_worker"], at=AT)
    set_clock(AT + 60 * DAY)
    conference = planned(city, at=AT + 60 * DAY)
    officer = client_of(city, "street_officer")
    body = read(officer, "one", conference.number)
    for name, value in (("case", case.number), ("whistle", whistle.pk), ("proposal", proposal.pk)):
        assert f'name="add_item-{name}" value="{value}"' in re.sub(r"\s+", " ", body)
        assert take(officer, conference, "add_item", topic="other", **{name: value}).status_code == 302
    assert conference.items.count() == 3
    assert f'value="{case.number}"' not in read(officer, "one", conference.number)
    words = " ".join(AgendaItem.objects.values_list("words", flat=True))
    assert "海悦花园" in words
    for secret in (PHONE, SAID, DOOR, "楼顶违建"):
        assert secret not in words


def test_a_firm_at_the_table_reads_nothing_of_the_reporter(city: City) -> None:
    case = sent(city, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, text=f"{SAID} {PHONE}", address=DOOR)
    officer, firm = client_of(city, "street_officer"), client_of(city, "firm_manager")
    page = read(officer, "propose", query=f"?case={case.number}")
    offered = re.sub(r"^[^>]*>\s*", "", page.partition("<textarea")[2]).partition("<")[0]
    form = {"host": city.units["street"].pk, "topic": "other", "words": offered}
    answer = officer.post(f"{reverse('conferences:propose')}?case={case.number}", form)
    assert answer.status_code == 302
    item = AgendaItem.objects.get()
    conference = planned(city)
    actions.accept_item(conference.pk, item_id=item.pk, actor=city["street_officer"], at=AT)
    called_ = called(city, matter=Matter(topic=TopicClass.OTHER, words=item.words, case=case))
    body = read(firm, "one", called_.number)
    for secret in (PHONE, SAID, DOOR, "王芳"):
        assert secret not in body
    assert f"/{case.number}" not in body


def test_the_code_of_the_room_notes_ones_own_unit_once(city: City) -> None:
    conference = called(city)
    set_clock(STARTS)
    assert "data:image/svg" in read(client_of(city, "street_officer"), "code", conference.number)
    read(client_of(city, "department_officer"), "code", conference.number, status=403)
    firm = client_of(city, "firm_manager")
    address = reverse("conferences:here", args=[conference.number])
    token = signing.dumps(conference.pk, salt="conference.room")
    for bad in ("", "x", signing.dumps(conference.pk + 1, salt="conference.room"), signing.dumps(conference.pk)):
        assert firm.get(address, {"code": bad}).status_code == 409
    assert "我已到会" in firm.get(address, {"code": token}).content.decode()
    assert firm.post(f"{address}?code={token}").status_code == 302
    assert firm.post(f"{address}?code={token}").status_code == 409
    assert member(conference, city, "firm").attended_at is not None
    district = client_of(city, "district_clerk")
    assert district.get(address, {"code": token}).status_code == 409


def test_the_calendar_file_says_when_and_where_and_names_nobody(city: City) -> None:
    conference = called(city)
    answer = client_of(city, "firm_manager").get(reverse("conferences:calendar", args=[conference.number]))
    assert answer["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == STARTS
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=2)
    assert str(event["location"]) == "街道二楼会议室"
    assert "organizer" not in event
    assert "attendee" not in event


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("street_officer", 200),
        ("community_worker", 200),
        ("department_officer", 200),
        ("firm_staff", 200),
        ("district_clerk", 200),
        ("auditor", 200),
        ("other_clerk", 404),
        ("caller", 403),
        ("system_admin", 403),
    ],
)
def test_who_sees_a_conference(city: City, name: str, status: int) -> None:
    read(client_of(city, name), "one", called(city).number, status=status)


def test_wrong_numbers_steps_and_cursors_are_told(city: City) -> None:
    officer = client_of(city, "street_officer")
    for number in ("J000999", "X1", "J", "J1e5", "J" + "9" * 30):
        read(officer, "one", number, status=404)
    conference = called(city)
    assert officer.post(reverse("conferences:take_step", args=[conference.number, "fly"])).status_code == 404
    assert officer.post(reverse("conferences:take_step", args=[conference.number, "hold"]), {}).status_code == 422
    answer = officer.get(reverse("conferences:paper", args=[conference.number, "minutes"]))
    assert answer.status_code == 404
    read(officer, "list", query="?cursor=x", status=422)
    read(officer, "resolutions", query="?cursor=-1", status=422)
    bad = {"token": "t", "kind": "party", "title": "会", "room": "室", "starts_at": "yesterday"}
    assert officer.post(reverse("conferences:plan"), bad).status_code == 422


def test_lists_and_pages_ask_a_fixed_number_of_questions(city: City) -> None:
    first = circulated(city)
    officer = client_of(city, "street_officer")
    read(officer, "list")
    with CaptureQueriesContext(connection) as few:
        read(officer, "list")
    for _turn in range(27):
        planned(city)
    with CaptureQueriesContext(connection) as many:
        body = read(officer, "list")
    assert len(many) == len(few) <= BUDGET
    assert first.number not in body
    cursor = body.partition("cursor=")[2].partition('"')[0]
    assert first.number in read(officer, "list", query=f"?cursor={cursor}")
    set_clock(STARTS + 4 * HOUR)
    read(officer, "one", first.number)
    with CaptureQueriesContext(connection) as one:
        read(officer, "one", first.number)
    assert len(one) <= 2 * BUDGET


def test_a_reporter_reads_what_was_resolved_and_only_what_is_public(city: City) -> None:
    case = city.receive()
    conference = issued(city, matter=Matter(topic=TopicClass.OTHER, words="海悦花园电梯", case=case))
    set_clock(conference.starts_at + 2 * DAY)
    found = concerning(case.pk)
    assert [row.words for each in found for row in each.resolutions] == ["清理消防通道，设置标线"]
    Resolution.objects.update(is_public=False)
    assert [each.resolutions for each in concerning(case.pk)] == [[]]
    other = city.receive(at=AT + MINUTE)
    assert concerning(other.pk) == []
