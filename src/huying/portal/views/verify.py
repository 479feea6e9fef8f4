"""Verifying 核验: drop a bundle, see the verdict; no account, nothing kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from huying.accounts.views import remote_address
from huying.core.clock import system_now
from huying.core.sealing import lines, sealing
from huying.core.throttle import throttle
from huying.core.views import public
from huying.portal import checking
from huying.rules.errors import RuleBrokenError
from huying.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

CHECKS_PER_HOUR = 60
MEGABYTES = checking.MOST_BYTES // 1024**2


class BundleForm(forms.Form):
    """What is checked, and what it is held against."""

    bundle = forms.FileField(label=_("Bundle"), allow_empty_file=True)
    anchors = forms.FileField(
        label=_("Heads you kept"),
        required=False,
        help_text=_("A file of heads sent to you before; without it a bundle can only be shown to agree with itself."),
    )


def verify(request: HttpRequest) -> HttpResponseBase:
    """Bound what is read before anything reads it, then judge it."""
    if request.method == "POST":
        request.upload_handlers.insert(0, checking.Bounded(request))
    return _verify(request)


@csrf_protect
def _verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, BundleForm())
    form = BundleForm(request.POST, request.FILES)
    if _is_too_large(request):
        form.add_error("bundle", _too_large())
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        throttle("verify", remote_address(request), most=CHECKS_PER_HOUR, at=system_now())
        found = checking.check(form.cleaned_data["bundle"], form.cleaned_data["anchors"])
    except RuleBrokenError as error:
        form.add_error(None, refusals.words(error))
        return _shown(request, form, status=refusals.status(error))
    return _shown(request, BundleForm(), found=found)


def _is_too_large(request: HttpRequest) -> bool:
    return any(isinstance(each, checking.Bounded) and each.is_full for each in request.upload_handlers)


def _too_large() -> str:
    return refusals.words(RuleBrokenError("verify.too_large", megabytes=MEGABYTES))


def _shown(request: HttpRequest, form: BundleForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "newest": sealing.newest_head(), "megabytes": MEGABYTES}
    return render(request, "portal/verify.html", context | more, status=status)


page = csrf_exempt(never_cache(public(methods=("GET", "HEAD", "POST"))(verify)))
"""Exempt outside and protected inside, since the token is read with the body, whose size must be bounded first."""


@public()
def program(_request: HttpRequest) -> FileResponse:
    """Hand out the verifier, to be used without us."""
    program = checking.verifier().open("rb")
    return FileResponse(
        program, as_attachment=True, filename=checking.NAME, content_type="text/x-python; charset=utf-8"
    )


@never_cache
@public()
def newest_head(_request: HttpRequest) -> HttpResponse:
    """Hand out the newest head, for anybody to keep as an anchor."""
    newest = sealing.newest_head()
    content = "" if newest is None else lines.head(newest) + "\n"
    name = "huying-head.jsonl" if newest is None else f"huying-head-{newest.number}.jsonl"
    response = HttpResponse(content, content_type="application/x-ndjson")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
