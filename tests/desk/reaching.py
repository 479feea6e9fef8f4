"""A page as somebody meets it, and how it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from huying.core import clock
from tests.cases.desk import HOUR, client_of
from tests.desk.browsing import BASE
from tests.people import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.people import City

TEXT = "3号楼电梯昨天起停运，老人上下楼困难。"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page as somebody meets it: `made` builds what it shows and returns its address; `then` acts on it."""

    name: str
    by: str
    made: Callable[[City], str]
    then: Callable[[Page], None] | None = None

    def reach(self, page: Page, city: City) -> None:
        """Open the page."""
        path = self.made(city)
        clock.start_at(AT + 6 * HOUR)
        page.goto(BASE + path)
        if self.then is not None:
            self.then(page)


def signed_in(city: City, name: str) -> dict[str, str]:
    """Return the cookie of somebody signed in."""
    return {settings.SESSION_COOKIE_NAME: client_of(city, name).cookies[settings.SESSION_COOKIE_NAME].value}


def at(name: str, query: str = "") -> Callable[[City], str]:
    """Return the way to a page as it is."""
    return lambda _city: reverse(name) + query
