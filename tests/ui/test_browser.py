"""The pieces in a real browser: they fit, can be pressed, read and worked by keyboard, with and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from huying.ui.language import COOKIE, ELDER_COOKIE
from tests.ui.conftest import DESK, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[..., Page]

pytestmark = pytest.mark.browser
PAGES = ["/gallery/portal", "/gallery/portal?wrong", "/gallery/desk", "/gallery/desk?wrong&said"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PRESSED = "button, [role=button], input:not([type=hidden]), select, textarea, summary, nav a, footer a"
SMALL = f"""least => [...document.querySelectorAll('{PRESSED}')]
  .filter(each => each.getClientRects().length && !each.closest('dialog'))
  .map(each => [each, ['checkbox', 'radio'].includes(each.type) ? each.closest('label') : each])
  .map(([each, target]) => [each.outerHTML.slice(0, 60), target.getBoundingClientRect()])
  .filter(([name, box]) => box.height < least - 0.5 || box.width < least - 0.5)
  .map(([name, box]) => `${{name}} ${{box.width}} x ${{box.height}}`)"""
SMALL_TEXT = """least => [...document.querySelectorAll('body *')]
  .filter(each => each.getClientRects().length && [...each.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(each => parseFloat(getComputedStyle(each).fontSize) < least)
  .map(each => each.outerHTML.slice(0, 60))"""
UNNAMED = """[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(each => !each.labels.length).map(each => each.outerHTML.slice(0, 60))"""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("cookies", "width"),
    [
        pytest.param({}, 320, id="narrow"),
        pytest.param({}, 1366, id="wide"),
        pytest.param({ELDER_COOKIE: "1"}, 320, id="large type"),
        pytest.param({ELDER_COOKIE: "1", COOKIE: "en"}, 360, id="large type in English"),
    ],
)
def test_it_fits_and_can_be_pressed(visit: Visit, path: str, cookies: dict[str, str], width: int) -> None:
    page = visit(path, size={"width": width, "height": 640}, **cookies)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(SMALL, _least(path, width, is_large=ELDER_COOKIE in cookies)) == []
    assert page.evaluate(UNNAMED) == []


def _least(path: str, width: int, *, is_large: bool) -> int:
    """Return the least side of what is pressed; a wide desk has a mouse, and 24 is what WCAG 2.2 asks for."""
    if is_large:
        return 60
    return 32 if "desk" in path and width > 800 else 44


def test_large_type_is_large(visit: Visit) -> None:
    usual, large = visit("/gallery/portal"), visit("/gallery/portal", **{ELDER_COOKIE: "1"})
    assert large.evaluate(SMALL_TEXT, 18) == []
    sizes = [_pixels(page, ".page .field small") for page in (usual, large)]
    assert sizes[1] >= 1.5 * sizes[0]
    assert _pixels(large, "h1") >= 30


def _pixels(page: Page, selector: str) -> float:
    return float(page.eval_on_selector(selector, "each => parseFloat(getComputedStyle(each).fontSize)"))


def test_what_is_wrong_gets_the_focus_and_leads_to_its_field(visit: Visit) -> None:
    page = visit("/gallery/portal?wrong")
    assert page.evaluate("document.activeElement.className").endswith("error-summary")
    assert page.title().startswith(page.eval_on_selector("#words", "each => each.dataset.error"))
    page.click(".error-summary a >> nth=1")
    assert page.evaluate("location.hash") == "#id_nature_0"


def test_focus_can_be_seen_everywhere(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    unseen = []
    for _step in range(40):
        page.keyboard.press("Tab")
        shown: dict[str, Any] = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return {width: parseFloat(s.outlineWidth), kind: s.outlineStyle,"
            " name: document.activeElement.outerHTML.slice(0, 60)}; })()"
        )
        if shown["kind"] == "none" or shown["width"] < 2:
            unseen.append(shown["name"])
    assert unseen == []


def test_rows_are_walked_by_keyboard(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    focused = "document.activeElement.getAttribute('href')"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "#1"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(focused) == "#2"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#2"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "id_q"
    page.keyboard.type("jk?/")
    assert page.input_value("#id_q") == "jk?/"


def test_an_input_method_loses_no_key(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true}))"
    )
    assert page.evaluate("document.activeElement === document.body")


def test_the_keys_are_listed(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    page.keyboard.press("?")
    assert page.is_visible("#keys-help")
    page.keyboard.press("Escape")
    page.click("[data-open-help]")
    assert page.is_visible("#keys-help")


def _fill(page: Page) -> None:
    page.fill("#id_text", "电梯停运")
    page.check("#id_nature_0")
    page.fill("#id_phone", "13800000000")


def test_a_grave_step_is_asked_about_first(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    _fill(page)
    page.click("text=退单")
    assert page.inner_text("#confirm-words") == "确定要退单吗？"
    page.click("#confirm button[value=no]")
    assert page.evaluate("document.activeElement.textContent") == "退单"
    page.click("text=退单")
    with page.expect_request(lambda sent: sent.method == "POST"):
        page.click("#confirm button[value=yes]")


def test_a_form_is_sent_once(visit: Visit) -> None:
    page = visit("/gallery/portal")
    _fill(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    with page.expect_navigation():
        page.eval_on_selector(
            "form[data-once] button[type=submit]", "button => { for (let n = 0; n < 3; n++) button.click(); }"
        )
    assert len(sent) == 1


def test_characters_are_counted(visit: Visit) -> None:
    page = visit("/gallery/portal", **{COOKIE: "en"})
    page.fill("#id_text", "电梯停运")
    assert page.inner_text(".count") == "16 characters left"


def test_what_was_typed_survives_but_nothing_private(visit: Visit) -> None:
    page = visit("/gallery/portal")
    _fill(page)
    page.reload()
    assert page.input_value("#id_text") == "电梯停运"
    assert page.input_value("#id_phone") == ""
    assert "13800000000" not in page.evaluate("JSON.stringify(localStorage)")
    page.click(".page form .notice button")
    assert page.input_value("#id_text") == ""
    page.reload()
    assert page.input_value("#id_text") == ""


def test_a_draft_goes_once_its_form_is_answered(visit: Visit) -> None:
    page = visit("/gallery/portal")
    page.fill("#id_text", "电梯停运")
    page.click("text=提交")
    assert "电梯停运" in page.evaluate("JSON.stringify(localStorage)")
    _fill(page)
    page.click("text=提交")
    page.wait_for_selector("#id_text", state="detached")
    assert page.evaluate("localStorage.length") == 0


def test_the_desk_keeps_drafts_only_in_its_tab(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    page.fill("#id_text", "电梯停运")
    assert "电梯停运" not in page.evaluate("JSON.stringify(localStorage)")
    assert "电梯停运" in page.evaluate("JSON.stringify(sessionStorage)")


def test_without_script_a_form_is_sent_and_corrected(visit: Visit) -> None:
    page = visit("/gallery/portal", script=False)
    page.fill("#id_text", "电梯停运")
    page.click("text=提交")
    assert page.is_visible(".error-summary")
    assert page.input_value("#id_text") == "电梯停运"


def test_without_script_the_switches_work(visit: Visit) -> None:
    page = visit("/gallery/portal", script=False, size=PHONE)
    page.click("text=English")
    assert page.get_attribute("html", "lang") == "en"
    page.click("text=Large type")
    assert page.get_attribute("html", "class") == "elder"
    assert page.url.endswith("/gallery/portal")


def test_paper_carries_the_matter_only(visit: Visit) -> None:
    page = visit("/gallery/desk", size=DESK)
    page.emulate_media(media="print")
    assert page.is_visible("h1")
    assert page.is_visible("table")
    hidden = [".head", ".side", ".foot", ".filter", ".step"]
    assert [each for each in hidden if page.is_visible(each)] == []
