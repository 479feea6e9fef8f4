"""The pages of closed months: numbers that open to their rows, the way of an objection, who sees what."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from huying.cases.models import OutsideOrder
from huying.closings.models import Closing, Correction, Objection, Sign
from huying.rules.closings import SignKind
from tests.cases.desk import HREF, NUMBER, client_of, complaint, set_clock
from tests.closings.frozen import DAY, FREEZE_AT, PUBLISH_AT, frozen, june, objected, published, row
from tests.people import AT

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

BUDGET = 24
PHONE, SAID = "13812341234", "物业收费不公示"


def read(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"closings:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def version() -> int:
    return Closing.objects.values_list("version", flat=True).get()


def take(client: Client, closing: Closing, step: str, *, case: int = 0, **fields: Any) -> Any:
    body = {f"{step}-{name}": value for name, value in ({"version": version()} | fields).items()}
    url = (
        reverse("closings:row_step", args=[closing.number, case, step])
        if case
        else reverse("closings:take_step", args=[closing.number, step])
    )
    return client.post(url, body)


@pytest.mark.parametrize("name", ["city_leader", "district_clerk", "street_officer", "auditor"])
@pytest.mark.parametrize("of", ["district", "street", "enterprise"])
def test_every_number_opens_to_as_many_rows(city: City, name: str, of: str) -> None:
    OutsideOrder.objects.create(case=complaint(city), source="12345", external_id="1", call_back_solved=True)
    june(city)
    closing = frozen(city)
    client = client_of(city, name)
    body = read(client, "one", closing.number, query=f"?of={of}")
    linked = re.findall(r'href="([^"]*/rows\?[^"]*)">(\d+)</a>', body)
    assert len(linked) > 12
    for url, count in linked:
        rows = client.get(unescape(url)).content.decode().partition("<tbody>")[2]
        assert len(NUMBER.findall(rows)) == int(count), url


def test_the_way_of_an_objection_by_pages(city: City) -> None:
    closing = frozen(city)
    set_clock(FREEZE_AT + DAY)
    officer, clerk, leader = (client_of(city, name) for name in ("street_officer", "city_clerk", "city_leader"))
    case = row(closing, 2).case_id
    body = read(officer, "row", closing.number, case)
    assert "它已按时联系" in body
    bare = take(officer, closing, "object", case=case, what="ground:out_of_range", proof="")
    assert bare.status_code == 422
    made_up = take(officer, closing, "object", case=case, what="fact:satisfied", proof="见记录")
    assert made_up.status_code == 422
    assert take(officer, closing, "object", case=case, what="ground:out_of_range", proof="见记录3").status_code == 302
    twice = take(officer, closing, "object", case=case, what="ground:out_of_range", proof="见记录3")
    assert twice.status_code == 409
    assert "已经提出过" in twice.content.decode()
    set_clock(PUBLISH_AT)
    assert "发布通报</button>" not in read(leader, "one", closing.number)
    early = take(leader, closing, "publish")
    assert early.status_code == 409
    assert "1件异议尚待裁定" in early.content.decode()
    ruled: dict[str, Any] = {"objection_id": Objection.objects.get().pk, "is_upheld": "1", "reason": "不属受理范围"}
    assert take(officer, closing, "rule", **ruled).status_code == 403
    assert take(clerk, closing, "rule", **ruled).status_code == 302
    assert "发布通报</button>" in read(leader, "one", closing.number)
    assert take(leader, closing, "publish").status_code == 302
    assert take(leader, closing, "correct", case=case, what="fact:contacted", reason="复核录音").status_code == 302
    body = read(officer, "one", closing.number)
    assert "发布后更正" in body
    assert Correction.objects.count() == 1


def test_the_notice_has_the_figures_as_published(city: City) -> None:
    closing = frozen(city)
    client = client_of(city, "street_officer")
    read(client, "notice", closing.number, status=404)
    closing = published(city)
    leader, case = client_of(city, "city_leader"), row(closing, 2).case_id
    assert take(leader, closing, "correct", case=case, what="fact:contacted", reason="复核").status_code == 302
    answer = client.get(reverse("closings:notice", args=[closing.number]))
    document = Document(BytesIO(answer.content))
    words = "\n".join(each.text for each in document.paragraphs)
    assert "威海市红色物业通报〔2021〕1号" in words
    assert "共受理3件" in words
    assert "按时联系2件" in words
    assert closing.digest in words
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    assert "环翠区" in cells
    assert city.firm.unit.name in cells


def test_a_sign_is_looked_at_by_page(city: City) -> None:
    closing = frozen(city)
    sign = Sign.objects.create(closing=closing, kind=SignKind.BURST.value, unit=city.units["firm"], part=10, whole=12)
    clerk = client_of(city, "city_clerk")
    assert "短时间内大量评价" in read(clerk, "one", closing.number)
    assert take(clerk, closing, "look", sign_id=sign.pk, finding="现场集中回访").status_code == 302
    assert "现场集中回访" in read(clerk, "one", closing.number)


@pytest.mark.parametrize("name", ["firm_staff", "caller", "system_admin"])
def test_others_do_not_open_it(city: City, name: str) -> None:
    closing = frozen(city)
    client = client_of(city, name)
    assert client.get(reverse("closings:list")).status_code == 403
    assert client.get(reverse("closings:one", args=[closing.number])).status_code == 403


@pytest.mark.parametrize("number", ["3710-2021-07", "3710-2021", "x", "3710-20210-6", "٣٧١٠-2021-06", "3710-0000-00"])
def test_what_is_not_there_is_not_found(city: City, number: str) -> None:
    frozen(city)
    read(client_of(city, "auditor"), "one", number, status=404)


@pytest.mark.parametrize("query", ["?part=nothing", "?of=planet", "?of=street&key=x", "?of=street"])
def test_a_number_nobody_has_is_refused(city: City, query: str) -> None:
    closing = frozen(city)
    read(client_of(city, "auditor"), "rows", closing.number, query=query, status=404)


def test_nothing_of_the_reporter_stands_on_any_page(city: City) -> None:
    june(city)
    complaint(city, text=SAID, phone=PHONE)
    closing = objected(city)
    client = client_of(city, "department_officer")
    pages = [
        read(client, "one", closing.number),
        read(client, "rows", closing.number, query="?part=received"),
        read(client, "row", closing.number, row(closing).case_id),
    ]
    for body in pages:
        assert PHONE not in body
        assert SAID not in body
        assert "王芳" not in body


def test_a_month_costs_the_same_whatever_it_counts(city: City) -> None:
    closing = frozen(city)
    client = client_of(city, "city_leader")
    burst: dict[str, Any] = {"closing": closing, "kind": SignKind.BURST.value, "part": 10, "whole": 12}
    Sign.objects.create(**burst)
    read(client, "one", closing.number)
    with CaptureQueriesContext(connection) as few:
        read(client, "one", closing.number)
    assert len(few) <= BUDGET, len(few)
    for _more in range(3):
        Sign.objects.create(**burst)
    with CaptureQueriesContext(connection) as more:
        read(client, "one", closing.number)
    assert len(more) == len(few)


def test_the_list_leads_to_the_months(city: City) -> None:
    client = client_of(city, "street_leader")
    assert "还没有结算的月份" in read(client, "list")
    closing = frozen(city, at=FREEZE_AT)
    hrefs = HREF.findall(read(client, "list"))
    assert reverse("closings:one", args=[closing.number]) in hrefs
    assert AT.date().month == closing.month.month
