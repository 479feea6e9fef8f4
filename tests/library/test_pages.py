"""The pages of the register of policy documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.library.models import PolicyDocument
from tests.cases.desk import client_of, set_clock
from tests.library.documents import duty, released
from tests.people import AT, City

if TYPE_CHECKING:
    from django.test import Client

BUDGET = 14


def read(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"library:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def take(client: Client, row: PolicyDocument, step: str, **fields: Any) -> Any:
    row.refresh_from_db()
    body = {f"{step}-{key}": value for key, value in ({"version": row.version} | fields).items()}
    return client.post(reverse("library:take_step", args=[row.code, step]), body)


def test_the_whole_way_by_pages(city: City) -> None:
    set_clock(AT)
    clerk, street = client_of(city, "city_clerk"), client_of(city, "street_officer")
    assert "台账中还没有文件" in read(street, "list")
    token = read(clerk, "enter").partition('name="token"')[2].partition('value="')[2].partition('"')[0]
    facts = {"token": token, "number": "演示1号", "title": "演示意见", "issuer": "演示市物业办", "level": "normative"}
    facts |= {"area": "linkage", "valid_from": "2021-01-01"}
    for _twice in range(2):
        assert clerk.post(reverse("library:enter"), facts).status_code == 302
    row = PolicyDocument.objects.get()
    read(street, "one", row.code, status=404)
    duty_facts = {"article": "第一条", "bearer": "镇街", "words": "牵头处理噪声"}
    assert take(clerk, row, "add_duty", **duty_facts).status_code == 302
    assert "无落实依据" in read(clerk, "one", row.code)
    lacking = take(clerk, row, "tie", duty_id=duty(row, "第一条").pk, kind="list_item", code="nothing")
    assert lacking.status_code == 422
    assert "目前没有“nothing”" in lacking.content.decode()
    assert take(clerk, row, "release").status_code == 302
    assert "牵头处理噪声" in read(street, "gaps")
    tie = {"duty_id": duty(row, "第一条").pk, "kind": "list_item", "code": "noise"}
    assert take(clerk, row, "tie", **tie).status_code == 302
    assert "牵头处理噪声" not in read(street, "gaps")
    assert take(street, row, "end", valid_to="2021-06-01", reason="无").status_code == 403
    assert take(clerk, row, "dance").status_code == 404
    read(client_of(city, "firm_manager"), "list", status=403)


def test_a_new_edition_begins_with_what_is_known(city: City) -> None:
    row = released(city)
    body = read(client_of(city, "city_clerk"), "enter", query=f"?replaces={row.code}")
    assert row.title in body
    assert row.number in body


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    client, counts = client_of(city, "city_clerk"), []
    read(client, "gaps")
    for number in ("1号", "2号"):
        row = released(city, number=number)
        counts.append([_queries(client, *page) for page in (("list", []), ("gaps", []), ("one", [row.code]))])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= BUDGET


def _queries(client: Client, name: str, args: list[str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(client, name, *args)
    return len(caught)
