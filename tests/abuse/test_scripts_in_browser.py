"""Hostile words on every page, in a real browser: no dialog, no report of the policy, no other host asked.

Every state of the desk's and the residents' pages is reached as in their own walks; then every word in the database is
replaced by a payload and the page is asked for again. Short: every sixth state; `HUYING_SCRIPTS=full` takes them all.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.abuse.poisoning import Poison
from tests.browsing import own_media, started
from tests.desk import browsing as at_desk
from tests.desk.conftest import _own_ways, _provider_offered
from tests.desk.reaching import State, signed_in
from tests.desk.states import STATES
from tests.portal import browsing as at_home
from tests.portal import states as portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Dialog, Page

    from tests.people import City

__all__ = ["_own_ways", "_provider_offered", "own_media", "started"]
pytestmark = [pytest.mark.browser, pytest.mark.look]
STEP = 1 if os.environ.get("HUYING_SCRIPTS") == "full" else 6
REPORTS = """addEventListener('securitypolicyviolation', each =>
  console.error(`policy: ${each.violatedDirective} ${each.blockedURI}`))"""
RUNS = "() => document.querySelectorAll('[onerror],[onload],iframe,object,embed,base,[style*=javascript]').length"


def _dialogs(page: Page) -> list[str]:
    """Return a list on which each dialog that opens is noted and dismissed."""
    heard: list[str] = []

    def note(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return heard


def _poisoned(page: Page, first: int, tell: Callable[[str, object], None]) -> None:
    """Replace all words, open the page again, and look at what came of them."""
    dialogs = _dialogs(page)
    page.add_init_script(REPORTS)
    assert Poison(first).pour() > 0
    answer = page.reload()
    page.wait_for_load_state()
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert answer is None or answer.status < 500
    tell("shown", page.locator("body").inner_text().count("alert(1)"))
    assert (dialogs, page.evaluate(RUNS)) == ([], 0)


@pytest.mark.parametrize("turn", range(0, len(STATES), STEP), ids=lambda turn: STATES[turn].name)
def test_no_word_on_a_page_of_the_desk_is_run(
    started: Browser, city: City, turn: int, record_property: Callable[[str, object], None]
) -> None:
    state: State = STATES[turn]
    with at_desk.opened(started, size=(1366, 768), cookies=signed_in(city, state.by)) as page:
        state.reach(page, city)
        _poisoned(page, turn % 50, record_property)


@pytest.mark.parametrize("turn", range(0, len(portal.STATES), STEP), ids=lambda turn: portal.STATES[turn].name)
def test_no_word_on_a_page_of_the_residents_is_run(
    started: Browser, city: City, turn: int, record_property: Callable[[str, object], None]
) -> None:
    with at_home.opened(started, script=True) as page:
        portal.STATES[turn].reach(page, city)
        _poisoned(page, turn % 50, record_property)


def test_a_word_that_runs_would_be_seen(started: Browser) -> None:
    """The listeners hear a dialog and a report of the policy."""
    page = started.new_page()
    heard: list[str] = []
    dialogs = _dialogs(page)
    page.on("console", lambda said: heard.append(said.text))
    page.add_init_script(REPORTS)
    policy = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html"}
    page.route("**/*", lambda route: route.fulfill(body="<script>alert(1)</script>", headers=policy))
    page.goto("http://localhost/")
    assert any("policy: script-src" in each for each in heard)
    page.unroute("**/*")
    page.route("**/*", lambda route: route.fulfill(body="<script>alert(1)</script>", content_type="text/html"))
    page.goto("http://localhost/")
    assert dialogs == ["1"]
    page.close()
