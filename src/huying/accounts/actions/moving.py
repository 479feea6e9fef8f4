"""What units and posts do when places get other codes 区划调整."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from huying.accounts.actions.scopes import refresh_all_ranges
from huying.accounts.models import Post, Unit
from huying.core import audit
from huying.core.actors import SYSTEM
from huying.regions.queries import resolve_cover

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@transaction.atomic
def follow_recoding(*, moved: Sequence[int], at: datetime) -> None:
    """Move units and posts from old place keys to new ones, given as pairs; safe to run twice."""
    pairs = dict(zip(moved[::2], moved[1::2], strict=True))
    units = list(Unit.objects.select_for_update().filter(place__in=pairs))
    for unit in units:
        unit.place = pairs[unit.place]
        unit.version += 1
    Unit.objects.bulk_update(units, ["place", "version"], batch_size=500)
    posts = [post for post in Post.objects.select_for_update() if _is_recoded(post)]
    Post.objects.bulk_update(posts, ["place_code"], batch_size=500)
    audit.write(
        [audit.entry("unit.recoded", each, actor=SYSTEM, at=at, place=each.place) for each in units]
        + [audit.entry("post.recoded", each, actor=SYSTEM, at=at, place_code=each.place_code) for each in posts]
    )
    refresh_all_ranges(timezone.localdate(at))


def _is_recoded(post: Post) -> bool:
    today = resolve_cover(post.place_code)
    is_other = today != post.place_code
    post.place_code = today
    return is_other
