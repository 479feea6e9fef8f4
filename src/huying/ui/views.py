"""Switches of the page shell 语言与大字版切换."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from huying.core.views import public
from huying.ui.language import COOKIE, ELDER_COOKIE, YEAR_SECONDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if is_ours and wanted.startswith("/") else "/")


@public(methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and go back."""
    response = _back(request)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(COOKIE, wanted, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


@public(methods=("POST",))
def set_elder_mode(request: HttpRequest) -> HttpResponse:
    """Keep the large type on or off and go back."""
    response = _back(request)
    if request.POST.get("elder") == "1":
        response.set_cookie(ELDER_COOKIE, "1", max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(ELDER_COOKIE)
    return response
