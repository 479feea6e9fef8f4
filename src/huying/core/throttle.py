"""Limits of tries 频率限制: counted in the database, so that every process sees the same count."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from huying.core.models import TryCount
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

WINDOW = timedelta(hours=1)


def throttle(name: str, who: str, *, most: int, at: datetime, window: timedelta = WINDOW) -> None:
    """Count one try and refuse beyond `most` in a window; `who` is kept only as a hash.

    The try is counted before it is judged, so that parallel tries cannot outrun the count.
    """
    seconds = int(window.total_seconds())
    passed = int(at.timestamp()) % seconds
    key = _key(name, who, at=at, window=window)
    if not TryCount.objects.filter(key=key).update(count=F("count") + 1):
        _row, is_new = TryCount.objects.get_or_create(key=key, defaults={"count": 1, "until": at + window})
        if not is_new:
            TryCount.objects.filter(key=key).update(count=F("count") + 1)
    if TryCount.objects.filter(key=key, count__gt=most).exists():
        raise RuleBrokenError("throttle.too_many", minutes=-(-(seconds - passed) // 60))


def forgive(name: str, who: str, *, at: datetime, window: timedelta = WINDOW) -> None:
    """Take back one try of the present window, since it was right."""
    TryCount.objects.filter(key=_key(name, who, at=at, window=window), count__gt=0).update(count=F("count") - 1)


def _key(name: str, who: str, *, at: datetime, window: timedelta) -> str:
    slot = int(at.timestamp()) // int(window.total_seconds())
    return hashlib.sha256(f"{name}|{who}|{slot}".encode()).hexdigest()
