"""One case from the resident's phone to its end: reported, confirmed, accepted, replied, issued, called back."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from PIL import Image

from huying.cases.models import Attachment, Case
from huying.core import clock
from huying.rules.case_flow import CaseState, Ending
from tests.cases.desk import HOUR
from tests.desk.browsing import BASE, DESK, PHONE, opened
from tests.desk.reaching import signed_in
from tests.people import AT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.people import City

pytestmark = pytest.mark.browser
TEXT, PHONE_NUMBER = "3号楼电梯昨天起停运，老人上下楼困难。", "13812341234"
ANSWER = "已更换门机控制板，电梯恢复运行，并已告知住户。"


def _photo(name: str, colour: str) -> dict[str, object]:
    written = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(written, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_a_case_is_walked_from_the_phone_to_its_end(started: Browser, city: City) -> None:
    clock.start_at(AT)
    code = _report(started, city)
    case = Case.objects.get()
    _confirm(started, city, case)
    _reply(started, city, case)
    _check_and_issue(started, city, case)
    _rate(started, code)
    case.refresh_from_db()
    assert (case.state, case.ending) == (CaseState.CLOSED.value, Ending.SOLVED.value)
    assert Attachment.objects.filter(case=case).count() == 2
    with opened(started, size=DESK, cookies=signed_in(city, "city_leader")) as page:
        page.goto(BASE + reverse("dashboards:overview"))
        page.click("#share-solved ~ .share-value .share-parts a >> nth=0")
        assert page.locator("table.rows tbody tr").count() == 1


def _report(started: Browser, city: City) -> str:
    with opened(started, size=PHONE) as page:
        page.goto(f"{BASE}/c/{city.served.code}")
        page.fill("#id_text", TEXT)
        page.check('input[name="wish"][value="service"]')
        page.fill("#id_contact", PHONE_NUMBER)
        page.click("main form button.wide")
        page.wait_for_selector(".ticket .code")
        return page.inner_text(".ticket .code >> nth=0")


def _confirm(started: Browser, city: City, case: Case) -> None:
    with opened(started, size=DESK, cookies=signed_in(city, "district_clerk")) as page:
        page.goto(BASE + reverse("cases:triage"))
        assert "电梯" in page.inner_text(".chip-chosen")
        page.keyboard.press("a")
        page.wait_for_selector(".undo")
    case.refresh_from_db()
    assert (case.state, case.holder_unit) == (CaseState.DISPATCHED.value, city.units["firm"])


def _reply(started: Browser, city: City, case: Case) -> None:
    """Accept in one tap; photo, photo, words and send are four."""
    with opened(started, size=PHONE, cookies=signed_in(city, "firm_staff")) as page:
        page.goto(BASE + reverse("cases:work"))
        page.click(".cell-step button")
        page.wait_for_url(f"**{reverse('cases:work')}")
        page.click(".cell-matter a")
        page.set_input_files("#reply_reply-before", _photo("1.jpg", "red"))  # type: ignore[arg-type]  # a file payload
        page.set_input_files("#reply_reply-after", _photo("2.jpg", "green"))  # type: ignore[arg-type]  # a file payload
        page.fill("#reply_reply-text", ANSWER)
        page.click("#step-reply button[type=submit]")
        page.wait_for_url(f"**{reverse('cases:work')}")
    case.refresh_from_db()
    assert case.state == CaseState.CHECKING.value


def _check_and_issue(started: Browser, city: City, case: Case) -> None:
    with opened(started, size=PHONE, cookies=signed_in(city, "firm_manager")) as page:
        _open(page, case)
        page.check('input[name="check-is_approved"][value="1"]')
        page.click("#step-check button[type=submit]")
        page.wait_for_selector(".notice-success")
        page.click("#step-issue button[type=submit]")
        page.wait_for_selector(".card.answer")
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED.value


def _open(page: Page, case: Case) -> None:
    page.goto(BASE + reverse("cases:read", args=[case.number]))


def _rate(started: Browser, code: str) -> None:
    clock.start_at(AT + HOUR)
    with opened(started, size=PHONE) as page:
        page.goto(BASE + reverse("portal:track"))
        page.fill("#id_code", code)
        page.fill("#id_digits", PHONE_NUMBER[-4:])
        page.click("main form button.wide")
        page.wait_for_selector(".answer")
        assert re.search("门机控制板", page.inner_text(".answer"))
        page.locator(".rating button:not(.default-press)").first.click()
        page.wait_for_load_state()
