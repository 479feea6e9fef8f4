"""The pages of the duty log: the whole way by forms, empty states, a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.seasons.actions import sweep, watching
from huying.seasons.models import LogEntry, Watch
from tests.cases.desk import client_of, set_clock
from tests.seasons.duty import ENTRY, HOUR, MINUTE, NIGHT, shift, street_nights, written

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

BUDGET = 22


def read(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"seasons:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_night_by_pages(city: City) -> None:
    case = city.receive()
    street_nights(city)
    set_clock(NIGHT)
    client, leader = client_of(city, "street_officer"), client_of(city, "street_leader")
    assert "接班" in read(client, "log")
    assert client.post(reverse("seasons:take")).status_code == 302
    watch = Watch.objects.get()
    body = {"version": watch.version, "done": "已派单", "cases": f"{case.number}，{case.number}"}
    address = reverse("seasons:write", args=[watch.number])
    assert client.post(address, body).status_code == 302
    assert client.post(address, body).status_code == 409
    page = read(client, "log")
    assert "已派单" in page
    assert reverse("cases:read", args=[case.number]) in page
    entry = LogEntry.objects.get()
    watch.refresh_from_db()
    address = reverse("seasons:correct", args=[watch.number, entry.pk])
    assert "已派单" in client.get(address).content.decode()
    empty = client.post(address, {"version": watch.version})
    assert empty.status_code == 422
    assert client.post(address, {"version": watch.version, "done": "更正"}).status_code == 302
    set_clock(NIGHT + 12 * HOUR)
    refused = client.post(reverse("seasons:take"))
    assert refused.status_code == 409
    assert "不在本班次的值班表上" in refused.content.decode()
    assert leader.post(reverse("seasons:take")).status_code == 302
    assert "已交班" in read(leader, "watch", watch.number)


def test_the_board_shows_what_is_late(city: City) -> None:
    street_nights(city)
    sweep(at=NIGHT + 31 * MINUTE)
    set_clock(NIGHT + HOUR)
    clerk = client_of(city, "district_clerk")
    watch = Watch.objects.get()
    assert watch.number in read(clerk, "watches", query="?late=on")
    assert "逾时未接班" in read(clerk, "watch", watch.number)
    assert city.units["street"].name in read(clerk, "log", query=f"?unit={watch.unit_id}")
    read(client_of(city, "other_clerk"), "log", query=f"?unit={watch.unit_id}", status=404)
    read(client_of(city, "caller"), "log", status=403)


def test_empty_pages_say_so(city: City) -> None:
    for name in ("log", "watches"):
        assert 'class="empty"' in read(client_of(city, "street_officer"), name)


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    entry = written(city)
    set_clock(NIGHT + 2 * HOUR)
    client = client_of(city, "street_officer")
    pages: list[tuple[str, list[str]]] = [("log", []), ("watches", []), ("watch", [entry.watch.number])]
    counts = []
    for _time in range(2):
        for name, args in pages:
            read(client, name, *args)
        counts.append([_queries(client, name, args) for name, args in pages])
        for _entry in range(3):
            watching.write(entry.watch_id, entry=ENTRY, actor=city["street_officer"], at=NIGHT + 2 * HOUR)
        for unit, name in (("district", "district_clerk"), ("community", "community_worker")):
            if not Watch.objects.filter(unit=city.units[unit]).exists():
                shift(city, name, unit=unit)
                watching.take_over(actor=city[name], at=NIGHT)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= BUDGET


def _queries(client: Client, name: str, args: list[str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(client, name, *args)
    return len(caught)
