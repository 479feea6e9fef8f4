"""In the room and in the calendar 签到码与日历: the code that members open to be noted, and the calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from huying.conferences import actions, calendars, labels, policies
from huying.conferences.models import Member
from huying.conferences.queries import visible as queries
from huying.core.clock import now
from huying.core.views import page
from huying.rules.conferences import ConferenceKind, ConferenceState
from huying.rules.errors import RuleBrokenError
from huying.ui.pictures import qr_picture

if TYPE_CHECKING:
    from django.http import HttpRequest

    from huying.conferences.models import Conference
    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

SALT = "conference.room"
SECONDS = 24 * 3600
ON_NOW = {ConferenceState.CALLED.value, ConferenceState.HELD.value}


def _actor(request: HttpRequest) -> Actor:
    return cast("HuyingRequest", request).actor


@never_cache
@page(policies.HOST_CONFERENCE)
def code(request: HttpRequest, number: str) -> HttpResponse:
    """Show the code of the room, to be put on the wall; it is good for a day."""
    conference = queries.find(number, actor=_actor(request))
    policies.HOST_CONFERENCE.check(_actor(request), conference)
    token = signing.dumps(conference.pk, salt=SALT)
    address = request.build_absolute_uri(f"{reverse('conferences:here', args=[conference.number])}?code={token}")
    context = {
        "conference": conference,
        "kind": labels.label(ConferenceKind(conference.kind)),
        "picture": qr_picture(address, scale=6),
        "address": address,
    }
    return render(request, "conferences/code.html", context)


@never_cache
@page(policies.SIT_IN_CONFERENCE, methods=("GET", "HEAD", "POST"))
def here(request: HttpRequest, number: str) -> HttpResponse:
    """Note that one's own unit is there: opened by the code of the room, pressed once."""
    actor = _actor(request)
    conference = queries.find(number, actor=actor)
    _check_code(conference, request.GET.get("code", ""))
    member = Member.objects.filter(conference=conference, unit=actor.unit_id or 0).select_related("unit").first()
    if member is None:
        raise RuleBrokenError("conference.member_unknown")
    if request.method == "POST":
        actions.attend_oneself(conference.pk, actor=actor, at=now())
        messages.success(request, _("Noted: %(unit)s is there.") % {"unit": member.name})
        return redirect("conferences:one", number=conference.number)
    context = {"conference": conference, "member": member, "kind": labels.label(ConferenceKind(conference.kind))}
    return render(request, "conferences/here.html", context)


def _check_code(conference: Conference, given: str) -> None:
    """Refuse a code that is forged, older than a day, of another conference, or of one that is not on."""
    try:
        meant = signing.loads(given, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        meant = None
    if meant != conference.pk or conference.state not in ON_NOW:
        raise RuleBrokenError("conference.code_wrong")


@page(policies.SEE_CONFERENCES)
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the conference as a file for a calendar."""
    conference = queries.find(number, actor=_actor(request))
    address = request.build_absolute_uri(reverse("conferences:one", args=[conference.number]))
    answer = HttpResponse(calendars.file_of(conference, address=address, at=now()), content_type=calendars.KIND)
    name = f"{conference.number}.ics"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
