"""The pages of how one is told, as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse

from huying.core import crypto
from huying.notices.models import Address
from huying.notices.queries import ADDRESS
from huying.rules.delivery import Way
from tests.notices.outside import reached, sent, told
from tests.people import AT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.people import City

PAGE = "notices:settings"


@pytest.fixture(autouse=True)
def _own_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back what a page opened."""
    monkeypatch.setattr(settings, "HUYING_NOTICE_WAYS", {})
    monkeypatch.setattr(settings, "HUYING_OUTGOING_HOSTS", "127.0.0.1=127.0.0.1")


def _open() -> None:
    settings.HUYING_NOTICE_WAYS = {"mail": True, "sms": "http://127.0.0.1:9/", "dingtalk": "http://127.0.0.1:9/"}


def opened(_city: City) -> str:
    """Return the page of somebody who gave no address yet."""
    _open()
    return reverse(PAGE)


def proved(city: City) -> str:
    """Return the page of somebody with one address that is proved and one whose code is out."""
    _open()
    reached(city, "street_officer", Way.MAIL, at_address="wang.fang@weihai.example.cn", muted=["case.due_soon"])
    sealed = crypto.seal("13812341234", context=ADDRESS)
    Address.objects.create(
        person=city.people["street_officer"],
        way=Way.SMS.value,
        sealed=sealed,
        asked_at=AT,
        code_hash="0" * 64,
        code_until=AT.replace(year=2100),
    )
    return reverse(PAGE)


def failed(city: City) -> str:
    """Return the administrator's page after a way was down."""
    _open()
    reached(city, "firm_staff", Way.SMS, at_address="13812341234")
    told(city)
    sent()
    return reverse("notices:deliveries")


def wrong(page: Page) -> None:
    """Give what is no mobile number."""
    form = page.locator("section[aria-labelledby=way-sms]")
    form.locator("input[name=address]").fill("wang")
    form.locator("button.secondary").click()
    page.wait_for_selector(".error-summary")
