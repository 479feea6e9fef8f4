"""What a post covers 管辖范围, as ranges of place keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Post, ScopeRange
from huying.regions.queries import administrations, governed_ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from huying.regions.models import Administration


def _ranges(post: Post, *, on: date, known: Iterable[Administration]) -> list[ScopeRange]:
    include, exclude = governed_ranges(post.place_code, on=on, known=known)
    return [ScopeRange(post=post, low=span.low, high=span.high) for span in include] + [
        ScopeRange(post=post, low=span.low, high=span.high, is_exclusion=True) for span in exclude
    ]


@transaction.atomic
def refresh_ranges(post: Post, *, on: date) -> None:
    """Reckon a post's ranges anew from its place and from who governs what on the day."""
    refresh_many([post], on=on)


@transaction.atomic
def refresh_many(posts: Sequence[Post], *, on: date) -> None:
    """Reckon the ranges of many posts anew, reading once who governs what."""
    known = administrations(on=on)
    ScopeRange.objects.filter(post__in=[post.pk for post in posts]).delete()
    rows = [row for post in posts for row in _ranges(post, on=on, known=known)]
    ScopeRange.objects.bulk_create(rows, batch_size=2000)


@transaction.atomic
def refresh_all_ranges(on: date) -> int:
    """Reckon the ranges of every post; the worker does so each day. Returns how many posts changed."""
    known = administrations(on=on)
    changed = []
    rows: list[ScopeRange] = []
    for post in Post.objects.prefetch_related("ranges").order_by("id"):
        wanted = _ranges(post, on=on, known=known)
        if {_shape(row) for row in wanted} != {_shape(row) for row in post.ranges.all()}:
            changed.append(post.pk)
            rows += wanted
    ScopeRange.objects.filter(post__in=changed).delete()
    ScopeRange.objects.bulk_create(rows, batch_size=2000)
    return len(changed)


def _shape(row: ScopeRange) -> tuple[int, int, bool]:
    return row.low, row.high, row.is_exclusion
