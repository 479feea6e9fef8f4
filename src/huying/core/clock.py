"""The two clocks 时钟: the domain clock, which demo and training may shift, and the system clock.

`now()` is the database's time plus a fixed offset kept as a setting; it always runs. `system_now()` is for
sessions, codes, tokens and the outbox. Audit records carry both. Only the edge reads either.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.apps import apps
from django.db import connection

OFFSET = "clock.offset_seconds"
REFRESH_SECONDS = 30.0


class _Shift:
    """What must be added to this host's time; read anew now and then."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.read_at = -REFRESH_SECONDS
        self.skew = timedelta()
        self.offset = timedelta()

    def refresh(self) -> None:
        """Read the offset, and on PostgreSQL how far this host's clock is off the database's."""
        with self.lock:
            if time.monotonic() - self.read_at < REFRESH_SECONDS:
                return
            setting = apps.get_model("core", "Setting")
            row = setting.objects.filter(pk=OFFSET).values_list("value", flat=True).first()
            self.offset = timedelta(seconds=row or 0)
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("select clock_timestamp()")
                    self.skew = cursor.fetchone()[0] - datetime.now(UTC)
            self.read_at = time.monotonic()


_shift = _Shift()


def now() -> datetime:
    """Return the domain instant: database time plus the installation's offset."""
    _shift.refresh()
    return datetime.now(UTC) + _shift.skew + _shift.offset


def system_now() -> datetime:
    """Return the real instant, for sessions, codes, tokens and the outbox."""
    return datetime.now(UTC)


def start_at(at: datetime) -> None:
    """Make the domain clock read `at` now, and run on from there."""
    setting = apps.get_model("core", "Setting")
    offset = (at - datetime.now(UTC)).total_seconds()
    setting.objects.update_or_create(pk=OFFSET, defaults={"value": offset})
    forget()


def forget() -> None:
    """Read the offset anew at the next look."""
    _shift.read_at = -REFRESH_SECONDS
