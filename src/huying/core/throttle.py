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
    slot, passed = divmod(int(at.timestamp()), seconds)
    key = hashlib.sha256(f"{name}|{who}|{slot}".encode()).hexdigest()
    if not TryCount.objects.filter(key=key).update(count=F("count") + 1):
        _row, is_new = TryCount.objects.get_or_create(key=key, defaults={"count": 1, "until": at + window})
        if not is_new:
            TryCount.objects.filter(key=key).update(count=F("count") + 1)
    if TryCount.objects.filter(key=key, count__gt=most).exists():
        raise RuleBrokenError("throttle.too_many", minutes=-(-(seconds - passed) // 60))
