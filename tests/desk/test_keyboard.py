"""Confirming by keyboard alone: each key does what the help says, none is taken from somebody who types."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from huying.cases.models import Case
from huying.cases.suggesting import suggestion_for
from huying.core import clock
from huying.rules.case_flow import CaseState
from tests.cases.desk import HOUR
from tests.desk.browsing import BASE, DESK, opened
from tests.desk.reaching import TEXT, signed_in
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.people import City

pytestmark = pytest.mark.browser
OPENED = "number => document.querySelector('#triage-title small')?.innerText === number"
COMPOSING = """key => document.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true}))"""


@contextmanager
def at_the_queue(started: Browser, city: City, cases: int = 3) -> Iterator[tuple[Page, list[Case]]]:
    """Open the queue with some cases that wait, the first one open."""
    waiting = [city.receive(text=TEXT, suggestion=suggestion_for(TEXT), at=AT + n * HOUR) for n in range(cases)]
    clock.start_at(AT + 6 * HOUR)
    with opened(started, size=DESK, cookies=signed_in(city, "district_clerk")) as page:
        page.goto(BASE + reverse("cases:triage"))
        yield page, waiting


def now_open(page: Page) -> str:
    return page.inner_text("#triage-title small")


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_load_state()


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_case_is_confirmed_with_one_key_and_the_next_opens(started: Browser, city: City) -> None:
    with at_the_queue(started, city) as (page, cases):
        assert now_open(page) == cases[0].number
        press(page, "a")
        page.wait_for_selector(".undo")
        assert state(cases[0]) == CaseState.DISPATCHED.value
        assert now_open(page) == cases[1].number
        press(page, "Enter")
        page.wait_for_function(OPENED, arg=cases[2].number)
        assert state(cases[1]) == CaseState.DISPATCHED.value


def test_an_open_question_takes_no_key_and_the_way_follows_the_chosen_topic(started: Browser, city: City) -> None:
    text = "我们楼停水停电两天了，没人管。"
    case = city.receive(text=text, suggestion=suggestion_for(text), at=AT)
    clock.start_at(AT + 6 * HOUR)
    with opened(started, size=DESK, cookies=signed_in(city, "district_clerk")) as page:
        page.goto(BASE + reverse("cases:triage"))
        page.wait_for_selector("#by-hand[open]")
        page.wait_for_timeout(200)
        assert page.evaluate("document.activeElement === document.body")
        assert "哪个部位" in page.inner_text("#route")
        page.select_option("#id_part", "common")
        page.wait_for_function("() => !document.querySelector('#route').innerText.includes('哪个部位')")
        page.evaluate("document.activeElement.blur()")
        press(page, "a")
        page.wait_for_selector(".undo")
        assert state(case) == CaseState.DISPATCHED.value


def test_one_moves_chooses_a_topic_and_undoes(started: Browser, city: City) -> None:
    with at_the_queue(started, city) as (page, cases):
        press(page, "j")
        page.wait_for_url(f"**case={cases[1].number}")
        press(page, "k")
        page.wait_for_url(f"**case={cases[0].number}")
        page.keyboard.press("2")
        chosen = page.input_value("#id_topic")
        assert chosen == page.get_attribute('[data-key="2"]', "data-value") != "LFT"
        assert page.locator(".chip-chosen").inner_text() == page.locator('[data-key="2"]').inner_text()
        press(page, "A")
        page.wait_for_selector(".undo")
        assert Case.objects.get(pk=cases[0].pk).topic == chosen
        press(page, "u")
        page.wait_for_selector(".undo", state="detached")
        assert state(cases[0]) == CaseState.TRIAGE.value
        assert now_open(page) == cases[0].number


def test_m_opens_the_fields_and_goes_there(started: Browser, city: City) -> None:
    with at_the_queue(started, city) as (page, _cases):
        assert not page.is_visible("#id_kind")
        page.keyboard.press("m")
        page.wait_for_selector("#id_kind:focus")


def test_x_ticks_and_many_are_sent(started: Browser, city: City) -> None:
    with at_the_queue(started, city) as (page, cases):
        page.keyboard.press("x")
        assert page.locator(".queue input:checked").count() == 1
        page.click("[data-tick-all]")
        assert page.locator(".queue input:checked").count() == 3
        page.click(".batch-bar button[type=submit]")
        page.wait_for_selector(".undo")
        assert {state(case) for case in cases} == {CaseState.DISPATCHED.value}


def test_the_help_names_every_key(started: Browser, city: City) -> None:
    with at_the_queue(started, city) as (page, _cases):
        page.keyboard.press("?")
        page.wait_for_selector("#keys-help[open]")
        named = page.locator("#keys-help kbd").all_inner_texts()
        assert {"j", "k", "Enter", "x", "1", "9", "a", "m", "u", "/", "?"} <= set(named)


@pytest.mark.parametrize("key", ["j", "k", "a", "m", "x", "u", "1", "9", "?", "/", "Enter"])
def test_no_key_is_taken_from_somebody_who_types_or_composes(started: Browser, city: City, key: str) -> None:
    with at_the_queue(started, city) as (page, cases):
        page.evaluate(COMPOSING, key)
        page.focus("#id_place")
        page.fill("#id_place", "")
        if key != "Enter":
            page.keyboard.press(key)
            assert page.input_value("#id_place") == key
        assert page.locator("dialog[open]").count() == 0
        assert page.locator(".queue input:checked").count() == 0
        assert now_open(page) == cases[0].number
        assert {state(case) for case in cases} == {CaseState.TRIAGE.value}


def test_the_undo_goes_when_its_time_is_over(started: Browser, city: City) -> None:
    with at_the_queue(started, city) as (page, _cases):
        page.clock.install()
        press(page, "a")
        page.wait_for_selector(".undo")
        page.clock.fast_forward("00:11")
        page.wait_for_selector(".undo", state="detached")


def test_the_queue_works_without_script(started: Browser, city: City) -> None:
    case = city.receive(text=TEXT, suggestion=suggestion_for(TEXT))
    with opened(started, size=DESK, script=False, cookies=signed_in(city, "district_clerk")) as page:
        page.goto(BASE + reverse("cases:triage"))
        page.select_option("#id_topic", "SVC")
        page.click(".triage-send button")
        assert Case.objects.get(pk=case.pk).topic == "SVC"
        page.click(".undo button")
        assert state(case) == CaseState.TRIAGE.value
