"""The request as our pages know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from huying.core.actors import Actor


class HuyingRequest(HttpRequest):
    """A request with who acts and what htmx said."""

    actor: Actor
    htmx: HtmxDetails
