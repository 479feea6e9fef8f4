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
    """Count one try and refuse beyond `most` in a window; `who` is kept only as a hash."""
    slot = int(at.timestamp() // window.total_seconds())
    key = hashlib.sha256(f"{name}|{who}|{slot}".encode()).hexdigest()
    row, is_new = TryCount.objects.get_or_create(key=key, defaults={"count": 1, "until": at + window})
    if is_new:
        return
    if row.count >= most:
        raise RuleBrokenError("throttle.too_many", minutes=int(window.total_seconds() // 60))
    TryCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
