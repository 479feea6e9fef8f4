"""The pages of transfers, and the letter read back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from huying.transfers.models import Transfer
from huying.transfers.queries.offered import evidence_of
from tests.cases.desk import client_of, read, set_clock
from tests.people import AT
from tests.rights.canaries import IDENTIFYING
from tests.transfers.sent import DAY, asked, case_of, decided, received, sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City


def posted(client: Client, transfer: Transfer, step: str, **body: str) -> int:
    data = {f"{step}-{name}": value for name, value in body.items()}
    address = reverse("transfers:take_step", args=[transfer.number, step])
    return client.post(address, {f"{step}-version": str(transfer.version)} | data).status_code


def test_a_letter_is_written_from_the_page_of_a_case(city: City) -> None:
    case = case_of(city)
    set_clock(AT + DAY)
    client = client_of(city, "street_officer")
    assert f"/desk/transfers/new?case={case.number}" in read(client, reverse("cases:read", args=[case.number]))
    where = f"{reverse('transfers:ask')}?case={case.number}"
    body = read(client, where)
    assert not [word for word in IDENTIFYING if word in body]
    fields = {
        "token": "a" * 20,
        "body": "police",
        "addressee": "环翠区公安分局",
        "matter": "门岗人员推搡老人",
        "ground": "治安管理处罚法第四十三条",
    }
    assert client.post(where, fields).status_code == 422
    fields |= {"evidence": evidence_of(case)[0].key}
    assert client.post(where, fields | {"matter": "电话13987650432"}).status_code == 422
    first, again = (client.post(where, fields)["Location"] for _twice in range(2))
    transfer = Transfer.objects.get()
    assert first == again == reverse("transfers:one", args=[transfer.number])
    assert transfer.number in read(client_of(city, "street_leader"), first)


def test_the_way_of_a_letter_by_its_page(city: City) -> None:
    transfer = asked(city)
    set_clock(AT + DAY)
    assert posted(client_of(city, "street_leader"), transfer, "approve") == 302
    client = client_of(city, "street_officer")
    transfer.refresh_from_db()
    assert posted(client, transfer, "receipt", received_at="2021-06-02T09:00") == 422  # before the letter
    assert posted(client, transfer, "receipt", received_at="x") == 422
    assert posted(client, transfer, "receipt", received_at="2021-06-02T10:00", receipt_number="9号") == 302
    transfer.refresh_from_db()
    assert posted(client, transfer, "urge", note="电话催问") == 302
    transfer.refresh_from_db()
    assert posted(client, transfer, "decision", outcome="filed", decision="立案", decided_at="2021-06-02T10:00") == 302
    transfer.refresh_from_db()
    body = read(client, reverse("transfers:one", args=[transfer.number]))
    assert "立案" in body
    assert "/steps/" not in body
    assert posted(client, transfer, "urge", note="再催") == 409
    assert posted(client, transfer, "fly") == 404


def test_the_list_begins_with_what_is_waited_for_and_shows_what_is_late(city: City) -> None:
    waiting, coming, done = asked(city), sent(city), decided(city)
    set_clock(AT + 10 * DAY)
    client = client_of(city, "street_officer")
    body = read(client, reverse("transfers:list"))
    assert coming.number in body
    assert waiting.number not in body
    assert done.number not in body
    assert "badge-late" in body
    every = read(client, f"{reverse('transfers:list')}?state=any")
    assert all(row.number in every for row in (waiting, coming, done))
    late = read(client, f"{reverse('transfers:list')}?state=any&late=on")
    assert coming.number in late
    assert done.number not in late
    assert client.get(f"{reverse('transfers:list')}?cursor=x").status_code == 422


def test_the_list_costs_the_same_whatever_there_is(city: City) -> None:
    client = client_of(city, "district_clerk")
    address = f"{reverse('transfers:list')}?state=any"
    counts = []
    for _round in range(2):
        received(city)
        sent(city)
        read(client, address)
        with CaptureQueriesContext(connection) as caught:
            read(client, address)
        counts.append(len(caught))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "name", ["firm_staff", "caller", "hotline_desk", "department_officer", "other_clerk", "system_admin"]
)
def test_others_find_nothing(city: City, name: str) -> None:
    transfer = sent(city)
    client = client_of(city, name)
    for address in (
        reverse("transfers:one", args=[transfer.number]),
        reverse("transfers:paper", args=[transfer.number]),
        f"{reverse('transfers:ask')}?case={transfer.case.number}",
    ):
        assert client.get(address).status_code in {403, 404}
    assert posted(client, transfer, "urge", note="催") in {403, 404}
    found = client.get(reverse("transfers:list"))
    assert transfer.number not in found.content.decode()


def test_the_letter_as_an_office_opens_it(city: City) -> None:
    transfer = asked(city)
    client = client_of(city, "street_officer")

    def words() -> str:
        answer = client.get(reverse("transfers:paper", args=[transfer.number]))
        assert answer.status_code == 200
        document = Document(BytesIO(answer.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)

    assert "（未批准，草稿）" in words()
    transfer = sent(city, case=transfer.case)
    said = words()
    for each in (
        "竹岛街道办事处移送函〔2021〕1号",
        "环翠区公安分局：",
        "治安管理处罚法第四十三条",
        str(transfer.evidence[0]["sha256"]),
        "2021年06月01日",
    ):
        assert each in said
    assert not [word for word in IDENTIFYING if word in said]
