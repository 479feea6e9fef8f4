"""What the pages of supervision share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from huying.supervision.models import Mark, Measure, Order

if TYPE_CHECKING:
    from django.http import HttpRequest

    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest

MODELS: dict[str, Any] = {"order": Order, "mark": Mark, "measure": Measure}
BOARDS = {"order": "supervision:list", "mark": "supervision:marks", "measure": "supervision:measures"}


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return cast("HuyingRequest", request).actor
