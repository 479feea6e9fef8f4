"""What the pages of this app share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from huying.seasons import labels

if TYPE_CHECKING:
    from django.http import HttpRequest

    from huying.core.actors import Actor
    from huying.ui.typing import HuyingRequest


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks."""
    return cast("HuyingRequest", request).actor


def timeline_of(row: Any, name: str) -> list[tuple[Any, tuple[str, str]]]:
    """Return the steps of a row in words; one query."""
    steps = labels.LISTS[name][0]
    rows = row.steps.select_related("unit", "person").order_by("pk")
    return [(each, (labels.label(steps(each.step)), "")) for each in rows]
