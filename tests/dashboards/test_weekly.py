"""The digest of hot matters and the notice on Mondays: what several people told in a week, once to each reader."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions.gathering import gather_stepped
from huying.cases.queries.weekly import week_of
from huying.config.working import turn
from huying.dashboards.actions import KIND, tell_week
from huying.notices.models import Notice
from huying.rules.deadlines import CHINA
from huying.rules.problems import WEEK
from tests.cases.desk import DAY, HOUR, client_of, set_clock
from tests.cases.together import PHONES, told
from tests.people import AT, STREET

if TYPE_CHECKING:
    from huying.cases.queries.weekly import Week
    from tests.people import City

GARBAGE = "垃圾桶三天没有清运，楼下臭气很重，请安排清运。"
TEXTS = {"SAN": GARBAGE, "LFT": "3号楼电梯停运，老人上下楼困难。", "PRK": "车位被占，每天停不了车。"}
SAN = {"topic": "SAN", "topics": ["SAN"]}
LFT = {"topic": "LFT", "topics": ["LFT"]}
MONDAY = date(2021, 6, 7)
READY = datetime.combine(MONDAY, time(7, 30), CHINA)
QUERIES = 16


def week(city: City, *, by: str = "street_leader", place: str = STREET, monday: date = MONDAY) -> Week:
    gather_stepped(at=READY)
    return week_of(city[by], place=place, monday=monday)


def test_a_week_counts_people_and_ranks_by_them(city: City) -> None:
    for person in (0, 1, 2, 1):
        told(city, person, text=GARBAGE, suggestion=SAN, at=AT + person * HOUR)
    for person in (3, 4):
        told(city, person, suggestion=LFT, at=AT - WEEK)
        told(city, person, suggestion=LFT, at=AT + HOUR)
    found = week(city)
    assert [(each.matter.topic, each.people, each.before) for each in found.hottest] == [("SAN", 3, 0), ("LFT", 2, 2)]
    assert [each.is_new for each in found.hottest] == [True, False]
    assert (found.matters, found.people, found.before) == (2, 5, 2)
    assert found.topics == [("SAN", 3), ("LFT", 2)]
    earlier = week(city, monday=MONDAY - WEEK)
    assert [(each.matter.topic, each.people) for each in earlier.hottest] == [("LFT", 2)]
    assert week(city, monday=MONDAY + WEEK).hottest == []


def test_what_one_person_tells_often_is_no_hot_matter(city: City) -> None:
    for hour in range(4):
        told(city, 1, text=GARBAGE, suggestion=SAN, at=AT + hour * HOUR)
    assert week(city).matters == 0


@pytest.mark.parametrize(
    ("by", "place", "matters"),
    [
        ("city_leader", "3710", 1),
        ("district_clerk", "371002", 1),
        ("street_leader", STREET, 1),
        ("street_leader", "371003", 0),
        ("department_officer", "371002", 0),
    ],
)
def test_a_post_counts_what_it_may_see(city: City, by: str, place: str, matters: int) -> None:
    for person in range(2):
        told(city, person, text=GARBAGE, suggestion=SAN)
    assert week(city, by=by, place=place).matters == matters


@pytest.mark.parametrize("name", ["firm_staff", "caller"])
def test_firms_and_callers_have_no_digest(city: City, name: str) -> None:
    assert client_of(city, name).get(reverse("dashboards:weekly")).status_code == 403


def test_the_page_names_no_reporter_and_costs_the_same_for_many(city: City) -> None:
    set_clock(READY)
    client = client_of(city, "street_leader")
    counts, body = [], ""
    for topic, text in (
        ("SAN", GARBAGE),
        ("LFT", "3号楼电梯停运，老人上下楼困难。"),
        ("PRK", "车位被占，每天停不了车。"),
    ):
        for person in range(3):
            told(city, person, text=text, suggestion={"topic": topic, "topics": [topic]})
        gather_stepped(at=READY)
        client.get(reverse("dashboards:weekly"))
        with CaptureQueriesContext(connection) as asked:
            body = client.get(reverse("dashboards:weekly")).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[-1] <= QUERIES
    assert "2021-05-31" in body
    assert "2021-06-06" in body
    assert not [secret for secret in (*PHONES, "邻居1") if secret in body]


@pytest.mark.parametrize("page", ["dashboards:weekly", "dashboards:monday"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("?day=x", 200), ("?day=0001-01-01", 200), ("?day=9999-12-31", 200), ("?place=99", 200), ("?place=371099", 404)],
)
def test_a_wrong_question_is_told_so(city: City, page: str, query: str, status: int) -> None:
    set_clock(READY)
    answer = client_of(city, "city_leader").get(f"{reverse(page)}{query}")
    assert answer.status_code == status
    assert status != 200 or answer.context["is_unread"]


def test_readers_are_told_once_on_monday_and_the_notice_leads_to_the_sheet(city: City) -> None:
    assert tell_week(at=READY - HOUR) == 0
    assert tell_week(at=READY) > 0
    assert tell_week(at=READY + HOUR) == 0
    names = {person.pk: name for name, person in city.people.items()}
    rows = list(Notice.objects.filter(kind=KIND))
    readers = {names[row.person_id] for row in rows}
    assert {"city_leader", "city_clerk", "district_leader", "district_clerk", "street_leader"} <= readers
    assert not readers & {"firm_staff", "firm_manager", "caller", "auditor", "department_officer"}
    assert len(rows) == len(readers)
    set_clock(READY)
    client = client_of(city, "street_leader")
    answer = client.get(reverse("dashboards:monday_of", args=[rows[0].subject]), follow=True)
    assert answer.status_code == 200
    assert answer.context["sheet"].monday == MONDAY
    assert "2021-06-07" in client.get(reverse("notices:list")).content.decode()


def test_a_worker_that_stood_still_tells_late_the_same_day_but_not_the_week_after(city: City) -> None:
    assert city.people
    assert tell_week(at=READY + 12 * HOUR) > 0
    assert tell_week(at=READY + 9 * DAY) == 0
    assert tell_week(at=READY + 2 * WEEK) > 0
    assert Notice.objects.filter(kind=KIND).values("subject").distinct().count() == 2


def test_the_worker_tells_it(city: City) -> None:
    assert city.people
    set_clock(READY + HOUR)
    turn()
    assert Notice.objects.filter(kind=KIND, subject=MONDAY.isoformat()).exists()
