"""Notices in words 通知文字: made when they are shown or sent, of closed words and names of registers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huying.notices.kinds import kind_of
from huying.notices.ways.carrying import Message
from huying.rules.deadlines import CHINA
from huying.ui.wording import word_for

if TYPE_CHECKING:
    from datetime import datetime

    from huying.notices.models import Notice

CODE = "notice.code"
SHAPE = "%Y-%m-%d %H:%M"


def language_or(language: str) -> str:
    """Return a language that is spoken here."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def message_of(notice: Notice, *, to: str, language: str) -> Message:
    """Return the message of a notice to one address; the key is the same however often it is sent."""
    kind = kind_of(notice.kind)
    with translation.override(language_or(language)):
        title = str(kind.words) if kind else notice.kind
        number = kind.number(notice.subject) if kind else notice.subject
        state = word_for(kind.states if kind else "state", notice.state)
        link = _link(kind.address_of(notice.subject)) if kind else ""
        parts = [title + _(": ") + number]
        parts += [part for part in (notice.place, state) if part]
        if notice.is_danger:
            parts.append(_("danger"))
        if notice.due_at is not None:
            parts.append(_("due %(instant)s") % {"instant": _clock(notice.due_at)})
        text = _("[%(house)s] %(told)s. %(link)s") % {
            "house": settings.HUYING_ORGANISATION,
            "told": pgettext("notice", ", ").join(parts),
            "link": link,
        }
    return Message(
        key=f"{notice.key}:{notice.person_id}",
        to=to,
        kind=notice.kind,
        number=number,
        title=parts[0],
        text=text.strip(),
        link=link,
        at=notice.at,
        place=notice.place,
        state=state,
        is_danger=notice.is_danger,
        due_at=notice.due_at,
    )


def code_message(code: str, *, to: str, key: str, minutes: int, language: str, at: datetime) -> Message:
    """Return the message that carries a code to an address."""
    with translation.override(language_or(language)):
        told = {"house": settings.HUYING_ORGANISATION, "code": code, "minutes": minutes}
        title = _("Code for your address")
        text = _("[%(house)s] Your code is %(code)s. It is good for %(minutes)s minutes; give it to nobody.") % told
    return Message(key=key, to=to, kind=CODE, number=code, title=title, text=text, link="", at=at)


def _clock(instant: datetime) -> str:
    return instant.astimezone(CHINA).strftime(SHAPE)


def _link(path: str) -> str:
    base = settings.HUYING_BASE_URL.rstrip("/")
    return f"{base}{path}" if base else ""
