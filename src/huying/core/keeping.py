"""What the house itself forgets 自动清理: keys, counts, sessions and delivered messages past their time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session

from huying.core.idempotency import KEPT
from huying.core.models import IdempotencyKey, OutboxMessage, TryCount

if TYPE_CHECKING:
    from datetime import datetime

DELIVERED_KEPT = timedelta(days=30)


def forget_old(*, at: datetime) -> int:
    """Delete what has outlived its purpose by the real clock; returns how many rows went."""
    gone = (
        IdempotencyKey.objects.filter(created_at__lt=at - KEPT),
        TryCount.objects.filter(until__lt=at),
        OutboxMessage.objects.filter(done_at__lt=at - DELIVERED_KEPT),
        Session.objects.filter(expire_date__lt=at),
    )
    return sum(rows.delete()[0] for rows in gone)
