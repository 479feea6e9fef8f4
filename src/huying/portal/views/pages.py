"""Pages that only tell 首页与告知."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from huying.core.views import public
from huying.portal.forms import TrackForm
from huying.portal.notices import CURRENT_NOTICE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public()
def home(request: HttpRequest) -> HttpResponse:
    """Offer what residents come for: report, follow, look at the compound."""
    return render(request, "portal/home.html", {"form": TrackForm()})


@public()
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice in layers."""
    return render(request, "portal/privacy.html", {"notice": CURRENT_NOTICE})
