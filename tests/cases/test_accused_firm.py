"""A complaint about a firm: what the firm sees of it on every path never leads to who complained."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from huying.cases.actions import shielding
from huying.cases.actions.dispatching import Confirmed, dispatch
from huying.rules.case_facts import Kind, Nature
from tests.api.callers import CASES, caller
from tests.people import AT

if TYPE_CHECKING:
    from tests.people import City

NAME, PHONE, DOOR = "王芳", "13812341234", "2单元501"
HOUR = timedelta(hours=1)


@pytest.fixture
def number(city: City) -> str:
    """A shielded complaint, dispatched, its brief released."""
    text = f"我是{NAME}，住{DOOR}，电话{PHONE}。物业乱收费。"
    case = city.receive(text=text, nature=Nature.COMPLAINT, kind=Kind.COMPLAINT, name=NAME, phone=PHONE, door=DOOR)
    confirmed = Confirmed(topic="FEE", place=city.served.key, compound=city.served.key)
    dispatch(case.pk, confirmed, actor=city["district_clerk"], at=AT + HOUR)
    brief = "业主反映物业收费未公示。"
    shielding.release_brief(case.pk, brief=brief, actor=city["street_officer"], at=AT + 2 * HOUR)
    return case.number


def opened(city: City, path: str) -> str:
    client = Client()
    client.force_login(city.people["firm_staff"])
    answer = client.get(path)
    shown = b"".join(answer) if answer.streaming else answer.content
    return shown.decode("utf-8", errors="ignore")


@pytest.mark.parametrize("path", ["/desk/", "/desk/cases/", "/desk/cases/export.csv", "/desk/cases/{number}"])
def test_tv_h04_the_firms_pages_and_exports_name_no_complainant(city: City, number: str, path: str) -> None:
    words = opened(city, path.format(number=number))
    assert [secret for secret in (NAME, PHONE, DOOR, "乱收费") if secret in words] == []


@pytest.mark.parametrize("query", ["乱收费", PHONE, NAME, DOOR])
def test_tv_h04_the_firm_finds_nothing_by_what_it_may_not_read(city: City, number: str, query: str) -> None:
    assert number not in opened(city, f"/desk/cases/?q={query}")


@pytest.mark.parametrize("query", [{}, {"q": "乱收费"}, {"q": PHONE}])
def test_tv_h04_nor_does_what_programs_of_the_firm_read(city: City, number: str, query: dict[str, str]) -> None:
    program = caller(city, "firm_staff")
    read = [program.get(CASES, **query), program.get(f"{CASES}/{number}")]
    words = "".join(answer.content.decode() for answer in read)
    assert [secret for secret in (NAME, PHONE, DOOR, "乱收费") if secret in words] == []
