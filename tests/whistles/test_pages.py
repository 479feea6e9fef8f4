"""The pages of whistles: from a case in a few presses to the end, within sight and with words for what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.rules.case_facts import Kind, Nature
from huying.whistles import actions
from huying.whistles.models import Whistle
from tests.cases.desk import client_of, sent, set_clock
from tests.people import AT
from tests.whistles.blown import DAY, HOUR, asked, blown, closed

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import City

BUDGET = 12


def read(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"whistles:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def take(client: Client, whistle: Whistle, step: str, **fields: Any) -> Any:
    version = Whistle.objects.values_list("version", flat=True).get(pk=whistle.pk)
    body = {f"{step}-{name}": value for name, value in ({"version": version} | fields).items()}
    return client.post(reverse("whistles:take_step", args=[whistle.pk, step]), body)


def form_of(body: str, name: str) -> str:
    return body.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def test_a_street_whistles_from_a_case_with_the_dossier_filled_in(city: City) -> None:
    set_clock(AT + HOUR)
    case = sent(city, topic="SVC", nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, text="物业不管，电话13812341234")
    officer = client_of(city, "street_officer")
    page = officer.get(reverse("cases:read", args=[case.number])).content.decode()
    assert f"{reverse('whistles:ask')}?case={case.number}" in page
    body = read(officer, "ask", query=f"?case={case.number}")
    assert "海悦花园" in body
    assert "13812341234" not in body
    assert "物业不管" not in body
    given = {"token": form_of(body, "token"), "item": "W01", "cause": "hard_matter", "matter": "违建", "tries": "劝阻"}
    given["called"] = str(city.units["urban"].pk)
    for _twice in range(2):
        answer = officer.post(f"{reverse('whistles:ask')}?case={case.number}", given)
        assert answer.status_code == 302
    whistle = Whistle.objects.get()
    assert (whistle.case, whistle.state) == (case, "waiting")
    assert case.number in read(officer, "one", whistle.pk)


def test_without_a_case_one_says_where_and_a_wrong_place_is_told(city: City) -> None:
    officer = client_of(city, "street_officer")
    assert "id_place" in read(officer, "ask")
    assert "海悦花园" in read(officer, "ask", query=f"?place={city.served.code}")
    read(officer, "ask", query="?place=abc", status=422)
    read(officer, "ask", query="?place=999999999", status=422)


def test_what_was_typed_stays_where_it_is_refused(city: City) -> None:
    officer = client_of(city, "street_officer")
    address = f"{reverse('whistles:ask')}?place=371002003001"
    given = {"token": "t", "item": "W01", "cause": "emergency", "matter": "违建" * 3, "tries": "劝阻"}
    answer = officer.post(address, given)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "请至少勾选一个应报到的单位" in body
    assert "违建违建违建" in body
    assert not Whistle.objects.exists()


def test_the_whole_way_by_pages(city: City) -> None:
    set_clock(AT + HOUR)
    whistle, urban = asked(city), city.units["urban"].pk
    leader, officer = client_of(city, "street_leader"), client_of(city, "street_officer")
    guest, district = client_of(city, "department_officer"), client_of(city, "district_clerk")
    assert "批准吹哨" in read(leader, "one", whistle.pk)
    assert "批准吹哨" not in read(officer, "one", whistle.pk)
    assert take(leader, whistle, "approve").status_code == 302
    assert take(guest, whistle, "acknowledge").status_code == 302
    assert "应哨" in read(district, "one", whistle.pk)
    assert take(officer, whistle, "arrive", unit_id=urban).status_code == 302
    half = take(officer, whistle, "decide", finding="查明", words_1="拆除")
    assert half.status_code == 422
    assert "任务须写明单位" in half.content.decode()
    tasks = {"unit_1": urban, "words_1": "拆除", "due_1": "2021-06-09"}
    assert take(officer, whistle, "decide", finding="查明", **tasks).status_code == 302
    early = take(officer, whistle, "close", result="完成")
    assert early.status_code == 409
    task = whistle.tasks.get()
    assert take(guest, whistle, "finish_task", task_id=task.pk, evidence="照片").status_code == 302
    assert take(officer, whistle, "close", result="完成").status_code == 302
    assert take(officer, whistle, "appraise", unit_id=urban, score=5).status_code == 302
    assert take(guest, whistle, "appraise", unit_id=urban, score=4).status_code == 302
    whistle.refresh_from_db()
    assert whistle.state == "closed"
    numbers = read(district, "units")
    assert "5.0" in numbers
    assert "4.0" in numbers


def test_a_stale_page_says_that_somebody_worked_on_it(city: City) -> None:
    whistle = blown(city)
    answer = client_of(city, "street_officer").post(
        reverse("whistles:take_step", args=[whistle.pk, "arrive"]),
        {"arrive-version": 7, "arrive-unit_id": city.units["urban"].pk},
    )
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("street_officer", 200),
        ("department_officer", 200),
        ("district_clerk", 200),
        ("city_leader", 200),
        ("auditor", 200),
        ("other_clerk", 404),
        ("firm_manager", 403),
        ("caller", 403),
    ],
)
def test_who_sees_a_whistle(city: City, name: str, status: int) -> None:
    whistle = blown(city)
    read(client_of(city, name), "one", whistle.pk, status=status)


def test_out_of_sight_and_not_there_read_the_same(city: City) -> None:
    whistle, other = blown(city), client_of(city, "other_clerk")
    hidden = other.post(reverse("whistles:take_step", args=[whistle.pk, "approve"]), {})
    nothing = other.post(reverse("whistles:take_step", args=[10**9, "approve"]), {})
    assert hidden.status_code == nothing.status_code == 404
    told = [re.sub(r"[0-9a-f]{32}|/[0-9]+/", "", _main(answer)) for answer in (hidden, nothing)]
    assert told[0] == told[1] != ""


def _main(answer: Any) -> str:
    return str(answer.content.decode().partition("<main")[2].partition("</main")[0])


def test_each_number_opens_to_its_rows(city: City) -> None:
    set_clock(AT + 9 * DAY)
    closed(city)
    blown(city)
    district = client_of(city, "district_clerk")
    urban, street = city.units["urban"].pk, city.units["street"].pk
    for query, count in ((f"?called={urban}", 2), (f"?blown={street}", 2), (f"?blown={street}&state=closed", 1)):
        assert read(district, "list", query=query).count('class="cell-matter"') == count
    assert read(district, "list", query=f"?called={urban}&late=on").count('class="cell-matter"') == 0
    read(district, "list", query="?cursor=x", status=422)


def test_a_list_pages_with_a_fixed_number_of_questions(city: City) -> None:
    first = blown(city)
    district = client_of(city, "district_clerk")
    read(district, "list")
    with CaptureQueriesContext(connection) as few:
        read(district, "list")
    for _turn in range(27):
        blown(city)
    with CaptureQueriesContext(connection) as many:
        body = read(district, "list")
    assert len(many) == len(few) <= BUDGET
    assert first.number not in body
    cursor = body.partition("cursor=")[2].partition('"')[0]
    assert first.number in read(district, "list", query=f"?cursor={cursor}")


def test_a_whistle_is_read_with_few_questions(city: City) -> None:
    whistle = blown(city, called=[city.units["urban"].pk, city.units["housing"].pk])
    actions.acknowledge(whistle.pk, actor=city["department_officer"], at=AT + HOUR)
    officer = client_of(city, "street_officer")
    read(officer, "one", whistle.pk)
    with CaptureQueriesContext(connection) as asked_:
        read(officer, "one", whistle.pk)
    assert len(asked_) <= BUDGET
