"""The outbox 发件箱: what happened is written beside the change and handed on by the worker.

A message is written in the action's own transaction, so nothing is sent for work that was rolled back and
nothing is lost when the process dies. The worker hands each message to every subscriber of its name; a
subscriber may see a message twice and must do its work once. Failures wait longer each time, up to 72 hours.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING

from django.db import connection, transaction

from huying.core.clock import system_now
from huying.core.models import OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    Subscriber = Callable[[Sequence[int]], None]

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=12)
GIVE_UP_AFTER = timedelta(hours=72)
BATCH = 50

_subscribers: defaultdict[str, list[Subscriber]] = defaultdict(list)
wake = Event()


def subscribe(name: str, subscriber: Subscriber) -> None:
    """Have `subscriber(ids)` called for each message of that name."""
    if subscriber not in _subscribers[name]:
        _subscribers[name].append(subscriber)


def publish(name: str, ids: Sequence[int]) -> None:
    """Write a message in the caller's transaction; the worker is woken once it is committed."""
    if not _subscribers[name]:
        return
    OutboxMessage.objects.create(name=name, ids=list(ids))
    transaction.on_commit(wake.set)


def take(*, at: datetime, limit: int = BATCH) -> list[OutboxMessage]:
    """Lease the messages that are due; two workers never hold the same one."""
    with transaction.atomic():
        waiting = OutboxMessage.objects.filter(done_at=None, due_at__lte=at).order_by("due_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        taken = list(waiting[:limit])
        for message in taken:
            message.attempts += 1
            message.due_at = at + LEASE
        OutboxMessage.objects.bulk_update(taken, ["attempts", "due_at"])
    return taken


def deliver(message: OutboxMessage) -> bool:
    """Hand one leased message to its subscribers; on failure set the next try."""
    try:
        for subscriber in _subscribers[message.name]:
            subscriber(message.ids)
    except Exception as error:  # noqa: BLE001 - whatever a subscriber throws, the message must live on
        _postpone(message, error)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=system_now(), failure="")
    return True


def _postpone(message: OutboxMessage, error: Exception) -> None:
    log.warning("outbox message %s (%s) failed: %s", message.pk, message.name, type(error).__name__)
    wait = min(timedelta(seconds=5 * 2**message.attempts), LONGEST_WAIT)
    now = system_now()
    over = now - message.created_at > GIVE_UP_AFTER
    OutboxMessage.objects.filter(pk=message.pk).update(
        failure=type(error).__name__[:200], due_at=now + wait, done_at=now if over else None
    )


def drain(*, at: datetime | None = None) -> int:
    """Deliver until nothing is due; returns how many went out."""
    sent = 0
    while taken := take(at=at or system_now()):
        sent += sum(deliver(message) for message in taken)
    return sent
