"""The desk's navigation: only what one may open, in few groups, by keyboard and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from huying.ui.navigation import sections
from tests.cases.desk import client_of
from tests.desk.browsing import BASE, opened
from tests.desk.reaching import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.people import City


@pytest.mark.parametrize("name", ["district_clerk", "firm_staff", "caller", "auditor", "system_admin"])
def test_each_page_stands_once_and_may_be_opened(city: City, name: str) -> None:
    client, found = client_of(city, name), sections(city[name], "/desk/")
    links = [link for section in found for link in section.links]
    assert len({link.url for link in links}) == len(links)
    assert all(client.get(link.url).status_code == 200 for link in links)
    assert len(found) <= 7
    assert [section.is_open for section in found].count(True) <= 1


def test_the_group_of_the_current_page_is_open_and_only_its_link_is_current(city: City) -> None:
    found = sections(city["city_clerk"], "/desk/registers/compounds/371002003001-0001/")
    opened_one = next(section for section in found if section.is_open)
    assert [link.url for link in opened_one.links if link.is_current] == ["/desk/registers/compounds/"]
    assert sum(link.is_current for section in found for link in section.links) == 1


def test_the_menu_speaks_the_language_of_each_page_and_shows_where_one_is(city: City) -> None:
    client = client_of(city, "city_clerk")
    said: dict[tuple[str, str], str] = {}
    for path, language in (("/desk/", "zh-hans"), ("/desk/cases/", "en"), ("/desk/", "en"), ("/desk/", "zh-hans")):
        client.cookies["huying_language"] = language
        nav = client.get(path).content.decode().partition("<nav")[2].partition("</nav>")[0]
        assert nav.count('aria-current="page"') == 1
        assert said.setdefault((path, language), nav) == nav
    assert len(set(said.values())) == 3
    assert "台账" in said["/desk/", "zh-hans"]
    assert "Registers" in said["/desk/", "en"]


def test_a_group_of_one_page_is_a_link_without_a_heading(city: City) -> None:
    body = client_of(city, "caller").get("/desk/city/").content.decode()
    assert 'class="side-one"' in body
    current = body.partition("<nav")[2].partition("</nav>")[0].partition('aria-current="page"')
    assert current[0].rpartition("<a")[2].partition('href="')[2].startswith("/desk/city/")


def test_somebody_without_cases_is_shown_no_page_of_cases(city: City) -> None:
    urls = [link.url for section in sections(city["system_admin"], "/desk/") for link in section.links]
    assert urls
    assert not [url for url in urls if url.startswith("/desk/cases/")]


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_on_a_desk_another_group_opens_by_keyboard(started: Browser, city: City, *, script: bool) -> None:
    with opened(started, size=(1366, 768), script=script, cookies=signed_in(city, "city_clerk")) as page:
        page.goto(f"{BASE}/desk/")
        registers = page.locator("nav.side summary", has_text="台账")
        assert not page.locator("nav.side a", has_text="小区").is_visible()
        registers.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.locator("nav.side a", has_text="小区").is_visible()
        assert page.evaluate("document.activeElement.textContent") == "小区"


@pytest.mark.browser
def test_on_a_phone_the_other_groups_come_with_one_press(started: Browser, city: City) -> None:
    with opened(started, script=False, cookies=signed_in(city, "city_clerk")) as page:
        page.goto(f"{BASE}/desk/")
        page.locator("nav.side a", has_text="我的待办").wait_for(state="visible")
        assert not page.locator("nav.side summary").first.is_visible()
        page.locator("nav.side .side-all a").press("Enter")
        page.locator("nav.side summary", has_text="台账").click()
        page.locator("nav.side a", has_text="小区").click()
        assert page.url.endswith("/desk/registers/compounds/")
