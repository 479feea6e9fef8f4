"""The pages of leadership: the whole way by forms, who sees what, empty states, a fixed number of queries."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from huying.cases.models import Case
from huying.leadership.models import Group, MajorProblem, Plan, PlanMilestone, Visit
from huying.rules.case_facts import Nature
from tests.cases.desk import client_of, set_clock
from tests.leadership.led import DAY, entered, found, met, planned, post_of, running
from tests.people import AT, City

if TYPE_CHECKING:
    from django.test import Client

BUDGET = 26
PHONE, NAME, SAID = "13812341234", "王芳", "我家住502室，物业骂人"


def read(client: Client, name: str, *args: Any, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"leadership:{name}", args=args) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def begin(client: Client, made: str, /, **fields: Any) -> Any:
    address = reverse(f"leadership:new_{made}")
    body = read(client, f"new_{made}")
    token = body.partition('name="token"')[2].partition('value="')[2].partition('"')[0]
    client.post(address, {"token": token} | fields)
    return client.post(address, {"token": token} | fields)


def take(client: Client, row: Any, name: str, step: str, **fields: Any) -> Any:
    row.refresh_from_db()
    body = {f"{step}-{key}": value for key, value in ({"version": row.version} | fields).items()}
    return client.post(reverse(f"leadership:{name}_step", args=[row.number, step]), body)


def test_a_plan_by_pages(city: City) -> None:
    set_clock(AT)
    clerk, street = client_of(city, "district_clerk"), client_of(city, "street_officer")
    facts = {"kind": "project", "title": "书记突破项目", "aim": "全覆盖", "measure": "覆盖率"}
    facts |= {"lead": str(post_of(city, "district_leader")), "starts_on": "2021-06-01", "ends_on": "2021-12-31"}
    assert begin(clerk, "plan", **facts).status_code == 302
    plan = Plan.objects.get()
    unit = city.units["street"].pk
    outside = take(clerk, plan, "plan", "add_milestone", words="摸底", unit=unit, due_on="2022-06-30")
    assert outside.status_code == 422
    assert "节点时间须在规划期内" in outside.content.decode()
    assert take(clerk, plan, "plan", "add_milestone", words="摸底", unit=unit, due_on="2021-06-30").status_code == 302
    assert take(clerk, plan, "plan", "start").status_code == 302
    body = read(street, "plan", plan.number)
    assert "节点完成" in body
    assert "调整节点时间" not in body
    milestone = PlanMilestone.objects.get()
    done = take(street, plan, "plan", "reach", promise_id=milestone.pk, evidence="摸底台账")
    assert done.status_code == 302
    assert take(clerk, plan, "plan", "end", result="覆盖率100%").status_code == 302
    assert "覆盖率100%" in read(street, "plan", plan.number)
    part = begin(clerk, "plan", **facts | {"title": "街道任务", "parent": plan.number})
    assert part.status_code == 302
    assert "街道任务" in read(clerk, "plan", plan.number)
    read(client_of(city, "other_clerk"), "plan", plan.number, status=404)


def test_a_group_by_pages(city: City) -> None:
    set_clock(AT)
    clerk = client_of(city, "district_clerk")
    facts = {"kind": "task_group", "name": "工作专班", "starts_on": "2021-06-01", "ends_on": "2022-06-01"}
    assert begin(clerk, "group", **facts).status_code == 302
    group = Group.objects.get()
    assert "组长、组织部门、住房城乡建设部门" in read(clerk, "group", group.number)
    early = take(clerk, group, "group", "set_up")
    assert early.status_code == 409
    assert "小组须有且只有一名组长" in early.content.decode()
    head = post_of(city, "district_leader")
    assert take(clerk, group, "group", "seat", rank="head", sector="organisation", post=head).status_code == 302
    named = {"rank": "member", "sector": "housing", "body": "住建局", "title": "副局长"}
    assert take(clerk, group, "group", "seat", **named).status_code == 302
    assert take(clerk, group, "group", "set_up").status_code == 302
    meeting = {"title": "首次会议", "held_on": "2021-06-01", "present": 2, "summary": "部署"}
    assert take(clerk, group, "group", "meet", **meeting).status_code == 302
    task = {"session_id": group.sessions.get().pk, "words": "拟方案", "unit": city.units["urban"].pk}
    assert take(clerk, group, "group", "decide", **task, due_on="2021-06-10").status_code == 302
    assert "拟方案" in read(client_of(city, "department_officer"), "group", group.number)


def test_the_ledger_by_pages(city: City) -> None:
    set_clock(AT)
    clerk = client_of(city, "district_clerk")
    place = "371002003001-0001"
    assert begin(clerk, "major", title="失管", matter="无人管", place=place).status_code == 302
    major = MajorProblem.objects.get()
    assert major.place == city.served.pk
    set_clock(AT + 9 * DAY)
    assert major.number in read(clerk, "majors", query="?late=on")
    study = {"studied_on": "2021-06-10", "conclusion": "街道托管"}
    assert take(clerk, major, "major", "study", **study).status_code == 302
    body = read(clerk, "major", major.number)
    assert "街道托管" in body
    assert "逾期，应于2021-06-08前" in body
    assert major.number not in read(clerk, "majors", query="?late=on")


def test_a_visit_by_pages(city: City) -> None:
    set_clock(AT)
    clerk, street = client_of(city, "district_clerk"), client_of(city, "street_officer")
    visitor = post_of(city, "district_leader")
    facts = {"place": "371002003001-0001", "visitor": visitor, "planned_on": "2021-06-03", "aim": "电梯"}
    assert begin(clerk, "visit", **facts).status_code == 302
    visit = Visit.objects.get()
    assert take(clerk, visit, "visit", "make").status_code == 302
    assert take(clerk, visit, "visit", "find_case", words="3号楼电梯停运", topic="LFT").status_code == 302
    unit = city.units["street"].pk
    assert take(clerk, visit, "visit", "find_task", words="协调", unit=unit, due_on="2021-06-10").status_code == 302
    case = Case.objects.get()
    body = read(street, "findings")
    assert case.number in body
    assert "协调" in body
    read(client_of(city, "firm_manager"), "findings", status=403)


def test_the_dossier_tells_nothing_of_reporters(city: City) -> None:
    city.receive(at=AT - 60 * DAY, nature=Nature.COMPLAINT, text=SAID, phone=PHONE, name=NAME, title="502室漏水")
    visit = found(city)
    set_clock(AT + 3 * DAY)
    body = read(client_of(city, "district_leader"), "dossier", visit.number)
    assert "逾期最久" in body
    assert "安居物业服务有限公司" in body
    for secret in (PHONE, NAME, SAID, "502室"):
        assert secret not in body


@pytest.mark.parametrize("name", ["plans", "groups", "majors", "visits", "findings"])
def test_empty_pages_say_so(city: City, name: str) -> None:
    assert 'class="empty"' in read(client_of(city, "district_clerk"), name)


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    client = client_of(city, "district_leader")
    counts = []
    for _time in range(3):  # the first time what is looked up once is looked up
        rows = (("plan", running(city)), ("group", met(city)), ("major", entered(city)), ("visit", found(city)))
        set_clock(AT + 3 * DAY)
        pages = [(name, [row.number]) for name, row in rows]
        pages += [(f"{name}s", []) for name, _row in rows] + [("findings", []), ("dossier", [rows[3][1].number])]
        counts.append([_queries(client, *page) for page in pages])
    assert counts[1] == counts[2]
    assert max(counts[0]) <= BUDGET


def _queries(client: Client, name: str, args: list[str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(client, name, *args)
    return len(caught)


def test_a_step_nobody_knows(city: City) -> None:
    visit = planned(city)
    client = client_of(city, "district_clerk")
    assert take(client, visit, "visit", "dance").status_code == 404
    assert take(client, visit, "visit", "late").status_code == 404


def test_the_progress_report_of_a_plan(city: City) -> None:
    plan = running(city)
    set_clock(AT + 31 * DAY)
    answer = client_of(city, "street_officer").get(reverse("leadership:plan_report", args=[plan.number]))
    assert answer.status_code == 200
    document = Document(BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "节点2项，已完成0项，逾期未完成1项。" in words
    assert "逾期未完成" in [cell.text for row in document.tables[0].rows for cell in row.cells]
