"""The page of the calendar: a notice is entered at once, wrong lines keep what was typed, entries are taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from huying.rulesets import queries
from huying.rulesets.models import WorkDay

if TYPE_CHECKING:
    from tests.people import City

HOME = "/desk/rules/calendar"
NOTICE = "2027-10-01..2027-10-07 放假 国庆节\n2027-09-26 补班\n2027-10-09 work"


@pytest.fixture
def clerk(city: City) -> Client:
    client = Client()
    client.force_login(city.people["city_clerk"])
    return client


def test_a_notice_is_entered_and_makes_its_year_official(clerk: Client) -> None:
    assert queries.calendar().is_provisional(date(2027, 10, 8))
    assert clerk.post(f"{HOME}/enter", {"days": NOTICE, "source": "国办发明电〔2026〕1号"}).status_code == 302
    assert (WorkDay.objects.count(), WorkDay.objects.filter(is_working=True).count()) == (9, 2)
    assert not queries.calendar().is_provisional(date(2027, 10, 8))
    assert queries.calendar().is_working(date(2027, 9, 26))
    page = clerk.get(HOME).content.decode()
    assert "2027-12-31" in page
    assert "国庆节" in page


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "2027-13-01 off", "2027-10-01 perhaps", "2027-10-07..2027-10-01 off", "2027-01-01..2027-12-31 off"],
)
def test_a_wrong_line_enters_nothing_and_keeps_what_was_typed(clerk: Client, wrong: str) -> None:
    answer = clerk.post(f"{HOME}/enter", {"days": f"2027-10-01 off\n{wrong}" if wrong else "", "source": "通知"})
    assert answer.status_code == 422
    assert "通知" in answer.content.decode()
    assert not WorkDay.objects.exists()


def test_an_entry_is_taken_back(clerk: Client) -> None:
    clerk.post(f"{HOME}/enter", {"days": "2027-10-01 off", "source": ""})
    assert clerk.post(f"{HOME}/2027-10-01/drop").status_code == 302
    assert not WorkDay.objects.exists()
    assert clerk.post(f"{HOME}/2027-10-01/drop").status_code in {404, 409, 422}
    assert clerk.post(f"{HOME}/someday/drop").status_code == 422


def test_others_read_the_calendar_and_enter_nothing(city: City) -> None:
    client = Client()
    client.force_login(city.people["street_officer"])
    page = client.get(HOME)
    assert page.status_code == 200
    assert 'name="days"' not in page.content.decode()
    assert client.post(f"{HOME}/enter", {"days": "2027-10-01 off"}).status_code == 403
