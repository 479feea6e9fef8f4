"""The overview: each number is the number of rows behind it, for any place, month and post; queries stay few."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.accounts import queries as account_queries
from huying.cases.actions import counting
from huying.cases.models import HotlineTotal
from huying.cases.queries import rates
from huying.core import clock
from huying.core.actors import SYSTEM
from huying.estates.models import Compound
from huying.regions import actions as regions
from huying.rules.places import key_of
from huying.rulesets import stamps
from tests.cases.desk import HOUR, busy, client_of, read, rows_behind, set_clock
from tests.people import AT, DISTRICT, STREET, ZONE

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

URL = reverse("dashboards:overview")
NUMBER = re.compile(r'<a (?:class="tile[^"]*" )?href="(/desk/cases/\?[^"]*)">\s*(?:<strong>)?(\d+)<')
QUERIES = 28


@pytest.fixture
def _busy(city: City) -> None:
    busy(city)
    set_clock(AT + HOUR)


def overview(client: Client, query: str = "") -> str:
    return read(client, URL + query)


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("city_leader", ""),
        ("city_leader", "?month=2021-05"),
        ("district_clerk", f"?place={STREET}&month=2021-05"),
        ("street_officer", ""),
        ("community_worker", "?place=3710"),
        ("department_officer", f"?place={DISTRICT}&month=2021-05"),
        ("caller", "?month=2021-05"),
    ],
)
def test_each_number_is_its_rows(city: City, name: str, query: str) -> None:
    client = client_of(city, name)
    numbers = NUMBER.findall(overview(client, query))
    assert len(numbers) > 15
    wrong = [(url, count) for url, count in set(numbers) if len(rows_behind(client, url)) != int(count)]
    assert wrong == []


@pytest.mark.usefixtures("_busy")
def test_the_rates_are_their_parts(city: City) -> None:
    HotlineTotal.objects.create(region_key=key_of(DISTRICT), month=date(2021, 5, 1), total=200, source="x")
    found = rates.by_month(SYSTEM, place="3710", months=[date(2021, 4, 1), date(2021, 5, 1)], at=AT)
    assert found[date(2021, 4, 1)].received == 0
    may = found[date(2021, 5, 1)]
    assert (may.hotline_total, may.called_back, may.solved) == (200, 4, 2)
    body = overview(client_of(city, "city_leader"), "?month=2021-05")
    assert "50.00" in body
    assert f"{may.property_received / 2:.2f}" in body


@pytest.mark.usefixtures("_busy")
def test_places_are_compared_only_where_that_says_something(city: City) -> None:
    client = client_of(city, "city_leader")
    assert "户数未知" in overview(client, "?month=2021-05")
    Compound.objects.filter(pk=city.served.pk).update(households=500)
    body = overview(client, "?month=2021-05")
    assert "28.00" in body
    assert "件数过少" in overview(client, "?month=2021-06")


@pytest.mark.usefixtures("_busy")
def test_what_a_zone_governs_counts_for_the_zone(city: City) -> None:
    regions.set_administration(code=STREET, by=ZONE, valid_from=date(2021, 1, 1), actor=SYSTEM, at=AT)
    found = rates.by_place(SYSTEM, within="3710", places=[DISTRICT, ZONE], month=date(2021, 5, 1), at=AT)
    assert found[DISTRICT].received == 0
    assert found[ZONE].received > 10
    leader = client_of(city, "city_leader")
    for url, count in NUMBER.findall(overview(leader, f"?place={ZONE}&month=2021-05")):
        assert len(rows_behind(leader, url)) == int(count)


def test_the_charts_can_be_read_without_seeing_them(city: City) -> None:
    body = overview(client_of(city, "city_leader"))
    svgs = re.findall(r"<svg.*?</svg>", body, re.DOTALL)
    assert len(svgs) == 5
    for svg in svgs:
        labelled = re.search(r'aria-labelledby="([^"]+)"', svg)
        assert labelled is not None
        assert all(f'id="{each}"' in svg for each in labelled.group(1).split())
    assert body.count("data-label") > 20


def test_the_overview_starts_where_the_post_is(city: City) -> None:
    assert "<h1>威海市" in overview(client_of(city, "city_leader"))
    body = overview(client_of(city, "street_officer"))
    assert "<h1>竹岛街道" in body
    assert unescape("?place=371002&amp;month=") in unescape(body)


@pytest.mark.parametrize("query", ["?place=x", "?month=2021-13", "?month=%00", "?month=20２１-06", "?place=37１0"])
def test_a_place_or_month_that_cannot_be_read_is_told(city: City, query: str) -> None:
    assert "error-summary" in overview(client_of(city, "city_leader"), query)


def test_an_unknown_place_is_not_found(city: City) -> None:
    assert client_of(city, "city_leader").get(URL + "?place=999999").status_code == 404


@pytest.mark.parametrize("name", ["firm_staff", "system_admin"])
def test_the_overview_is_for_officials(city: City, name: str) -> None:
    assert client_of(city, name).get(URL).status_code == 403


def test_the_queries_do_not_grow_with_the_rows(city: City) -> None:
    client = client_of(city, "city_leader")
    set_clock(AT + HOUR)
    few = _queries(client)
    busy(city)
    many = _queries(client)
    assert len(many) <= QUERIES, many
    assert len(many) - len(few) <= 1, many  # the names of compounds, asked only where there are any
    while counting.count_due():
        pass
    kept = _queries(client)
    assert len(kept) < len(many), kept
    city.receive(at=AT)
    assert len(_queries(client)) <= QUERIES


def _queries(client: Client) -> list[str]:
    """Return what the second of two readings asks: what a process asks once in its life is asked by then."""
    _read_anew(client)
    with CaptureQueriesContext(connection) as seen:
        _read_anew(client)
    return [row["sql"][:160] for row in seen]


def _read_anew(client: Client) -> None:
    stamps.forget()
    clock.forget()
    overview(client)


def test_the_firm_counts_in_no_overview_of_others(city: City) -> None:
    actor = account_queries.actor_for(city.people["firm_staff"], at=AT)
    found = rates.by_month(actor, place="3710", months=[date(2021, 6, 1)], at=AT)
    assert found[date(2021, 6, 1)].received == 0
