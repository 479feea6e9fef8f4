"""How long answers take 办理用时: cases of a month by topic and whole days, from which median and 90 % follow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, F, Func, IntegerField, Q

from huying.cases.queries.conditions import marked
from huying.cases.queries.rates import received_in
from huying.rules.case_facts import Mark

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    from huying.core.actors import Actor


class WholeDays(Func):
    """The whole days to an instant from an earlier one, rounded down."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Reckon in microseconds, by the function Django gives SQLite, which has no intervals."""
        template = "django_timestamp_diff(%(expressions)s) / 86400000000"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Reckon with the seconds of an interval."""
        template = "FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 86400)::integer"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)


class Microseconds(Func):
    """The microseconds to an instant from an earlier one."""

    output_field = BigIntegerField()
    arity = 2

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Reckon by the function Django gives SQLite, which has no intervals."""
        return self.as_sql(compiler, connection, template="django_timestamp_diff(%(expressions)s)", **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        """Reckon with the seconds of an interval, which are exact."""
        template = "(EXTRACT(EPOCH FROM (%(expressions)s)) * 1000000)::bigint"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)


@dataclass(slots=True, kw_only=True)
class TopicCounts:
    """What a month's cases of a topic say; `days` counts the answered by whole days."""

    received: int = 0
    answered: int = 0
    on_time: int = 0
    open: int = 0
    days: dict[int, int] = field(default_factory=dict)


def by_topic(actor: Actor, *, place: str, month: date, at: datetime) -> dict[str, TopicCounts]:
    """Return the counts of a month's cases by topic: two queries; the topic not confirmed is an empty code."""
    rows = received_in(actor, place=place, first=month, last=month, at=at).order_by()
    found: defaultdict[str, TopicCounts] = defaultdict(TopicCounts)
    counted = rows.values("topic").annotate(
        received=Count("pk"),
        answered=Count("pk", filter=marked(Mark.ANSWERED)),
        on_time=Count("pk", filter=marked(Mark.ON_TIME)),
        open=Count("pk", filter=marked(Mark.OPEN)),
    )
    for row in counted.order_by("topic"):
        found[row["topic"]] = TopicCounts(
            received=row["received"], answered=row["answered"], on_time=row["on_time"], open=row["open"]
        )
    answered = rows.filter(Q(answered_at__isnull=False)).annotate(days=WholeDays(F("answered_at"), F("received_at")))
    for topic, days, count in answered.values_list("topic", "days").annotate(count=Count("pk")).order_by("topic"):
        found[topic].days[days] = count
    return dict(found)
