"""My compound: who serves it on the day, whom to ask, figures without persons; the poster for its board."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.accounts.models import Unit
from huying.cases.models import Case
from huying.cases.queries.compounds import contacts, figures
from huying.enterprises.models import Service, ServiceMode
from huying.portal.views import compound as pages
from huying.rules.case_flow import CaseState, Ending
from huying.rules.small_numbers import SMALLEST_SHOWN
from huying.ui.pictures import qr_picture
from tests.people import AT
from tests.portal.forms import opened, read
from tests.portal.lives import received

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "now", lambda: AT + timedelta(days=1))


def _address(city: City) -> str:
    return f"/compound/{city.served.code}"


def _many(city: City, count: int, **changes: Any) -> None:
    first = received(city).case
    rows = [Case(**_copied(first, changes)) for _each in range(count - 1)]
    Case.objects.bulk_create(rows)
    Case.objects.filter(pk=first.pk).update(**changes)


def _copied(case: Case, changes: dict[str, Any]) -> dict[str, Any]:
    names = [field.attname for field in Case._meta.concrete_fields if field.name not in {"id", "tracking_index"}]
    return {name: getattr(case, name) for name in names} | changes


def test_it_tells_who_serves_and_whom_to_ask(client: Client, city: City) -> None:
    Unit.objects.filter(pk=city.units["community"].pk).update(phone="0631-5200001")
    page = opened(client, _address(city))
    for words in ("海悦花园", "安居物业服务有限公司", "竹岛社区居委会", "0631-5200001", "竹岛街道办事处"):
        assert words in page.text
    assert "tel:0631-5200001" in page.links


def test_it_goes_by_the_day(client: Client, city: City) -> None:
    Service.objects.filter(compound=city.served).update(valid_to=date(2021, 5, 1))
    Service.objects.create(compound=city.served, mode=ServiceMode.COMMUNITY_RUN.value, valid_from=date(2021, 5, 1))
    text = opened(client, _address(city)).text
    assert text.index("社区托管") < text.index("安居物业服务有限公司")


def test_a_compound_nobody_serves_says_so(client: Client, city: City) -> None:
    Service.objects.filter(compound=city.unserved).delete()
    page = opened(client, f"/compound/{city.unserved.code}")
    assert "notice" in page.classes


def test_the_figures_are_those_of_the_rows(city: City) -> None:
    at = AT + timedelta(days=1)
    _many(city, 7)
    _many(city, 9, state=CaseState.CLOSED.value, ending=Ending.EXPLAINED.value)
    shown = figures(city.served.key, at=at)
    assert (shown.received, shown.open, shown.finished) == (16, 7, 9)
    assert figures(city.served.key, at=at + timedelta(days=400)).received == 0
    assert figures(city.unserved.key, at=at).received == 0


def test_small_numbers_are_hidden(client: Client, city: City) -> None:
    _many(city, 8)
    _many(city, SMALLEST_SHOWN - 1, state=CaseState.CLOSED.value, ending=Ending.EXPLAINED.value)
    shown = figures(city.served.key, at=AT + timedelta(days=1))
    assert (shown.received, shown.open, shown.finished) == (12, None, None)
    assert "较少" in opened(client, _address(city)).text


def test_no_case_and_no_person_is_named(client: Client, city: City) -> None:
    case = received(city).case
    text = opened(client, _address(city)).text
    assert case.title not in text
    assert case.number not in text
    assert [person.name for person in city.people.values() if person.name in text] == []


def test_it_asks_the_database_a_fixed_number_of_times(client: Client, city: City) -> None:
    counts = []
    for _round in range(2):
        _many(city, 6)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(_address(city))
        counts.append(len(asked))
    assert counts[0] >= counts[1]
    assert counts[1] <= 12


@pytest.mark.usefixtures("city")
def test_an_unknown_code_is_not_found(client: Client) -> None:
    for path in ("/compound/371002003001-9999", "/compound/x", "/compound/371002003001-9999/poster"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("typed", ["海悦", "hyhy", "海悦花园3号楼"])
def test_it_is_found_without_script(client: Client, city: City, typed: str) -> None:
    page = read(client.get("/compounds", {"place": typed}))
    assert _address(city) in page.links


def test_it_is_found_by_a_part_of_its_address(client: Client, city: City) -> None:
    city.unserved.address = "海滨南路16号"
    city.unserved.save()
    assert f"/compound/{city.unserved.code}" in read(client.get("/compounds", {"place": "海滨南路"})).links


@pytest.mark.usefixtures("city")
def test_nothing_found_says_what_to_do(client: Client) -> None:
    page = read(client.get("/compounds", {"place": "zzz"}))
    assert "empty" in page.classes


def test_another_compound_is_one_press_away(client: Client, city: City) -> None:
    assert "/compounds" in opened(client, _address(city)).links


def test_the_poster_carries_the_code_of_the_compound_and_no_more(client: Client, city: City) -> None:
    body = client.get(f"{_address(city)}/poster").content.decode()
    address = f"http://testserver/c/{city.served.code}"
    assert address in body
    assert qr_picture(address, scale=8).replace("'", "&#x27;") in body or qr_picture(address, scale=8) in body


def test_each_building_gets_its_sheet(client: Client, city: City) -> None:
    for name in ("1号楼", "2号楼"):
        city.served.buildings.create(name=name)
    body = client.get(f"{_address(city)}/poster", {"each": "1"}).content.decode()
    assert body.count('class="sheet"') == 3
    assert opened(client, f"/c/{city.served.code}/2号楼").text.count("海悦花园 · 2号楼") == 1


def test_contacts_are_the_nearest_units(city: City) -> None:
    found = [unit.name for unit in contacts(city.served.key, at=AT)]
    assert found == ["竹岛社区居委会", "竹岛街道办事处", "环翠区物业办"]
