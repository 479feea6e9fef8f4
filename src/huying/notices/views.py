"""What one was told, at the desk 我的通知."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huying.core.clock import now
from huying.core.views import page
from huying.notices import actions, policies, queries
from huying.notices.kinds import kind_of
from huying.ui.wording import word_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from huying.core.actors import Actor
    from huying.notices.models import Notice
    from huying.ui.typing import HuyingRequest

DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A notice as the page shows it."""

    notice: Notice
    words: str
    url: str
    state: str
    number: str


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


def _shown(notice: Notice) -> Row:
    kind = kind_of(notice.kind)
    return Row(
        notice=notice,
        words=str(kind.words) if kind else notice.kind,
        url=kind.address_of(notice.subject) if kind else "",
        state=word_for(kind.states if kind else "state", notice.state),
        number=kind.number(notice.subject) if kind else notice.subject,
    )


@never_cache
@page(policies.READ_NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    """Show what one was told, the newest first."""
    only_unread = request.GET.get("unread") == "1"
    cursor = request.GET.get("cursor", "")
    found = queries.page_of(_actor(request), cursor=cursor, only_unread=only_unread)
    context = {
        "rows": [_shown(notice) for notice in found.rows],
        "newest": found.rows[0].pk if found.rows else 0,
        "next_cursor": found.next_cursor,
        "has_cursor": bool(cursor),
        "only_unread": only_unread,
        "at": now(),
    }
    return render(request, "notices/notices.html", context)


@page(policies.READ_NOTICES, methods=("POST",))
def read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark one as read, and open what it is about where that was asked."""
    notice = actions.mark_read(notice_id, actor=_actor(request), at=now())
    kind = kind_of(notice.kind)
    if "open" in request.POST and kind is not None:
        return redirect(kind.address_of(notice.subject))
    return redirect("notices:list")


@page(policies.READ_NOTICES, methods=("POST",))
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark as read all up to the newest that was shown."""
    up_to = request.POST.get("up_to", "")
    number = int(up_to[:DIGITS]) if up_to.isascii() and up_to.isdigit() else 0
    count = actions.mark_all_read(up_to=number, actor=_actor(request), at=now())
    words = _("Marked as read: %(count)s") % {"count": count}
    messages.success(request, words if count else _("Everything was read already."))
    return redirect("notices:list")
