"""The Monday sheet: what each part counts, and that it fits on a page."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from huying.cases.models import Case, Problem
from huying.conferences import actions as conferences
from huying.dashboards.monday.paper import MOST, MOST_COMPOUNDS
from huying.dashboards.monday.sheet import sheet_of
from huying.enterprises.models import Service
from huying.rules.weekly import monday_of
from huying.whistles import actions as whistles
from tests.cases.desk import DAY, HOUR, busy, client_of, complaint, read, rows_behind, set_clock
from tests.cases.together import merged
from tests.closings.frozen import FREEZE_AT, objected
from tests.conferences.sat import issued
from tests.people import AT, STREET
from tests.whistles.blown import blown, decided

if TYPE_CHECKING:
    from huying.dashboards.monday.asking import Part, Sheet
    from tests.people import City

BUDGET = 32


def sheet(city: City, name: str = "street_leader", *, place: str = STREET, after: timedelta = 0 * DAY) -> Sheet:
    at = AT + after
    set_clock(at)
    return sheet_of(city[name], place=place, monday=monday_of(at.date()), at=at)


def part(found: Sheet, name: str) -> Part:
    return next(each for each in found.parts if each.name == name)


def words(found: Part) -> str:
    return "\n".join(f"{line.words} {line.more}" for line in found.lines)


def test_a_week_begins_on_its_monday() -> None:
    assert monday_of(date(2021, 6, 1)) == date(2021, 5, 31)
    assert monday_of(date(2021, 5, 31)) == date(2021, 5, 31)
    assert monday_of(date(2021, 6, 6)) == date(2021, 5, 31)


def test_promises_of_last_week_are_kept_late_or_open(city: City) -> None:
    conference = issued(city)
    resolution = conference.resolutions.get()
    first = decided(city).tasks.get()
    second = decided(city).tasks.get()
    by = city["department_officer"]
    whistles.finish_task(first.whistle_id, task_id=first.pk, evidence="已拆除", actor=by, at=AT + 2 * DAY)
    whistles.finish_task(second.whistle_id, task_id=second.pk, evidence="已拆除", actor=by, at=AT + 4 * DAY)
    week = timedelta(days=(resolution.due_on - AT.date()).days) + 7 * DAY
    assert first.due_on == second.due_on == date(2021, 6, 4)
    found = part(sheet(city, after=7 * DAY), "promises")
    assert found.said == "应办2件：按时办结1件，逾期办结1件，未办结0件。"
    later = part(sheet(city, after=week), "promises")
    assert later.count == 1
    assert resolution.words in words(later)
    conferences.finish(
        conference.pk, resolution_id=resolution.pk, evidence="已完成", actor=city["street_officer"], at=AT + week
    )
    assert part(sheet(city, after=week), "promises").count == 0


def test_numbers_of_cases_open_to_their_rows(city: City) -> None:
    busy(city)
    Case.objects.filter(pk=complaint(city).pk).update(reworks=2)
    set_clock(AT + 6 * DAY)
    found = sheet(city, after=6 * DAY)
    client = client_of(city, "street_leader")
    for name in ("overdue", "reworked"):
        each = part(found, name)
        assert each.count
        assert len(rows_behind(client, each.url)) == each.count
    overdue = part(found, "overdue")
    by_unit = [len(rows_behind(client, line.url)) for line in overdue.lines]
    assert sum(by_unit) == overdue.count
    assert by_unit == sorted(by_unit, reverse=True)


def test_the_worst_compounds_say_why(city: City) -> None:
    busy(city)
    found = part(sheet(city, after=7 * DAY), "worst")
    assert found.count == 1
    line = found.lines[0]
    assert line.words == "海悦花园"
    client = client_of(city, "street_leader")
    assert f"{len(rows_behind(client, line.url))}件" in line.more
    assert "电梯" in line.more


def test_only_matters_of_five_people_or_more(city: City) -> None:
    merged(city)
    problem = Problem.objects.get()
    Problem.objects.filter(pk=problem.pk).update(people=4)
    assert part(sheet(city), "matters").count == 0
    Problem.objects.filter(pk=problem.pk).update(people=5)
    found = part(sheet(city), "matters")
    assert found.count == 1
    assert "5人" in words(found)


@pytest.mark.parametrize(("days", "count"), [(0, 0), (1, 1), (60, 1), (61, 0)])
def test_service_that_ends_within_sixty_days(city: City, days: int, count: int) -> None:
    service = Service.objects.get(compound=city.served)
    Service.objects.filter(pk=service.pk).update(valid_to=(AT + days * DAY).date())
    assert part(sheet(city), "contracts").count == count


def test_service_that_is_followed_does_not_end(city: City) -> None:
    ends = (AT + 30 * DAY).date()
    Service.objects.filter(compound=city.served).update(valid_to=ends)
    Service.objects.create(compound=city.served, mode="enterprise", enterprise=city.firm, valid_from=ends)
    assert part(sheet(city), "contracts").count == 0


def test_decisions_wait_the_oldest_first(city: City) -> None:
    busy(city)
    whistle = blown(city)
    whistles.refuse(whistle.pk, ground="no_duty", reason="无此职责", actor=city["department_officer"], at=AT + HOUR)
    found = part(sheet(city, "district_leader", place="371002", after=DAY), "decisions")
    assert found.count == 4
    assert "裁定退单" in found.lines[0].words
    assert "裁定拒绝吹哨" in words(found)


def test_who_rules_on_objections_reads_of_them(city: City) -> None:
    objected(city)
    after = FREEZE_AT + 2 * DAY - AT
    assert "2021-06" in words(part(sheet(city, "city_leader", place="3710", after=after), "decisions"))
    assert part(sheet(city, after=after), "decisions").count == 0


def test_the_page_and_its_paper(city: City) -> None:
    busy(city)
    blown(city)
    set_clock(AT + 7 * DAY)
    client = client_of(city, "street_leader")
    body = read(client, reverse("dashboards:monday"))
    assert "周一工作单" in body
    assert "2021-06-07" in body
    answer = client.get(reverse("dashboards:monday_paper"))
    document = Document(BytesIO(answer.content))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert len(cells) == 2 * 7
    lines = sum(cell.count("\n") + 1 for cell in cells[1::2])
    assert lines <= 6 * (MOST + 1) + MOST_COMPOUNDS + 1
    assert "13812341234" not in body + "".join(cells)
    assert "王芳" not in body + "".join(cells)


def test_every_level_has_its_own_sheet(city: City) -> None:
    client = client_of(city, "city_leader")
    set_clock(AT)
    assert "威海市" in read(client, reverse("dashboards:monday"))
    assert "竹岛街道" in read(client, reverse("dashboards:monday") + f"?place={STREET}")
    assert client_of(city, "firm_staff").get(reverse("dashboards:monday")).status_code == 403


@pytest.mark.parametrize("query", ["?place=x", "?day=2021-13-01", "?place=371002&day=x"])
def test_what_cannot_be_read_is_told(city: City, query: str) -> None:
    set_clock(AT)
    client = client_of(city, "city_leader")
    assert "error-summary" in read(client, reverse("dashboards:monday") + query)
    assert client.get(reverse("dashboards:monday_paper") + query).status_code == 200
    assert client.get(reverse("dashboards:monday") + "?place=999999").status_code == 404


def test_the_queries_do_not_grow(city: City) -> None:
    busy(city)
    set_clock(AT + 7 * DAY)
    client = client_of(city, "street_leader")
    read(client, reverse("dashboards:monday"))
    with CaptureQueriesContext(connection) as few:
        read(client, reverse("dashboards:monday"))
    assert len(few) <= BUDGET, len(few)
    busy(city)
    with CaptureQueriesContext(connection) as more:
        read(client, reverse("dashboards:monday"))
    assert len(more) == len(few)
