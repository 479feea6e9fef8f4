"""What stands in the database when the figures are asked for 运行指标: what waits, how long, and who still works."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from prometheus_client.core import GaugeMetricFamily as Gauge

from huying.cases.actions.sweeping import longest_untold
from huying.config.working import HEARTBEAT, SWEPT
from huying.core import clock
from huying.core.models import OutboxMessage, Setting
from huying.core.sealing import sealing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric

WHERE = "select coalesce(state, 'other'), count(*) from pg_stat_activity where datname = current_database() group by 1"


class Standing:
    """A collector in the library's sense: asked anew each time, kept nowhere."""

    def collect(self) -> Iterator[Metric]:
        """Yield each figure with its one line of help."""
        now = clock.system_now()
        waiting = OutboxMessage.objects.filter(done_at=None)
        oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
        yield Gauge("huying_outbox_waiting", "Messages not handed on yet.", value=waiting.count())
        yield Gauge("huying_outbox_oldest_seconds", "Age of the oldest of them.", value=_seconds(oldest, now))
        failed = waiting.exclude(failure="").count()
        yield Gauge("huying_outbox_failing", "Messages whose last try failed and that are tried again.", value=failed)
        untold = longest_untold(at=clock.now()).total_seconds()
        yield Gauge("huying_sweep_lag_seconds", "How long ago the oldest untold deadline passed.", value=untold)
        record = sealing.unsealed(after_id=sealing.floor()).first()
        unsealed = _seconds(record.recorded_at if record is not None else None, now)
        yield Gauge("huying_seal_lag_seconds", "Age of the oldest audit record without a seal.", value=unsealed)
        for name, key, told in (
            ("huying_worker_heartbeat_seconds", HEARTBEAT, "Time since a worker gave a sign."),
            ("huying_sweep_age_seconds", SWEPT, "Time since the clocks were last looked at to the end."),
        ):
            if (row := Setting.objects.filter(pk=key).first()) is not None:
                yield Gauge(name, told, value=_seconds(datetime.fromisoformat(row.value), now))
        yield from _connections()


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _connections() -> Iterator[Metric]:
    if connection.vendor != "postgresql":
        return
    told = Gauge("huying_database_connections", "Connections to this database by state.", labels=("state",))
    with connection.cursor() as cursor:
        cursor.execute(WHERE)
        for state, count in cursor.fetchall():
            told.add_metric((state.replace(" ", "_"),), count)
    yield told
