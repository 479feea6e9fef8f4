"""Switches of the page shell 语言与长辈版切换."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import get_script_prefix
from django.utils.http import url_has_allowed_host_and_scheme

from huying.core.views import public
from huying.ui.language import COOKIE, ELDER_COOKIE, YEAR_SECONDS, cookie_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return HttpResponseRedirect(wanted if is_ours else get_script_prefix())


def _keep(response: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    is_secure = settings.SESSION_COOKIE_SECURE or request.is_secure()
    response.set_cookie(cookie_name(name), value, max_age=YEAR_SECONDS, samesite="Lax", secure=is_secure, httponly=True)


@public(methods=("POST",))
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language and go back."""
    response = _back(request)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        _keep(response, request, COOKIE, wanted)
    return response


@public(methods=("POST",))
def set_elder_mode(request: HttpRequest) -> HttpResponse:
    """Keep the large type on or off and go back."""
    response = _back(request)
    if request.POST.get("elder") == "1":
        _keep(response, request, ELDER_COOKIE, "1")
    else:
        response.delete_cookie(cookie_name(ELDER_COOKIE), samesite="Lax")
    return response
