"""The frame around every page: language, large type, demo mark, navigation, the ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client, RequestFactory

from huying.ui.context import Shell
from huying.ui.language import COOKIE, ELDER_COOKIE

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.urls("tests.ui.urls")
PORTAL, DESK = "/gallery/portal", "/gallery/desk"


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_pages_are_chinese_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get(PORTAL, headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN"' in response.content.decode()
    assert response["Content-Language"] == "zh-hans"
    assert "Cookie" in response["Vary"]


def test_english_once_chosen(client: Client) -> None:
    answer = client.post("/language", {"language": "en", "next": PORTAL})
    assert (answer.status_code, answer["Location"]) == (302, PORTAL)
    assert '<html lang="en"' in page(client, PORTAL)
    assert ">中文</button>" in page(client, PORTAL)


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/language", {"language": "tlh"})
    client.cookies[COOKIE] = "tlh"
    assert '<html lang="zh-CN"' in page(client, PORTAL)


def test_large_type_is_switched_on_remembered_and_off(client: Client) -> None:
    client.post("/elder", {"elder": "1", "next": PORTAL})
    assert client.cookies[ELDER_COOKIE]["httponly"]
    assert 'class="elder"' in page(client, PORTAL)
    assert "data-read-aloud" in page(client, PORTAL)
    client.post("/elder", {"elder": "0", "next": PORTAL})
    assert 'class="elder"' not in page(client, PORTAL)


def test_a_switch_is_no_link(client: Client) -> None:
    assert client.get("/language").status_code == 405


@pytest.mark.parametrize(
    "wanted", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "", "track"]
)
def test_a_switch_never_leads_away(client: Client, wanted: str) -> None:
    assert client.post("/language", {"language": "en", "next": wanted})["Location"] == "/"


def test_a_switch_leads_back_to_the_form_that_was_sent() -> None:
    sent = RequestFactory().post("/desk/cases/1/steps/sign", headers={"Referer": "http://testserver/desk/?a=1"})
    assert Shell(sent).path == "/desk/?a=1"
    strange = RequestFactory().post("/rate", headers={"Referer": "http://example.org/"})
    assert Shell(strange).path == "/rate"


def test_the_demo_says_so(client: Client, settings: Settings) -> None:
    settings.HUYING_DEMO = False
    assert 'class="demo"' not in page(client, PORTAL)
    settings.HUYING_DEMO = True
    assert 'class="demo"' in page(client, PORTAL)


def test_one_can_skip_to_the_content(client: Client) -> None:
    shown = page(client, PORTAL)
    assert shown.index('href="#main"') < shown.index('class="head"')
    assert 'id="main"' in shown


def test_messages_are_said_once(client: Client) -> None:
    assert 'class="notice notice-success" role="status">已保存' in page(client, f"{DESK}?said")


def test_the_desk_shows_its_pages_and_who_is_signed_in(client: Client) -> None:
    shown = page(client, DESK)
    assert 'href="/desk/cases/"' in shown
    assert "李敏" in shown
    assert 'id="keys-help"' in shown


def test_residents_see_no_desk(client: Client) -> None:
    assert 'class="side"' not in page(client, PORTAL)


def test_the_policy_of_styles_and_scripts_is_strict(client: Client) -> None:
    policy = client.get(PORTAL)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "style-src 'self'" in policy


@pytest.mark.parametrize(("url", "status"), [("/nowhere", 404), ("/gallery/forbid", 403)])
def test_an_error_page_leads_out_and_names_the_request(client: Client, url: str, status: int) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert 'href="/"' in answer.content.decode()
    assert answer["X-Request-Id"] in answer.content.decode()


def test_a_failure_shows_no_traceback(client: Client) -> None:
    client.raise_request_exception = False
    answer = client.get("/gallery/fall")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()
    assert answer["X-Request-Id"] in answer.content.decode()
    assert answer["Content-Security-Policy"]


def test_a_form_open_too_long_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language", {"language": "en"})
    assert answer.status_code == 403
    assert 'class="brand"' in answer.content.decode()


def test_a_hostile_host_is_refused_with_a_page(client: Client) -> None:
    answer = client.get(PORTAL, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()


def test_the_desk_says_how_many_notices_are_unread(client: Client) -> None:
    shown = client.get("/gallery/refuse?desk").content.decode()
    assert 'href="/desk/notices/"' in shown
    assert "</span> 3</span>" in shown
