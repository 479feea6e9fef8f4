"""The pages of plans, events and holidays: the whole way by forms, what residents read, a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.seasons.actions import reporting, surging
from huying.seasons.models import DailyReport, SeasonPlan
from tests.cases.desk import client_of, set_clock
from tests.people import AT
from tests.seasons.duty import DAY, HOUR, MINUTE, shift
from tests.seasons.stormy import ENOUGH, FIRST_WORDS, crowd, declared, in_force, proposed
from tests.seasons.test_rosters import DAWN, FIRST, roster_of

if TYPE_CHECKING:
    from tests.people import City

BUDGET = 30
PHONE, NAME, SAID = "13800000001", "某1", "室温只有14度"


def read(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(f"seasons:{name}", args=args))
    assert answer.status_code == status
    return str(answer.content.decode())


def take(client: Client, row: Any, name: str, step: str, **fields: Any) -> Any:
    row.refresh_from_db()
    body = {f"{step}-{key}": value for key, value in ({"version": row.version} | fields).items()}
    return client.post(reverse(f"seasons:{name}_step", args=[row.number, step]), body)


def test_a_plan_by_pages(city: City) -> None:
    set_clock(AT)
    clerk, street = client_of(city, "district_clerk"), client_of(city, "street_officer")
    token = read(clerk, "new_season").partition('name="token"')[2].partition('value="')[2].partition('"')[0]
    facts = {"token": token, "kind": "snow", "title": "除雪预案", "triggers": "降雪", "instructions": "及时除雪"}
    bad = clerk.post(reverse("seasons:new_season"), facts)
    assert bad.status_code == 422
    assert "填写其中一种" in bad.content.decode()
    facts |= {"starts": "11-01", "ends": "03-31", "topics": "SAN"}
    for _press in range(2):
        assert clerk.post(reverse("seasons:new_season"), facts).status_code == 302
    plan = SeasonPlan.objects.get()
    unit = city.units["street"].pk
    assert take(clerk, plan, "season", "add_task", words="组织除雪", unit=unit).status_code == 302
    assert take(clerk, plan, "season", "release").status_code == 302
    assert "启动预案" not in read(street, "season", plan.number)
    assert take(clerk, plan, "season", "open", reason="暴雪预警").status_code == 302
    body = read(street, "season", plan.number)
    assert "组织除雪" in body
    assert "无人" in body
    task = plan.tasks.get()
    assert take(street, plan, "season", "tick", task_id=task.pk, words="完成").status_code == 302
    assert take(street, plan, "season", "close", reason="雪停").status_code == 403
    assert take(clerk, plan, "season", "close", reason="雪停").status_code == 302
    revised = {"triggers": "降雪", "instructions": "雪停即扫", "topics": ["SAN"]}
    assert take(clerk, plan, "season", "revise", **revised).status_code == 302
    later = SeasonPlan.objects.get(edition=2)
    assert later.title in read(clerk, "plans")
    assert take(clerk, later, "season", "dance").status_code == 404
    read(client_of(city, "firm_staff"), "plans", status=403)
    read(client_of(city, "other_clerk"), "season", plan.number, status=404)


def test_an_event_by_pages_and_as_its_reporters_read_it(city: City) -> None:
    surge = proposed(city)
    set_clock(AT + 2 * HOUR)
    leader = client_of(city, "street_leader")
    body = read(leader, "surge", surge.number)
    for secret in (PHONE, NAME, SAID):
        assert secret not in body
    cases = list(surge.links.order_by("pk").values_list("case_id", flat=True))
    facts = {"title": "竹岛片区供暖故障", "unit": city.units["street"].pk, "words": FIRST_WORDS}
    assert take(leader, surge, "surge", "declare", **facts).status_code == 422
    assert take(leader, surge, "surge", "declare", **facts, chosen=cases).status_code == 302
    assert take(leader, surge, "surge", "update", words="已恢复三栋楼").status_code == 302
    link = surge.links.order_by("pk")[0]
    public = tracked(link.case)
    for words in ("竹岛片区供暖故障", "已恢复三栋楼", FIRST_WORDS, f"另有{ENOUGH - 1}人反映"):
        assert words in public
    assert PHONE not in public
    assert take(leader, surge, "surge", "leave_out", chosen=[link.case_id]).status_code == 302
    assert "竹岛片区供暖故障" not in tracked(link.case)
    assert take(leader, surge, "surge", "end", words="全部恢复").status_code == 302
    assert "事件已结束" in tracked(surge.links.order_by("pk")[1].case)
    read(client_of(city, "firm_staff"), "surge", surge.number, status=403)


def tracked(case: Any) -> str:
    """Return the tracking page of a case as its reporter reads it."""
    from huying.portal import passes  # noqa: PLC0415 - the app must be ready

    answer = Client().post(reverse("portal:press"), {"pass": passes.make(case.pk), "word": ""})
    return str(answer.content.decode())


def test_a_holiday_by_pages(city: City) -> None:
    roster = roster_of(city)
    shift(city, "street_officer", unit="street", starts_at=DAWN, length=DAY)
    set_clock(DAWN + 16 * HOUR)
    city.receive(at=DAWN + HOUR)
    client = client_of(city, "street_officer")
    assert "端午" in read(client, "holidays")
    body = read(client, "roster", roster.number)
    assert "无人" in body
    facts: dict[str, Any] = {"version": roster.version, "day": FIRST.isoformat()}
    address = reverse("seasons:send_report", args=[roster.number])
    assert client.post(address, facts).status_code == 422
    assert client.post(address, facts | {"words": "总体平稳"}).status_code == 302
    assert client.post(address, facts | {"words": "总体平稳"}).status_code == 409
    assert DailyReport.objects.get().words == "总体平稳"
    district = read(client_of(city, "district_leader"), "holiday", FIRST.isoformat())
    assert "有空班" in district
    assert city.units["street"].name in district
    read(client_of(city, "other_clerk"), "roster", roster.number, status=404)
    read(client, "holiday", "2021-01-01", status=404)
    read(client, "holiday", "soon", status=422)
    read(client_of(city, "firm_staff"), "holidays", status=403)


@pytest.mark.parametrize("name", ["plans", "surges", "holidays"])
def test_empty_pages_say_so(city: City, name: str) -> None:
    assert 'class="empty"' in read(client_of(city, "district_clerk"), name)


def test_the_number_of_queries_does_not_grow(city: City) -> None:
    surge = declared(city)
    roster = roster_of(city, at=DAWN - 7 * DAY)
    set_clock(DAWN + HOUR)
    client = client_of(city, "district_leader")
    pages: list[tuple[str, list[str]]] = [
        *[(name, []) for name in ("plans", "surges", "holidays")],
        ("season", [surge.season.number]),
        ("surge", [surge.number]),
        ("holiday", [FIRST.isoformat()]),
        ("roster", [roster.number]),
    ]
    counts = []
    for _time in range(2):
        for name, args in pages:
            read(client, name, *args)
        counts.append([_queries(client, name, args) for name, args in pages])
        crowd(city, 3, first=50)
        surging.sweep(at=AT + 3 * HOUR)
        if not SeasonPlan.objects.filter(title="另一预案").exists():
            in_force(city, title="另一预案")
            shift(city, "street_officer", unit="street", starts_at=DAWN, length=20 * HOUR)
            reporting.send(roster.pk, day=FIRST, words="稳", actor=city["street_officer"], at=DAWN + MINUTE)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= BUDGET


def _queries(client: Client, name: str, args: list[str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read(client, name, *args)
    return len(caught)
