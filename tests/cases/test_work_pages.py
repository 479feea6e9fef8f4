"""My work by deadline, the board of risks and the list: each number is its rows, and the queries stay few."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.actions.filters import save_filter
from huying.cases.actions.shielding import open_identity
from huying.cases.models import Case, SavedFilter
from huying.cases.queries.work import RISKS
from huying.core import clock
from huying.core.models import AuditRecord
from huying.rules.case_facts import Mark, Purpose
from huying.rules.case_flow import CaseState
from huying.rules.standing import Due
from huying.rulesets import stamps
from tests.api.test_query_counts import ENDS, NOW_AND_THEN
from tests.cases.desk import HOUR, busy, client_of, complaint, page, rows_behind, sent, set_clock
from tests.cases.walking import holder_of
from tests.people import AT, COMMUNITY

if TYPE_CHECKING:
    from django.test import Client
    from pytest import Subtests  # noqa: PT013 - a type only

    from tests.people import City

TILE = re.compile(r'<a class="tile[^"]*" href="([^"]*)">\s*<strong>(\d+)</strong>')
HEADING = re.compile(r'<h2 id="(?:group|risk)-[^>]*>[^<]*<a href="([^"]*)">(\d+)</a>')
QUERIES = 20


@pytest.fixture
def _busy(city: City) -> None:
    busy(city)
    set_clock(AT + HOUR)


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize("name", ["street_officer", "district_clerk", "firm_staff", "city_leader", "caller"])
@pytest.mark.parametrize("query", ["", "?own=1"])
def test_each_number_of_my_work_is_its_rows(city: City, name: str, query: str) -> None:
    client = client_of(city, name)
    body = page(client, "work", query=query)
    numbers = TILE.findall(body) + HEADING.findall(body)
    assert len(numbers) >= len(Due) - 1
    assert [(url, len(rows_behind(client, url))) for url, count in numbers] == [
        (url, int(count)) for url, count in numbers
    ]


@pytest.mark.usefixtures("_busy")
def test_the_groups_hold_everything_that_waits_once(city: City) -> None:
    body = page(client_of(city, "street_officer"), "work")
    counted = sum(int(count) for _url, count in TILE.findall(body))
    waiting = Case.objects.filter(holder_unit=city.units["street"]).exclude(
        state__in=[CaseState.ANSWERED.value, CaseState.CLOSED.value, CaseState.STANDING.value]
    )
    assert counted == waiting.count() > 0


@pytest.mark.usefixtures("_busy")
def test_danger_stands_first_in_its_group(city: City) -> None:
    body = page(client_of(city, "street_officer"), "work")
    group = body.partition('id="group-overdue"')[2] if "tag-danger" in body.partition('id="group-today"')[0] else body
    table = group.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "tag-danger" in table.partition("</tr>")[0]


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize("name", ["street_officer", "city_leader"])
def test_each_number_of_the_board_is_its_rows(city: City, name: str) -> None:
    client = client_of(city, name)
    numbers = HEADING.findall(page(client, "risks"))
    assert len(numbers) == len(RISKS)
    for url, count in numbers:
        assert len(rows_behind(client, url)) == int(count), url


def test_the_board_is_not_for_the_firm(city: City) -> None:
    assert client_of(city, "firm_staff").get(reverse("cases:risks")).status_code == 403


def test_a_case_is_accepted_from_its_row_in_one_tap(city: City) -> None:
    case = sent(city)
    client = client_of(city, "firm_staff")
    assert f'value="{case.version}"' in page(client, "work")
    where = reverse("cases:take_step", args=[case.number, "sign"])
    answer = client.post(where, {"sign-version": case.version, "back": "work"})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("cases:work"))
    assert Case.objects.get(pk=case.pk).state == CaseState.HANDLING.value


def test_an_empty_desk_says_so(city: City) -> None:
    assert "empty" in page(client_of(city, "street_officer"), "work")


@pytest.mark.parametrize("name", ["work", "risks", "list"])
def test_the_queries_do_not_grow_with_the_rows(city: City, name: str) -> None:
    client = client_of(city, "street_officer")
    complaint(city)
    set_clock(AT + HOUR)
    few = _queries(client, name)
    busy(city)
    many = _queries(client, name)
    assert len(many) <= QUERIES, many
    assert len(many) - len(few) <= 1, many  # the names of compounds, asked only where there are any


@pytest.mark.parametrize("query", ["", "?overdue=1&kind=complaint&q=电梯"])
def test_a_list_of_many_rows_costs_at_most_twelve_statements(city: City, query: str) -> None:
    client = client_of(city, "street_officer")
    busy(city)
    set_clock(AT + HOUR)
    page(client, "list", query=query)  # what governs which place is read once and kept
    with CaptureQueriesContext(connection) as seen:
        page(client, "list", query=query)
    told = [row["sql"] for row in seen if NOW_AND_THEN not in row["sql"] and not row["sql"].startswith(ENDS)]
    assert len(told) <= 12, [sql[:60] for sql in told]


def _queries(client: Client, name: str) -> list[str]:
    """Return the queries of a page that remembers nothing, so that the count does not hang on the time."""
    stamps.forget()
    clock.forget()
    with CaptureQueriesContext(connection) as seen:
        page(client, name)
    return [row["sql"][:200] for row in seen]


@pytest.mark.usefixtures("_busy")
@pytest.mark.parametrize("name", ["district_clerk", "firm_staff"])
def test_every_mark_can_be_listed(city: City, name: str, subtests: Subtests) -> None:
    client = client_of(city, name)
    for mark in Mark:
        with subtests.test(mark=mark.value):
            assert page(client, "list", query=f"?mark={mark.value}")


@pytest.mark.usefixtures("_busy")
def test_chips_say_what_narrows_and_lift_it(city: City) -> None:
    client = client_of(city, "district_clerk")
    unit = city.units["street"]
    body = page(client, "list", query=f"?holder={unit.pk}&state=dispatched&place=371002003")
    assert unit.name in body
    assert f"?state=dispatched&amp;place={371002003}" in body
    assert f"?holder={unit.pk}&amp;place=371002003" in body


@pytest.mark.parametrize(
    "query",
    [
        "?place=x",
        "?holder=0",
        "?holder=99999999999999999999",
        "?due=never",
        "?risk=x&mark=y",
        "?received_from=2021-13-01",
        "?topic=%00",
    ],
)
def test_a_filter_that_cannot_be_read_is_told_and_kept(city: City, query: str) -> None:
    body = page(client_of(city, "district_clerk"), "list", query=query)
    assert "error-summary" in body
    assert "notice-warning" in body


def test_a_filter_is_kept_and_given_up(city: City) -> None:
    client = client_of(city, "district_clerk")
    client.post(reverse("cases:save_filter"), {"name": "我的超期", "query": "overdue=1"})
    assert "我的超期" in page(client, "list")
    assert "我的超期" in page(client, "work")
    assert "我的超期" not in page(client_of(city, "street_officer"), "list")
    save_filter(name="别人的", query="", actor=city["street_officer"], at=AT)
    client.post(reverse("cases:drop_filter"), {"name": "别人的"})
    client.post(reverse("cases:drop_filter"), {"name": "我的超期"})
    client.post(reverse("cases:drop_filter"), {"name": "我的超期"})
    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["别人的"]
    assert AuditRecord.objects.filter(verb="filter.dropped").count() == 1


@pytest.mark.parametrize("typed", ["竹岛街", "zdjd", "海悦", "hyhy"])
def test_a_place_is_found_by_name_or_initials(city: City, typed: str) -> None:
    body = page(client_of(city, "district_clerk"), "find_place", query=f"?place={typed}")
    assert 'data-value="371002003' in body


def test_nothing_typed_finds_nothing(city: City) -> None:
    assert "data-value" not in page(client_of(city, "district_clerk"), "find_place", query="?place=")


@pytest.mark.parametrize(("name", "is_seen"), [("street_officer", True), ("department_officer", False)])
def test_the_receipt_leads_to_the_case_only_where_it_is_in_sight(city: City, name: str, *, is_seen: bool) -> None:
    fields = {"channel": "phone", "text": "3号楼电梯停运。", "kind": "help", "nature": "service", "token": "1"}
    fields |= {"place": f"{COMMUNITY}-0001", "privacy": "shielded"}
    answer = client_of(city, name).post(reverse("cases:write_down"), fields)
    case = Case.objects.latest("pk")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert case.number in body
    assert (reverse("cases:read", args=[case.number]) in body) is is_seen
    assert ("不在您岗位的管辖范围内" in body) is not is_seen


def test_the_door_number_a_clerk_writes_down_is_sealed_with_the_telephone(city: City) -> None:
    fields = {"channel": "phone", "text": "3号楼电梯停运。", "kind": "help", "nature": "service", "token": "1"}
    fields |= {"place": f"{COMMUNITY}-0001", "privacy": "shielded", "phone": "13812341234", "door": "2单元301"}
    client = client_of(city, "street_officer")
    client.post(reverse("cases:write_down"), fields | {"may_share": "on"})
    case = Case.objects.latest("pk")
    assert case.reporter.may_share_with_repairer
    assert "2单元301" not in page(client, "read", case.number)
    actor, purpose = holder_of(city, case), Purpose.HANDLING_CALL
    assert open_identity(case.pk, purpose=purpose, actor=actor, at=AT).door == "2单元301"
    answer = client.post(reverse("cases:write_down"), fields | {"door": "长" * 61, "token": "2"})
    assert answer.status_code == 422
