"""The pages of the second factor as people meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.urls import reverse

from huying.accounts.models import Person
from huying.core.clock import system_now
from tests.accounts.test_second_factor import enrolled

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.people import City


@pytest.fixture(autouse=True)
def _provider_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a provider of accounts, so that the sign-in page offers it; nobody is asked."""
    monkeypatch.setattr(settings, "HUYING_OIDC", {**settings.HUYING_OIDC, "issuer": "https://accounts.example.cn"})


def none(_city: City) -> str:
    """Return the page of somebody who has no phone in use."""
    return reverse("accounts:second_factor")


def _enrol(city: City) -> None:
    """Take a phone into use; the session that is open already stays open."""
    person = city.people["district_clerk"]
    enrolled(person, at=system_now())
    Person.objects.filter(pk=person.pk).update(factor_number=0)


def in_use(city: City) -> str:
    """Return the page of somebody whose phone is in use."""
    _enrol(city)
    return reverse("accounts:second_factor")


def asked(city: City) -> str:
    """Return the page that asks for a code."""
    _enrol(city)
    return reverse("accounts:code")


def mistyped(page: Page) -> None:
    """Type a code that is wrong."""
    page.locator("input[name=code]").fill("000000")
    page.locator("main button[type=submit]").first.click()
    page.locator("[aria-invalid=true]").wait_for()


def changing_password(_city: City) -> str:
    """Return the page of a new password."""
    return reverse("accounts:change_password")
