"""The seal of the audit log, for those who watch over it 审计封存: heads, sinks, and the bundle to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from huying.core.clock import now
from huying.core.models import SealEpoch, SealHead, SealSink
from huying.core.sealing import keys, sealing, sinks
from huying.core.sealing.handing_out import hand_out_log
from huying.core.sealing.policies import SEE_SEAL
from huying.core.views import page
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from huying.ui.typing import HuyingRequest

ON_A_PAGE = 25
NAMES = {sinks.FILE: _("File"), sinks.WEBHOOK: _("Webhook"), sinks.MAIL: _("Mail")}


class TakeForm(forms.Form):
    """From which head on the log is taken."""

    from_head = forms.IntegerField(label=_("From head"), min_value=0, initial=0)


@never_cache
@page(SEE_SEAL)
def overview(request: HttpRequest) -> HttpResponse:
    """Show where the log stands, who was told, and the heads, newest first."""
    return _shown(request, TakeForm())


@never_cache
@page(SEE_SEAL, methods=("POST",))
def take(request: HttpRequest) -> HttpResponseBase:
    """Hand the bundle over, line by line; that it left is recorded."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    actor = cast("HuyingRequest", request).actor
    try:
        lines = hand_out_log(from_head=form.cleaned_data["from_head"], actor=actor, at=now())
    except RuleBrokenError as error:
        form.add_error(None, refusals.words(error))
        return _shown(request, form, status=refusals.status(error))
    response = StreamingHttpResponse((f"{line}\n".encode() for line in lines), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="huying-log.jsonl"'
    return response


def _shown(request: HttpRequest, form: TakeForm, *, status: int = 200) -> HttpResponse:
    cursor = request.GET.get("cursor", "")
    heads = SealHead.objects.select_related("epoch").order_by("-number")
    if cursor.isascii() and cursor.isdigit():
        heads = heads.filter(number__lt=int(cursor[:18]))
    rows = list(heads[: ON_A_PAGE + 1])
    context = _state() | {
        "form": form,
        "rows": rows[:ON_A_PAGE],
        "next_cursor": str(rows[ON_A_PAGE - 1].number) if len(rows) > ON_A_PAGE else "",
        "has_cursor": bool(cursor),
    }
    return render(request, "dashboards/seal.html", context, status=status)


def _state() -> dict[str, Any]:
    newest = sealing.newest_head()
    epoch = SealEpoch.objects.order_by("-number").first()
    known = {sink.name: sink for sink in SealSink.objects.all()}
    return {
        "newest": newest,
        "events": newest.first + newest.count if newest is not None else 0,
        "waiting": sealing.unsealed(after_id=newest.last_record_id if newest is not None else 0).count(),
        "epoch": epoch,
        "is_key_here": epoch is not None and keys.is_at_hand(epoch),
        "sinks": [(NAMES[name], known.get(name)) for name in sinks.configured()],
    }
