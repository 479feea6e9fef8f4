"""The worker 后台: hands on outbox messages at once and looks at the clocks every half minute.

Where more is due than one pass does in its time, the next follows at once, with messages handed on in between.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from huying.cases.actions.counting import count_changed, count_due
from huying.cases.actions.forgetting import forget_reporters
from huying.cases.actions.gathering import forget_matters, gather_stepped, recount_old
from huying.cases.actions.handing_over import return_to_desk
from huying.cases.actions.learning import is_due, learn_due
from huying.cases.actions.photographs import forget_waiting
from huying.cases.actions.sampling import draw_due
from huying.cases.actions.sweeping import sweep, sweep_within
from huying.cases.actions.uploads import forget_old_sheets
from huying.closings.actions import forget_traces, freeze_due
from huying.conferences.actions import sweep as sweep_conferences
from huying.core import clock, outbox
from huying.core.keeping import forget_old
from huying.core.models import Setting
from huying.core.sealing.sealing import seal_full, seal_waiting
from huying.dashboards.actions import tell_week
from huying.leadership.actions import sweep as sweep_leadership
from huying.notices.actions import forget_old_notices, send_due
from huying.rules.errors import RuleBrokenError
from huying.seasons.actions import sweep as sweep_seasons
from huying.supervision.actions import sweep as sweep_supervision
from huying.transfers.actions import sweep as sweep_transfers
from huying.whistles.actions.sweeping import sweep as sweep_whistles

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
HEARTBEAT, SWEPT = "worker.beat", "worker.swept"
FORGET_REPORTERS_EVERY = timedelta(days=1)


def check_not_demo() -> None:
    """Refuse to work on a demo city in production mode."""
    if settings.HUYING_DEMO and settings.HUYING_PRODUCTION:
        raise RuleBrokenError("serve.demo_in_production", folder=str(settings.DATA_DIR))


def turn() -> int:
    """Do everything that is due now; returns how much was done."""
    check_not_demo()
    beat(at=clock.system_now())
    at = clock.now()
    late = sweep_whistles(at=at) + sweep_conferences(at=at) + sweep_transfers(at=at) + sweep_supervision(at=at)
    swept = sweep(at=at) + late + freeze_due(at=at) + sweep_leadership(at=at) + sweep_seasons(at=at) + tell_week(at=at)
    gather_stepped(at=at)
    beat(at=clock.system_now(), mark=SWEPT)
    done = swept + outbox.drain() + send_due(at=clock.now())
    return done + count_due()


def beat(*, at: datetime, mark: str = HEARTBEAT) -> None:
    """Note that a worker lives, or came to the end of a sweep, for the doctor and the figures."""
    Setting.objects.update_or_create(pk=mark, defaults={"value": at.isoformat()})


def _learn_apart(at: datetime) -> None:
    try:
        learn_due(at=at)
    finally:
        connection.close()


class Worker:
    """A loop that survives whatever one turn meets."""

    def __init__(self) -> None:
        check_not_demo()
        self.stopping = Event()
        self._swept_at: datetime | None = None
        self._is_more = False
        self._forgot_at: datetime | None = None
        self._beat_at: datetime | None = None
        self._forgot_reporters_at: datetime | None = None
        self._learning: Thread | None = None

    def run(self) -> None:
        """Work until asked to stop."""
        while not self.stopping.is_set():
            try:
                self._turn()
            except DatabaseError:
                log.exception("the worker could not reach the database; it tries again")
            close_old_connections()
            outbox.wake.wait(0 if self._is_more else IDLE_SECONDS)
            outbox.wake.clear()

    def _turn(self) -> None:
        outbox.drain()
        send_due(at=clock.now())
        count_changed()
        now = clock.system_now()
        if self._beat_at is None or now - self._beat_at >= BEAT_EVERY:
            self._beat_at = now
            beat(at=now)
        if self._is_more or self._swept_at is None or now - self._swept_at >= SWEEP_EVERY:
            self._swept_at = now
            self._is_more = sweep_within(settings.HUYING_SWEEP_SECONDS, at=clock.now()).is_more
            sweep_whistles(at=clock.now())
            sweep_conferences(at=clock.now())
            gather_stepped(at=clock.now())
            sweep_transfers(at=clock.now())
            sweep_supervision(at=clock.now())
            sweep_leadership(at=clock.now())
            sweep_seasons(at=clock.now())
            tell_week(at=clock.now())
            if not self._is_more:
                beat(at=clock.system_now(), mark=SWEPT)
            count_due()
            self._seal(seal_full, at=now)
        if self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY:
            self._forgot_at = now
            forget_old(at=now)
            return_to_desk(at=clock.now())
            draw_due(at=clock.now())
            recount_old(at=clock.now())
            freeze_due(at=clock.now())
            self._learn(at=clock.now())
            self._seal(seal_waiting, at=now)
        if self._forgot_reporters_at is None or now - self._forgot_reporters_at >= FORGET_REPORTERS_EVERY:
            self._forgot_reporters_at = now
            forget_reporters(at=clock.now())
            forget_waiting(at=now)
            forget_old_sheets(at=clock.now())
            forget_matters(at=clock.now())
            forget_old_notices(at=clock.now())
            forget_traces(at=clock.now())

    def _learn(self, *, at: datetime) -> None:
        """Learn beside everything else: it takes minutes, and no deadline waits for it."""
        if is_due(at=at) and (self._learning is None or not self._learning.is_alive()):
            self._learning = Thread(target=_learn_apart, args=(at,), name="huying-learning", daemon=True)
            self._learning.start()

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
