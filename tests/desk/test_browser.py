"""Every page of the desk in every state, in a real browser: axe, no sideways scroll, targets, names, without script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from huying.ui.language import COOKIE
from tests.desk.browsing import opened
from tests.desk.states import STATES, State, signed_in
from tests.ui.test_browser import SIDEWAYS, SMALL, UNNAMED

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.people import City

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
VARIATIONS = [
    pytest.param({}, 1366, 24, id="desk"),
    pytest.param({}, 360, 44, id="phone"),
    pytest.param({COOKIE: "en"}, 360, 44, id="English"),
]


@pytest.mark.parametrize(("cookies", "width", "least"), VARIATIONS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_used_by_everybody(
    started: Browser, city: City, state: State, cookies: dict[str, str], width: int, least: int
) -> None:
    with opened(started, size=(width, 768), cookies=cookies | signed_in(city, state.by)) as page:
        state.reach(page, city)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [_told(each) for each in found] == []
        assert page.evaluate(SIDEWAYS) == 0
        assert page.evaluate(SMALL, least) == []
        assert page.evaluate(UNNAMED) == []


def _told(violation: Any) -> str:
    return f"{violation['id']}: {[node['html'][:160] for node in violation['nodes']][:4]}"


@pytest.mark.parametrize("state", [state for state in STATES if state.then is None], ids=lambda state: state.name)
def test_a_page_works_without_script(started: Browser, city: City, state: State) -> None:
    with opened(started, size=(1366, 768), script=False, cookies=signed_in(city, state.by)) as page:
        state.reach(page, city)
        assert page.locator("h1").count() == 1
