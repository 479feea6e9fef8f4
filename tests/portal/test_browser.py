"""Every residents' page in every state, in a real browser: axe, targets, type, no sideways scroll, keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.ui.language import COOKIE, ELDER_COOKIE
from tests.browsing import violations
from tests.portal.browsing import opened
from tests.portal.states import STATES, State
from tests.ui.test_browser import SIDEWAYS, SMALL, SMALL_TEXT, UNNAMED

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.people import City

pytestmark = pytest.mark.browser
TIGHT_LINES = """least => [...document.querySelectorAll('main *')]
  .filter(each => each.getClientRects().length && [...each.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(each => !each.closest('[aria-hidden=true]'))
  .map(each => [each, getComputedStyle(each)])
  .filter(([each, style]) => parseFloat(style.lineHeight) / parseFloat(style.fontSize) < least - 0.01)
  .map(([each]) => each.outerHTML.slice(0, 80))"""
LARGEST = """Math.max(...[...document.querySelectorAll('h1')]
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""
FOCUS = """(() => { const each = document.activeElement, s = getComputedStyle(each), box = each.getBoundingClientRect();
  return {lost: each === document.body, seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight, name: each.outerHTML.slice(0, 80)}; })()"""
PHONE, NARROWEST, DESK = 360, 320, 1366
ENGLISH = {COOKIE: "en", ELDER_COOKIE: "1"}


@pytest.mark.look
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_used_by_everybody(started: Browser, city: City, state: State) -> None:
    """Try the one page on a phone, in large type, and by the keyboard alone."""
    with opened(started, size=(PHONE, 740)) as page:
        state.reach(page, city)
        _is_usable(page, PHONE, least=44)
        _is_reached_by_keys(page)
        _set_large(page, is_large=True)
        _is_usable(page, PHONE, least=60)
        _is_large(page)


@pytest.mark.look
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_used_in_english(started: Browser, city: City, state: State) -> None:
    """Try the one page in large type on the narrowest phone, and in usual type on a desk."""
    with opened(started, size=(NARROWEST, 740), cookies=ENGLISH) as page:
        state.reach(page, city)
        assert page.locator("html").get_attribute("lang") == "en"
        _is_usable(page, NARROWEST, least=60)
        _is_large(page)
        _set_large(page, is_large=False)
        _is_usable(page, DESK, least=44)


def _is_usable(page: Page, width: int, *, least: int) -> None:
    """Hold that nothing offends axe, scrolls sideways, is smaller than a finger, or has no name."""
    page.set_viewport_size({"width": width, "height": 740})
    assert violations(page) == []
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL, least) == []
    assert page.evaluate(UNNAMED) == []


def _set_large(page: Page, *, is_large: bool) -> None:
    page.evaluate("large => document.documentElement.classList.toggle('elder', large)", is_large)


def _is_large(page: Page) -> None:
    assert page.evaluate(SMALL_TEXT, 18) == []
    assert page.evaluate(TIGHT_LINES, 1.3) == []
    assert page.evaluate(LARGEST) >= 30


@pytest.mark.look
@pytest.mark.parametrize("state", [state for state in STATES if not state.script], ids=lambda state: state.name)
def test_a_page_works_without_script(started: Browser, city: City, state: State) -> None:
    with opened(started, script=False) as page:
        state.reach(page, city)
        assert page.locator("h1").count() == 1
        assert page.locator("main button[hidden]").count() == page.locator("main [data-print]").count()


def _is_reached_by_keys(page: Page) -> None:
    """Hold that the keyboard reaches everything, and that one sees where it is."""
    page.evaluate("document.querySelector('a.skip').focus()")
    unseen, reached = [], 0
    for _step in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["lost"]:
            break
        reached += 1
        if not (focus["seen"] and focus["inside"]):
            unseen.append(focus["name"])
    assert unseen == []
    assert reached >= 5


def test_large_type_is_one_press_away_and_is_remembered(started: Browser, city: City) -> None:
    assert city.served.code
    with opened(started) as page:
        page.goto("/report")
        page.locator("button[name=elder]").click()
        page.wait_for_load_state()
        assert page.url.endswith("/report")
        assert page.locator("html.elder").count() == 1
        page.goto("/")
        assert page.locator("html.elder").count() == 1
        page.locator("button[name=elder]").click()
        page.wait_for_load_state()
        assert page.locator("html.elder").count() == 0


def test_a_report_is_made_with_the_keyboard_alone(started: Browser, city: City) -> None:
    with opened(started) as page:
        page.goto(f"/c/{city.served.code}")
        _tab_to(page, "id_text")
        page.keyboard.type("3号楼电梯停了")
        _tab_to(page, "id_wish_0")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.locator("#id_wish_2").is_checked()
        _tab_to(page, "id_contact")
        page.keyboard.type("4821")
        page.keyboard.press("Enter")
        page.locator(".ticket").wait_for()


def test_errors_take_the_focus_and_lead_to_the_field(started: Browser, city: City) -> None:
    with opened(started) as page:
        page.goto(f"/c/{city.served.code}")
        page.keyboard.press("Tab")
        page.locator("main form button.wide[type=submit]").press("Enter")
        page.wait_for_load_state()
        assert "error-summary" in page.evaluate("document.activeElement.className")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "id_text"


def _tab_to(page: Page, identity: str) -> None:
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == identity:
            return
    raise AssertionError(f"the keyboard does not reach {identity}")
