"""The page of what one was told: one's own alone, read once, page by page, and counted on every page of the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.core import clock, outbox
from huying.core.actors import SYSTEM
from huying.core.invariants import judge
from huying.core.models import AuditRecord
from huying.notices import invariants
from huying.notices.actions import Told, mark_all_read, mark_read, tell
from huying.notices.models import Notice
from huying.rules.errors import RuleBrokenError
from tests.cases.desk import client_of, read, sent
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

PAGE = "/desk/notices/"


def tell_many(city: City, count: int, *, name: str = "firm_staff") -> None:
    """Tell somebody many things."""
    person = city.people[name].pk
    news = [
        Told(key=f"case.step:{n}", person=person, kind="case.urged", subject=f"20210601-{n:06}") for n in range(count)
    ]
    tell(news, actor=SYSTEM, at=AT)


def broken() -> list[str]:
    return [each.invariant.name for each in judge(invariants.invariants()) if each.count]


def test_a_notice_leads_to_its_case_and_is_read_once(city: City) -> None:
    case = sent(city)
    clock.start_at(AT)
    outbox.drain()
    client = client_of(city, "firm_staff")
    body = read(client, PAGE)
    assert f"/desk/cases/{case.number}" in body
    row = Notice.objects.get(person=city.people["firm_staff"])
    for _turn in range(2):
        assert client.post(f"{PAGE}{row.pk}/read").status_code == 302
    assert AuditRecord.objects.filter(verb="notice.read", object_id=row.pk).count() == 1
    answer = client.post(f"{PAGE}{row.pk}/read", {"open": "1"})
    assert answer["Location"] == f"/desk/cases/{case.number}"
    assert client.get(answer["Location"]).status_code == 200
    assert broken() == []


def test_the_head_of_every_desk_page_counts_what_is_unread(city: City) -> None:
    client = client_of(city, "firm_staff")
    assert 'class="unread"' not in read(client, "/desk/cases/")
    tell_many(city, 3)
    assert "</span> 3</span>" in read(client, "/desk/cases/")
    mark_all_read(up_to=Notice.objects.latest("pk").pk, actor=city["firm_staff"], at=AT)
    assert 'class="unread"' not in read(client, "/desk/cases/")


def test_the_count_costs_one_statement_and_stops_at_a_hundred(city: City) -> None:
    client = client_of(city, "firm_staff")
    tell_many(city, 130)
    read(client, "/desk/cases/")
    with CaptureQueriesContext(connection) as seen:
        body = read(client, "/desk/cases/")
    assert "</span> 100+</span>" in body
    asked = [row["sql"] for row in seen if "notices_notice" in row["sql"]]
    assert len(asked) == 1
    assert "LIMIT 100" in asked[0]


def test_pages_follow_by_cursor_and_none_is_shown_twice(city: City) -> None:
    tell_many(city, 60)
    client = client_of(city, "firm_staff")
    found: list[str] = []
    address = PAGE
    while address:
        body = read(client, address)
        found += [part[:15] for part in body.split('class="cell-number">')[1:]]
        more = body.partition('rel="next"')[2].partition('href="')[2].partition('"')[0]
        address = PAGE + more if more else ""
    assert found == [f"20210601-{n:06}" for n in reversed(range(60))]


def test_what_came_after_the_page_was_shown_stays_unread(city: City) -> None:
    tell_many(city, 2)
    shown = Notice.objects.latest("pk").pk
    tell_many(city, 3)
    assert mark_all_read(up_to=shown, actor=city["firm_staff"], at=AT) == 2
    client = client_of(city, "firm_staff")
    assert read(client, PAGE + "?unread=1").count("cell-number") == 1


def test_nobody_reads_or_marks_what_another_was_told(city: City) -> None:
    tell_many(city, 1)
    row = Notice.objects.get()
    assert row.subject not in read(client_of(city, "city_leader"), PAGE)
    assert client_of(city, "city_leader").post(f"{PAGE}{row.pk}/read").status_code == 404
    with pytest.raises(RuleBrokenError, match=r"notice\.not_found"):
        mark_read(row.pk, actor=city["firm_manager"], at=AT)
    assert mark_all_read(up_to=row.pk, actor=city["firm_manager"], at=AT) == 0
    row.refresh_from_db()
    assert row.read_at is None


def test_the_doctor_sees_a_notice_read_before_it_was_told_and_one_of_no_kind(city: City) -> None:
    tell_many(city, 2)
    first, last = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=first.pk).update(read_at=AT - timedelta(hours=1))
    Notice.objects.filter(pk=last.pk).update(kind="nobody.knows")
    assert broken() == ["notice.kind", "notice.read"]


def test_a_page_of_a_kind_no_app_knows_any_more_is_still_shown(city: City) -> None:
    tell_many(city, 1)
    Notice.objects.update(kind="nobody.knows")
    assert "nobody.knows" in read(client_of(city, "firm_staff"), PAGE)
