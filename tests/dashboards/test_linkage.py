"""The linkage board: flows that are their rows, what waits where, and how long answers take."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions.sweeping import sweep
from huying.cases.queries import durations, flows
from huying.dashboards.linkage import board
from huying.dashboards.linkage.picture import RIGHT, picture_of
from huying.rules.linkage import HALF, KINDS, NINE_TENTHS, Flow, Level, days_within
from tests.cases.desk import DAY, HOUR, NUMBER, answered, busy, client_of, complaint, read, rows_behind, set_clock
from tests.people import AT
from tests.whistles.blown import blown

if TYPE_CHECKING:
    from tests.people import City

BUDGET = 20
JUNE = AT.date().replace(day=1)
MAY = (AT - 10 * DAY).date().replace(day=1)
FLOW_LINK = re.compile(r'href="([^"]*linkage/rows[^"]*)">(\d+)</a>')


def test_days_within_are_the_nearest_rank() -> None:
    assert days_within({}, HALF) is None
    assert days_within({0: 1}, NINE_TENTHS) == 0
    assert days_within({1: 1, 2: 1}, HALF) == 1
    assert days_within({1: 9, 30: 1}, NINE_TENTHS) == 1
    assert days_within({1: 8, 30: 2}, NINE_TENTHS) == 30
    assert sum(len(kinds) for kinds in KINDS.values()) == 8


def test_days_are_whole_and_rounded_down(city: City) -> None:
    answered(city)  # within four hours
    case = answered(city, at=AT + HOUR)
    for last, days in ((DAY - timedelta(seconds=1), 0), (DAY, 1), (7 * DAY + HOUR, 7)):
        type(case).objects.filter(pk=case.pk).update(answered_at=case.received_at + last)
        found = durations.by_topic(city["city_leader"], place="3710", month=JUNE, at=AT + DAY)
        assert set(found) == {"LFT"}
        assert found["LFT"].days == ({0: 2} if days == 0 else {0: 1, days: 1})


@pytest.mark.parametrize("name", ["city_leader", "district_clerk", "street_officer"])
@pytest.mark.parametrize("month", [JUNE, MAY])
def test_every_number_opens_to_as_many_rows(city: City, name: str, month: object) -> None:
    busy(city)
    blown(city)
    sweep(at=AT + DAY)
    set_clock(AT + DAY)
    client = client_of(city, name)
    body = read(client, reverse("dashboards:linkage") + f"?month={month:%Y-%m}")
    linked = FLOW_LINK.findall(body)
    assert linked
    for url, count in linked:
        rows = read(client, unescape(url)).partition("<tbody>")[2]
        assert rows.count('<th scope="row">') == int(count), url
    lists = re.findall(r'href="([^"]*/desk/cases/\?[^"]*)">(\d+)</a>', body)
    assert lists
    for url, count in lists:
        assert len(rows_behind(client, url)) == int(count), url


def test_what_goes_up_and_down(city: City) -> None:
    complaint(city)
    blown(city)
    sweep(at=AT + 20 * DAY)
    found = {
        (each.flow, each.start, each.to): each.count
        for each in board.moved(city["city_leader"], place="3710", month=JUNE, at=AT + 20 * DAY)
    }
    assert found[Flow.DISPATCH, Level.CITY, Level.STREET] == 1
    assert found[Flow.WHISTLE, Level.STREET, Level.DEPARTMENT] == 1
    assert found[Flow.ESCALATE, Level.STREET, Level.DISTRICT] >= 1


def test_the_picture_bends_up_to_the_right(city: City) -> None:
    busy(city)
    sweep(at=AT + DAY)
    at = AT + DAY
    moved = board.moved(city["city_leader"], place="3710", month=JUNE, at=at)
    picture = picture_of(moved, flows.waiting_by_level(city["city_leader"], place="3710", at=at))
    assert len(picture.boxes) == len(Level)
    order = list(Level)
    for arc in picture.arcs:
        assert arc.is_up == (order.index(arc.to) < order.index(arc.start))
        assert (arc.label_x > RIGHT) == arc.is_up
        assert 0 < arc.label_x < picture.width
    assert sum(arc.count for arc in picture.arcs) == sum(
        each.count for each in moved if each.start not in {None, each.to}
    )
    assert picture_of([], []).arcs == []


def test_what_waits_is_where_it_is_held(city: City) -> None:
    complaint(city)
    found = {each.level: each for each in flows.waiting_by_level(city["city_leader"], place="3710", at=AT + 60 * DAY)}
    assert (found[Level.STREET].count, found[Level.STREET].overdue) == (1, 1)
    assert found[Level.FIRM].count == 0


@pytest.mark.parametrize(
    "query", ["", "?flow=x", "?place=3710&month=2021-06&flow=dispatch&to=moon", "?place=3710&flow=dispatch&to=street"]
)
def test_a_flow_nobody_counts_is_refused(city: City, query: str) -> None:
    assert client_of(city, "auditor").get(reverse("dashboards:linkage_rows")).status_code == 403
    answer = client_of(city, "city_leader").get(reverse("dashboards:linkage_rows") + query)
    assert answer.status_code == 422


def test_nobody_reads_flows_of_cases_out_of_sight(city: City) -> None:
    complaint(city)
    set_clock(AT + DAY)
    body = read(client_of(city, "other_clerk"), reverse("dashboards:linkage") + "?place=371002&month=2021-06")
    assert FLOW_LINK.findall(body) == []
    assert NUMBER.findall(body) == []


def test_the_queries_do_not_grow(city: City) -> None:
    busy(city)
    blown(city)
    set_clock(AT + DAY)
    client = client_of(city, "district_clerk")
    read(client, reverse("dashboards:linkage"))
    with CaptureQueriesContext(connection) as few:
        read(client, reverse("dashboards:linkage"))
    assert len(few) <= BUDGET, len(few)
    busy(city)
    with CaptureQueriesContext(connection) as more:
        read(client, reverse("dashboards:linkage"))
    assert len(more) == len(few)
