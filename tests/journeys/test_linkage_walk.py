"""A whistle and a conference walked in the browser, by the people they concern, on a phone and at a desk."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from huying.conferences.models import Conference, Resolution
from huying.core import clock
from huying.rules.conferences import ConferenceState, ResolutionState
from huying.rules.whistles import WhistleState
from huying.whistles.models import Whistle
from tests.cases.desk import DAY, HOUR, complaint
from tests.desk.browsing import BASE, DESK, PHONE, opened
from tests.desk.reaching import signed_in
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from playwright.sync_api import Browser, Page

    from tests.people import City

pytestmark = pytest.mark.browser
DONE = ".notice-success"


class Walk:
    """Somebody of the cast at a page."""

    def __init__(self, started: Browser, city: City) -> None:
        self.started, self.city = started, city

    @contextmanager
    def as_(self, name: str, address: str, *, size: tuple[int, int] = DESK) -> Iterator[Page]:
        """Open a page as somebody."""
        with opened(self.started, size=size, cookies=signed_in(self.city, name)) as page:
            page.goto(BASE + address)
            yield page


def press(page: Page, step: str, **fields: str) -> None:
    """Open a step, fill it in and press its button; wait for what the page says then."""
    page.click(f"#step-{step} summary")
    for name, value in fields.items():
        page.fill(f'#step-{step} [name="{step}-{name}"]', value)
    page.click(f"#step-{step} button[type=submit]")
    page.wait_for_selector(DONE)


def choose(page: Page, step: str, fields: dict[str, str]) -> None:
    """Open a step, tick its boxes or choose from its list, and press its button."""
    page.click(f"#step-{step} summary")
    for selector, value in fields.items():
        if page.locator(f"#step-{step} select option[value='{value}']").count():
            page.select_option(f"#step-{step} select", value)
        else:
            page.check(selector)
    page.click(f"#step-{step} button[type=submit]")
    page.wait_for_selector(DONE)


def test_a_whistle_is_walked_from_a_case_to_its_end(started: Browser, city: City) -> None:
    clock.start_at(AT)
    case = complaint(city)
    walk = Walk(started, city)
    with walk.as_("street_leader", reverse("cases:read", args=[case.number])) as page:
        page.click(f'a[href*="{reverse("whistles:ask")}"] >> nth=0')
        page.wait_for_selector('select[name="item"]')
        page.check(f'input[name="called"][value="{city.units["urban"].pk}"]')
        page.fill('textarea[name="tries"]', "上门劝阻两次，未停工")
        page.click('main form[data-draft="whistle"] button[type=submit]')
        page.wait_for_selector(".case-state")
    whistle = Whistle.objects.get()
    assert (whistle.state, whistle.case) == (WhistleState.BLOWN.value, case)
    own = reverse("whistles:one", args=[whistle.pk])
    with walk.as_("department_officer", own, size=PHONE) as page:
        page.click('form[action$="/steps/acknowledge"] button')
        page.wait_for_selector(DONE)
    clock.start_at(AT + HOUR)
    with walk.as_("street_officer", own, size=PHONE) as page:
        there = f'input[name="arrive-unit_id"][value="{city.units["urban"].pk}"]'
        page.click(f"form:has({there}) button")
        page.wait_for_selector(DONE)
        press(page, "decide", finding="现场查实加建", **_task(page, city))
    with walk.as_("department_officer", own, size=PHONE) as page:
        press(page, "finish_task", evidence="已拆除，照片三张")
    with walk.as_("street_officer", own) as page:
        press(page, "close", result="已拆除，居民无异议")
        assert page.locator('a[href$=".docx"]').count() >= 3
    whistle.refresh_from_db()
    assert whistle.state == WhistleState.CLOSED.value
    call = whistle.calls.get(unit=city.units["urban"])
    assert (call.acknowledged_at is not None, call.arrived_at is not None, call.late_at) == (True, True, None)


def _task(page: Page, city: City) -> dict[str, str]:
    """Choose the unit of the first task, and return its words and day."""
    page.click("#step-decide summary")
    page.select_option('#step-decide select[name^="decide-"] >> nth=0', str(city.units["urban"].pk))
    names = page.eval_on_selector_all(
        "#step-decide [name]", "all => all.map(each => each.name + '|' + each.type).filter(each => each.includes('1'))"
    )
    page.click("#step-decide summary")
    words = next(each for each in names if "date" not in each and "select" not in each).split("|")[0]
    day = next(each for each in names if each.endswith("|date")).split("|")[0]
    due = (AT + 3 * DAY).date().isoformat()
    return {words.removeprefix("decide-"): "立案查处", day.removeprefix("decide-"): due}


def test_a_conference_is_walked_from_its_plan_to_what_is_done(started: Browser, city: City) -> None:
    clock.start_at(AT)
    walk = Walk(started, city)
    starts = AT + 2 * DAY
    conference = _called(walk, city, starts)
    own = reverse("conferences:one", args=[conference.number])
    clock.start_at(starts + HOUR)
    with walk.as_("department_officer", reverse("conferences:here", args=[conference.number]), size=PHONE) as page:
        assert page.locator("main").count() == 1
    _held(walk, city, conference, starts)
    with walk.as_("department_officer", own, size=PHONE) as page:
        choose(page, "comment", {"#step-comment [value='agreed']": "agreed"})
    with walk.as_("street_leader", own) as page:
        page.click('form[action$="/steps/issue"] button')
        page.wait_for_selector(DONE)
    with walk.as_("department_officer", own, size=PHONE) as page:
        press(page, "finish", evidence="已划线，照片三张")
    conference.refresh_from_db()
    assert conference.state == ConferenceState.ISSUED.value
    assert Resolution.objects.get().state == ResolutionState.DONE.value


def _called(walk: Walk, city: City, starts: datetime) -> Conference:
    with walk.as_("street_officer", reverse("conferences:plan")) as page:
        page.select_option('select[name="kind"]', "street")
        page.fill('input[name="title"]', "六月物业管理联席会议")
        page.fill('input[name="room"]', "街道二楼会议室")
        page.fill('input[name="starts_at"]', f"{starts + timedelta(hours=8):%Y-%m-%dT%H:%M}")
        page.click("main form button[type=submit]")
        page.wait_for_selector(".case-state")
        press(page, "add_item", words="海悦花园消防通道被占")
        units = [city.units[name].pk for name in ("street", "urban")]
        choose(page, "invite", {f"#step-invite input[value='{pk}']": "" for pk in units})
        page.click('form[action$="/steps/call"] button')
        page.wait_for_selector(DONE)
    return Conference.objects.get()


def _held(walk: Walk, city: City, conference: Conference, starts: datetime) -> None:
    lead = conference.members.get(unit=city.units["urban"])
    with walk.as_("street_officer", reverse("conferences:one", args=[conference.number])) as page:
        there = [row.pk for row in conference.members.all()]
        choose(page, "attend", {f"#step-attend input[value='{pk}']": "" for pk in there})
        page.click('form[action$="/steps/hold"] button')
        page.wait_for_selector(DONE)
        press(page, "sum_up", summary="各方确认通道被占三个月")
        page.click("#step-resolve summary")
        page.select_option('#step-resolve select[name="resolve-lead_id"]', str(lead.pk))
        page.select_option('#step-resolve select[name="resolve-basis"]', "consent")
        page.fill('#step-resolve textarea[name="resolve-words"]', "清理通道并划线")
        page.fill('#step-resolve input[name="resolve-due_on"]', (starts + 7 * DAY).date().isoformat())
        page.click("#step-resolve button[type=submit]")
        page.wait_for_selector(DONE)
        choose(page, "circulate", {f'#step-circulate input[name="circulate-asked"][value="{lead.pk}"]': ""})
