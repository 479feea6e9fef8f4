"""What every page's shell shows 页面外壳."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.template.loader import render_to_string
from django.urls import get_script_prefix

from huying.ui.language import ELDER_COOKIE, chosen, cookie_name
from huying.ui.navigation import notices_of, sections

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from huying.core.actors import Actor
    from huying.ui.navigation import Section

NAMES = {"zh-hans": "中文", "en": "English"}
CHINESE, ENGLISH = NAMES


@dataclass(frozen=True)
class Shell:
    """The frame around a page; who acts is asked only where a page shows it."""

    request: HttpRequest

    @property
    def organisation(self) -> str:
        """Return whose installation this is."""
        return str(settings.HUYING_ORGANISATION)

    @property
    def is_demo(self) -> bool:
        """Tell whether everything shown is synthetic 演示数据."""
        return bool(settings.HUYING_DEMO)

    @cached_property
    def language(self) -> str:
        """Return the language of the page."""
        return chosen(self.request)

    @property
    def other_language(self) -> str:
        """Return the language one may switch to."""
        return CHINESE if self.language == ENGLISH else ENGLISH

    @property
    def other_name(self) -> str:
        """Return the other language's name, in itself."""
        return NAMES[self.other_language]

    @property
    def is_elder(self) -> bool:
        """Tell whether the large type is on 长辈版."""
        return self.request.COOKIES.get(cookie_name(ELDER_COOKIE)) == "1"

    @property
    def home(self) -> str:
        """Return the address of the first page, below the path prefix."""
        return get_script_prefix()

    @property
    def path(self) -> str:
        """Return where a switch leads back to: this page, or the one whose form was sent."""
        if self.request.method in {"GET", "HEAD"}:
            return self.request.get_full_path()
        came_from = urlsplit(self.request.headers.get("Referer", ""))
        is_ours = came_from.netloc == self._host
        return came_from._replace(scheme="", netloc="").geturl() if is_ours else self.request.path

    @property
    def _host(self) -> str | None:
        """Return the host that was asked, None where it is one that we do not answer to."""
        try:
            return self.request.get_host()
        except DisallowedHost:
            return None

    @cached_property
    def actor(self) -> Actor | None:
        """Return who acts, or None where the request broke off before that was known."""
        return getattr(self.request, "actor", None)

    @cached_property
    def frame(self) -> str:
        """Return the template that frames a message: the desk for staff, else the residents' pages."""
        return "ui/desk.html" if self.actor is not None and self.actor.role is not None else "ui/portal.html"

    @cached_property
    def menu(self) -> str:
        """Return the pages that the actor's post opens, by group, drawn."""
        return _menu(sections(self.actor, self.request.path), self.language) if self.actor is not None else ""

    @cached_property
    def notices(self) -> tuple[str, int]:
        """Return the address of the actor's notices and how many are unread; one query, on pages that show it."""
        return notices_of(self.actor) if self.actor is not None else ("", 0)


@lru_cache(maxsize=500)
def _menu(shown: tuple[Section, ...], _language: str) -> SafeString:
    """Draw a menu once for all who see the same."""
    return render_to_string("ui/components/menu.html", {"sections": shown})


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Return organisation, demo mark, language, large type and navigation."""
    return {"shell": Shell(request)}
