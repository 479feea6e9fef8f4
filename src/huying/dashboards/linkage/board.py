"""What the linkage board shows 联动看板: flows with addresses of their rows, waiting by level, days by topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from huying.cases import labels
from huying.cases.models.cases import CHINA
from huying.cases.queries import durations, flows
from huying.cases.queries.flows import Moved
from huying.cases.queries.months import month_span
from huying.dashboards.figures import Number
from huying.regions import queries as regions
from huying.rules.case_facts import Mark
from huying.rules.figures import part_of, percent
from huying.rules.linkage import HALF, LEVELS, NINE_TENTHS, Flow, Level, days_within
from huying.rules.roles import UnitKind
from huying.whistles.models import WhistleCall
from huying.whistles.queries.visible import visible_to as visible_whistles

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor
    from huying.dashboards.figures import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """One flow of the table."""

    flow: str
    start: str
    to: str
    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A topic with its counts of a month, and the days an answer took."""

    name: str
    received: Number
    answered: Number
    open: Number
    median: int | None
    nine_tenths: int | None
    on_time: str | None


def whistle_calls(actor: Actor, *, place: str, month: date, at: datetime) -> QuerySet[WhistleCall]:
    """Return the calls of whistles blown in a month over a place."""
    begin, end = month_span(month)
    on = at.astimezone(CHINA).date()
    seen = visible_whistles(actor).filter(regions.in_place(place, on=on), blown_at__gte=begin, blown_at__lt=end)
    return WhistleCall.objects.filter(whistle__in=seen.values("pk"))


def moved(actor: Actor, *, place: str, month: date, at: datetime) -> list[Moved]:
    """Return every flow of a month between units: three queries."""
    calls = whistle_calls(actor, place=place, month=month, at=at).order_by()
    counted = calls.values("whistle__unit__kind", "unit__kind").annotate(count=Count("pk"))
    pairs: dict[tuple[Level, Level], int] = {}
    for row in counted.order_by("whistle__unit__kind", "unit__kind"):
        pair = LEVELS[UnitKind(row["whistle__unit__kind"])], LEVELS[UnitKind(row["unit__kind"])]
        pairs[pair] = pairs.get(pair, 0) + row["count"]
    whistles = [Moved(flow=Flow.WHISTLE, start=start, to=to, count=count) for (start, to), count in pairs.items()]
    return [*flows.moved(actor, place=place, month=month, at=at), *whistles]


def flow_rows(found: list[Moved], *, place: str, month: date) -> list[FlowRow]:
    """Return the flows as rows, by kind and then from the top down."""
    order = list(Level)
    ranked = sorted(
        found,
        key=lambda each: (
            list(Flow).index(each.flow),
            order.index(each.start) if each.start else -1,
            order.index(each.to),
        ),
    )
    return [
        FlowRow(
            flow=labels.label(each.flow),
            start=labels.label(each.start) if each.start else "—",
            to=labels.label(each.to),
            number=Number(count=each.count, url=_address(each, place=place, month=month)),
        )
        for each in ranked
    ]


def _address(each: Moved, *, place: str, month: date) -> str:
    query = {
        "place": place,
        "month": f"{month:%Y-%m}",
        "flow": each.flow.value,
        "start": each.start.value if each.start else "",
        "to": each.to.value,
    }
    return f"{reverse('dashboards:linkage_rows')}?{urlencode(query)}"


def topic_rows(actor: Actor, basis: Basis, *, at: datetime) -> list[TopicRow]:
    """Return the topics of a month, the most frequent first."""
    found = durations.by_topic(actor, place=basis.place, month=basis.month, at=at)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1].received, pair[0]))
    rows = []
    for topic, counts in ranked:

        def number(count: int, *, of: str = topic, mark: str = "") -> Number:
            """Return a count; lists cannot be narrowed to what has no topic yet."""
            return basis.number(count, topic=of, mark=mark) if of else Number(count=count)

        rows.append(
            TopicRow(
                name=labels.topic_name(topic),
                received=number(counts.received),
                answered=number(counts.answered, mark=Mark.ANSWERED.value),
                open=number(counts.open, mark=Mark.OPEN.value),
                median=days_within(counts.days, HALF),
                nine_tenths=days_within(counts.days, NINE_TENTHS),
                on_time=percent(part_of(counts.on_time, counts.answered, name="on_time")),
            )
        )
    return rows
