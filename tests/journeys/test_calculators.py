"""A resident asks a calculator in a real browser, on a phone and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from huying.portal.calculators.catalogue import CALCULATORS
from tests.rulesets.test_calculator_pages import ANSWERS, ASKED
from tests.ui.conftest import PHONE
from tests.ui.test_browser import SIDEWAYS, SMALL, UNNAMED

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_motion_is_judged_and_the_link_shows_it_again(
    live_server: LiveServer, chromium: Browser, *, script: bool
) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=script)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{live_server.url}/calc/")
    page.get_by_role("link", name="表决通过了吗").click()
    for name, value in (
        *(("roll_heads", "1000"), ("roll_area", "100000"), ("cast_heads", "667"), ("cast_area", "70000")),
        *(("yes_heads", "334"), ("yes_area", "35001")),
    ):
        page.fill(f"#id_{name}", value)
    page.get_by_role("button", name="计算").click()
    assert page.locator(".headline").inner_text() == "通过"
    assert page.locator("ol > li").count() == 6
    page.get_by_role("link", name="这一结果的链接").click()
    assert page.locator(".headline").inner_text() == "通过"
    page.fill("#id_cast_heads", "many")
    page.get_by_role("button", name="计算").click()
    assert page.locator(".error-summary a").inner_text() == "参与表决人数"
    assert page.input_value("#id_cast_heads") == "many"
    context.close()


@pytest.mark.parametrize("path", ["", "deadline/", "count/", "draw/?seed=s&pool=P1%0AP2&take=1", "law/deadlines"])
@pytest.mark.parametrize("width", [320, 1366])
def test_it_fits_and_can_be_pressed(live_server: LiveServer, chromium: Browser, path: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(f"{live_server.url}/calc/{path}")
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL, 44) == []
    assert page.evaluate(UNNAMED) == []
    context.close()


@pytest.mark.parametrize("slug", [slug for slug, each in CALCULATORS.items() if not each.is_personal])
def test_each_answer_fits_a_phone_is_kept_by_its_link_and_prints_with_its_articles(
    live_server: LiveServer, chromium: Browser, slug: str
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/calc/{slug}/?{urlencode(ASKED[slug])}")
    headline = page.locator(".headline").inner_text()
    assert ANSWERS[slug] in headline
    assert page.evaluate(SIDEWAYS) == 0
    page.goto(str(page.get_by_role("link", name="这一结果的链接").evaluate("link => link.href")))
    assert page.locator(".headline").inner_text() == headline
    page.emulate_media(media="print")
    steps = page.locator(".answer ol > li")
    assert steps.count() > 0
    assert all(steps.nth(place).locator("small").is_visible() for place in range(steps.count()))
    assert page.locator(".headline").is_visible()
    assert not page.locator("main form").is_visible()
    context.close()
