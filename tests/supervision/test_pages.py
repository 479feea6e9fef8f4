"""The pages of supervision: filled in from a case, within sight, with words for what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions.urging import urge
from huying.rules.case_facts import Kind, Nature
from huying.rules.marks import MarkKind
from huying.supervision import actions
from huying.supervision.models import Mark, Measure, Order
from tests.cases.desk import client_of, sent, set_clock
from tests.people import AT
from tests.rights.canaries import COMPLAINT, EVERYTHING
from tests.supervision.ordered import DAY, HOUR, appealed, housing, issued, marked, rectified, talked
from tests.whistles.blown import blown

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

BUDGET = 14


def read(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"supervision:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def take(client: Client, life: str, row: Any, step: str, **fields: Any) -> Any:
    version = type(row).objects.values_list("version", flat=True).get(pk=row.pk)
    body = {f"{step}-{name}": value for name, value in ({"version": version} | fields).items()}
    return client.post(reverse(f"supervision:{life}_step", args=[row.pk, step]), body)


def value_of(body: str, name: str) -> str:
    return body.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def test_from_a_case_an_order_is_filled_in_without_a_word_of_the_reporter(city: City) -> None:
    set_clock(AT + HOUR)
    case = sent(city, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, text=COMPLAINT, address="七栋")
    clerk = client_of(city, "district_clerk")
    page = clerk.get(reverse("cases:read", args=[case.number])).content.decode()
    address = f"{reverse('supervision:new')}?case={case.number}"
    assert address in page
    body = read(clerk, "new", query=f"?case={case.number}")
    assert "海悦花园" in body
    given = {"token": value_of(body, "token"), "unit_id": city.units["street"].pk, "kind": "order"}
    given |= {"matter": body.partition('name="matter"')[2].partition(">")[2].partition("<")[0].strip()}
    given |= {"demand": "三日内核实并回报", "instructed_on": "2021-06-01"}
    for _twice in range(2):
        answer = clerk.post(address, given)
        assert answer.status_code == 302
    order = Order.objects.get()
    assert (order.case, order.unit, order.instructed_on) == (case, city.units["street"], None)
    shown = read(client_of(city, "street_officer"), "order", order.pk)
    for secret in (*EVERYTHING, "七栋"):
        assert secret not in body + shown + order.matter


def test_from_a_whistle_and_from_a_place(city: City) -> None:
    whistle, clerk = blown(city), client_of(city, "district_clerk")
    page = clerk.get(reverse("whistles:one", args=[whistle.pk])).content.decode()
    assert f"{reverse('supervision:new')}?whistle={whistle.pk}" in page
    assert whistle.number in read(clerk, "new", query=f"?whistle={whistle.pk}")
    read(clerk, "new", query="?whistle=999999", status=404)
    assert "id_place" in read(clerk, "new")
    assert "海悦花园" in read(clerk, "new", query=f"?place={city.served.code}")
    read(clerk, "new", query="?place=abc", status=422)
    read(clerk, "new", query="?place=999999999", status=422)
    assert "没有您单位的下级" in read(client_of(city, "street_officer"), "new", query="?place=371002003")


def test_what_was_typed_stays_and_a_firm_is_refused_with_what_there_is(city: City) -> None:
    clerk = client_of(city, "district_clerk")
    address = f"{reverse('supervision:new')}?place={city.served.code}"
    given = {"token": "t", "unit_id": city.firm.unit.pk, "kind": "order", "matter": "电梯", "demand": "办结" * 3}
    answer = clerk.post(address, given)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "对企业可以约谈、责令改正或移送" in body
    assert "办结办结办结" in body
    past = clerk.post(address, given | {"unit_id": city.units["street"].pk, "due_on": "2021-05-31"})
    assert past.status_code == 422
    assert not Order.objects.exists()


def test_an_order_by_pages(city: City) -> None:
    set_clock(AT + HOUR)
    order = issued(city)
    street, clerk = client_of(city, "street_officer"), client_of(city, "district_clerk")
    assert "签收" in read(street, "order", order.pk)
    assert take(street, "order", order, "receive").status_code == 302
    assert take(street, "order", order, "report", report="已办").status_code == 422
    assert take(clerk, "order", order, "close", closing="同意").status_code == 409
    assert take(street, "order", order, "report", report="已办", evidence="照片").status_code == 302
    assert take(clerk, "order", order, "send_back", reason="照片不清").status_code == 302
    assert take(street, "order", order, "report", report="已办", evidence="新照片").status_code == 302
    assert take(clerk, "order", order, "close", closing="同意").status_code == 302
    body = read(clerk, "order", order.pk)
    assert "新照片" in body
    assert "照片不清" in body
    assert take(clerk, "order", order, "nothing").status_code == 404
    stale = clerk.post(reverse("supervision:order_step", args=[order.pk, "withdraw"]), {"withdraw-version": 1})
    assert stale.status_code == 422


def test_a_mark_by_pages_and_none_for_a_firm(city: City) -> None:
    set_clock(AT + HOUR)
    order, leader = issued(city), client_of(city, "district_leader")
    address = f"{reverse('supervision:new_mark')}?order={order.pk}"
    assert address in read(leader, "order", order.pk)
    body = read(leader, "new_mark", query=f"?order={order.pk}")
    given = {"token": value_of(body, "token"), "kind": "yellow", "reason": "M03", "words": "推诿"}
    assert leader.post(address, given | {"kind": "red"}).status_code == 422
    assert leader.post(address, given).status_code == 302
    mark, street, above = Mark.objects.get(), client_of(city, "street_leader"), client_of(city, "city_leader")
    assert take(street, "mark", mark, "receive").status_code == 302
    assert take(street, "mark", mark, "appeal", appeal="非本单位职责").status_code == 302
    assert take(above, "mark", mark, "lift", reason="职责不清").status_code == 302
    ledger = read(client_of(city, "auditor"), "marks")
    assert mark.number in ledger
    assert "已撤销" in ledger
    case = sent(city)
    refused = read(leader, "new_mark", query=f"?case={case.number}", status=422)
    assert "不得针对企业" in refused
    assert f"{reverse('supervision:new_measure')}?case={case.number}" in refused
    read(leader, "new_mark", status=422)


def test_a_measure_by_pages(city: City) -> None:
    set_clock(AT + HOUR)
    housing(city)
    officer, case = client_of(city, "housing_officer"), sent(city)
    address = f"{reverse('supervision:new_measure')}?place={city.served.code}"
    body = read(officer, "new_measure", query=f"?place={city.served.code}")
    assert "安居物业" in body
    given = {"token": value_of(body, "token"), "kind": "rectify", "words": "恢复用途", "ground": "G03"}
    assert officer.post(address, given | {"due_on": "2021-05-01"}).status_code == 422
    assert "亮牌和通报只针对行政单位" in officer.post(address, given | {"kind": "yellow"}).content.decode()
    assert officer.post(address, given | {"due_on": "2021-06-20"}).status_code == 302
    measure = Measure.objects.get()
    assert "行政复议" in read(officer, "measure", measure.pk)
    assert take(officer, "measure", measure, "serve", service="by_post").status_code == 302
    assert take(officer, "measure", measure, "finish", outcome="taken", result="无").status_code == 422
    assert take(officer, "measure", measure, "finish", outcome="mended", result="已恢复").status_code == 302
    street = client_of(city, "street_officer")
    assert "安居物业" in read(street, "new_measure", query=f"?case={case.number}")
    read(street, "new_measure", query=f"?place={city.unserved.code}", status=422)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("street_officer", 200),
        ("district_clerk", 200),
        ("community_worker", 404),
        ("department_officer", 404),
        ("hotline_desk", 404),
        ("city_leader", 200),
        ("auditor", 200),
        ("other_clerk", 404),
        ("firm_manager", 403),
        ("caller", 403),
    ],
)
def test_who_sees_an_order(city: City, name: str, status: int) -> None:
    order, mark, measure = issued(city), marked(city), rectified(city)
    client = client_of(city, name)
    for life, row in (("order", order), ("mark", mark), ("measure", measure)):
        read(client, life, row.pk, status=status)


def test_lists_are_narrowed_and_refuse_a_bad_cursor(city: City) -> None:
    street = city.units["street"].pk
    issued(city)
    late = issued(city, unit_id=city.units["urban"].pk)
    actions.sweep(at=AT + DAY)
    actions.receive(late.pk, actor=city["department_officer"], at=AT + DAY)
    clerk = client_of(city, "district_clerk")
    for query, count in (
        ("", 2),
        ("?state=issued", 1),
        ("?kind=instruction", 0),
        (f"?unit={street}", 1),
        ("?late=on", 2),
        (f"?unit={street}&state=received", 0),
    ):
        assert read(clerk, "list", query=query).count('class="cell-matter"') == count
    marked(city)
    talked(city)
    assert read(clerk, "marks", query="?kind=yellow").count('class="cell-matter"') == 1
    assert read(clerk, "measures", query="?kind=rectify").count('class="cell-matter"') == 0
    for name in ("list", "marks", "measures", "reminders"):
        read(clerk, name, query="?cursor=x", status=422)


@pytest.mark.parametrize("life", ["list", "marks", "measures"])
def test_a_list_pages_with_a_fixed_number_of_questions(city: City, life: str) -> None:
    order = issued(city)
    make: dict[str, Any] = {
        "list": lambda: issued(city),
        "marks": lambda: marked(city, order=order, kind=MarkKind.YELLOW),
        "measures": lambda: talked(city),
    }
    first, clerk = make[life](), client_of(city, "district_clerk")
    read(clerk, life)
    with CaptureQueriesContext(connection) as few:
        read(clerk, life)
    for _turn in range(27):
        make[life]()
    with CaptureQueriesContext(connection) as many:
        body = read(clerk, life)
    assert len(many) == len(few) <= BUDGET
    assert first.number not in body
    cursor = body.partition("cursor=")[2].partition('"')[0]
    assert first.number in read(clerk, life, query=f"?cursor={cursor}")


def test_one_page_asks_few_questions(city: City) -> None:
    mark = appealed(city)
    clerk = client_of(city, "district_clerk")
    for life, pk in (("order", mark.order_id), ("mark", mark.pk)):
        read(clerk, life, pk)
        with CaptureQueriesContext(connection) as asked:
            read(clerk, life, pk)
        assert len(asked) <= BUDGET


def test_reminders_are_read_from_cases(city: City) -> None:
    case = sent(city)
    urge(case.pk, note="请抓紧", actor=city["district_clerk"], at=AT + HOUR)
    assert case.number in read(client_of(city, "district_clerk"), "reminders")
    assert case.number not in read(client_of(city, "other_clerk"), "reminders")
