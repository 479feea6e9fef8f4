"""The worker 后台: hands on outbox messages at once and looks at the clocks every half minute."""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from huying.cases.actions.forgetting import forget_reporters
from huying.cases.actions.handing_over import return_to_desk
from huying.cases.actions.photographs import forget_waiting
from huying.cases.actions.sampling import draw_due
from huying.cases.actions.sweeping import sweep
from huying.cases.actions.uploads import forget_old_sheets
from huying.core import clock, outbox
from huying.core.keeping import forget_old
from huying.core.models import Setting
from huying.core.sealing.sealing import seal_full, seal_waiting
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)
IDLE_SECONDS = 2.0
WITH_WORKER = "HUYING_WITH_WORKER"
"""Set by `serve --with-worker`: the serving process runs the worker in a thread."""
SWEEP_EVERY = timedelta(seconds=30)
FORGET_EVERY = timedelta(hours=1)
BEAT_EVERY = timedelta(minutes=1)
HEARTBEAT = "worker.beat"
FORGET_REPORTERS_EVERY = timedelta(days=1)


def check_not_demo() -> None:
    """Refuse to work on a demo city in production mode."""
    if settings.HUYING_DEMO and settings.HUYING_PRODUCTION:
        raise RuleBrokenError("serve.demo_in_production", folder=str(settings.DATA_DIR))


def turn() -> int:
    """Do everything that is due now; returns how much was done."""
    check_not_demo()
    beat(at=clock.system_now())
    return sweep(at=clock.now()) + outbox.drain()


def beat(*, at: datetime) -> None:
    """Note that a worker lives, for the doctor."""
    Setting.objects.update_or_create(pk=HEARTBEAT, defaults={"value": at.isoformat()})


class Worker:
    """A loop that survives whatever one turn meets."""

    def __init__(self) -> None:
        check_not_demo()
        self.stopping = Event()
        self._swept_at: datetime | None = None
        self._forgot_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._forgot_reporters_at: datetime | None = None

    def run(self) -> None:
        """Work until asked to stop."""
        while not self.stopping.is_set():
            try:
                self._turn()
            except DatabaseError:
                log.exception("the worker could not reach the database; it tries again")
            close_old_connections()
            outbox.wake.wait(IDLE_SECONDS)
            outbox.wake.clear()

    def _turn(self) -> None:
        outbox.drain()
        now = clock.system_now()
        if self._beat_at is None or now - self._beat_at >= BEAT_EVERY:
            self._beat_at = now
            beat(at=now)
        if self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            sweep(at=clock.now())
            self._seal(seal_full, at=now)
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            forget_old(at=now)
            return_to_desk(at=clock.now())
            draw_due(at=clock.now())
            self._seal(seal_waiting, at=now)
        if self._forgot_reporters_at is None or now - self._forgot_reporters_at >= FORGET_REPORTERS_EVERY:
            self._forgot_reporters_at = now
            forget_reporters(at=clock.now())
            forget_waiting(at=now)
            forget_old_sheets(at=clock.now())

    def _seal(self, seal: Callable[..., int], *, at: datetime) -> None:
        """Seal what waits; where the key is lost the doctor says so and everything else goes on."""
        try:
            seal(at=at)
        except RuleBrokenError as error:
            log.error("the audit log could not be sealed: %s", error)  # noqa: TRY400 - the code says it all
        outbox.drain()

    def stop(self) -> None:
        """Stop after the present turn."""
        self.stopping.set()
        outbox.wake.set()

    def start(self) -> Thread:
        """Work in a thread of this process (embedded mode)."""
        thread = Thread(target=self.run, name="huying-worker", daemon=True)
        thread.start()
        return thread
