"""Every page of the desk in every state, in a real browser: axe, no sideways scroll, targets, names, without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.ui.language import COOKIE, ELDER_COOKIE
from tests.browsing import TWICE, violations
from tests.cases.desk import busy
from tests.desk.browsing import BASE, opened
from tests.desk.reaching import State, signed_in
from tests.desk.states import STATES
from tests.ui.test_browser import SIDEWAYS, SMALL, UNNAMED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.people import City

pytestmark = [pytest.mark.browser, pytest.mark.look]
ENGLISH = {COOKIE: "en"}
WIDE, NARROW, DOUBLED = 1366, 360, 1280


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_used_by_everybody(started: Browser, city: City, state: State) -> None:
    """Try the one page wide, on a phone, in large type, at 200 % and in English."""
    cookies = signed_in(city, state.by)
    with opened(started, size=(1366, 768), cookies=cookies) as page:
        state.reach(page, city)
        for width, least in ((WIDE, 24), (NARROW, 44)):
            assert _fits(page, width, least)
            assert violations(page) == []
        page.evaluate("document.documentElement.classList.add('elder')")
        assert _fits(page, NARROW, 60)
        page.evaluate("document.documentElement.classList.remove('elder')")
        page.set_viewport_size({"width": DOUBLED, "height": 768})
        page.evaluate(TWICE)
        assert page.evaluate(SIDEWAYS) == 0
        if state.then is None:
            cookies |= ENGLISH
            page.goto(page.url)
            assert page.locator("html").get_attribute("lang") == "en"
            assert _fits(page, NARROW, 44)


@pytest.mark.parametrize("state", [state for state in STATES if state.then is not None], ids=lambda state: state.name)
def test_what_somebody_did_reads_well_in_english(started: Browser, city: City, state: State) -> None:
    with opened(started, size=(360, 768), cookies=ENGLISH | signed_in(city, state.by)) as page:
        state.reach(page, city)
        assert _fits(page, NARROW, 44)


def _fits(page: Page, width: int, least: int) -> bool:
    """Tell that nothing scrolls sideways, is smaller than a finger, or has no name."""
    page.set_viewport_size({"width": width, "height": 768})
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL, least) == []
    assert page.evaluate(UNNAMED) == []
    return True


@pytest.mark.parametrize("name", ["city_clerk", "caller", "firm_staff", "system_admin"])
def test_no_page_of_the_navigation_scrolls_sideways_with_large_type(started: Browser, city: City, name: str) -> None:
    busy(city)
    with opened(started, size=(360, 740), cookies={ELDER_COOKIE: "1"} | signed_in(city, name)) as page:
        page.goto(f"{BASE}/desk/cases/")
        links = page.eval_on_selector_all("nav.side a:not([href='#menu'])", "links => links.map(each => each.href)")
        wide = []
        for address in links:
            page.set_viewport_size({"width": 360, "height": 740})
            page.goto(address)
            wide.append((address, "large type", page.evaluate(SIDEWAYS)))
            page.evaluate("document.documentElement.classList.remove('elder')")
            page.set_viewport_size({"width": 1280, "height": 768})
            page.evaluate(TWICE)
            wide.append((address, "200 %", page.evaluate(SIDEWAYS)))
        assert [row for row in wide if row[2]] == []


@pytest.mark.parametrize("state", [state for state in STATES if state.then is None], ids=lambda state: state.name)
def test_a_page_works_without_script(started: Browser, city: City, state: State) -> None:
    with opened(started, size=(1366, 768), script=False, cookies=signed_in(city, state.by)) as page:
        state.reach(page, city)
        assert page.locator("h1").count() == 1
