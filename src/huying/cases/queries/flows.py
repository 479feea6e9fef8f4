"""Where cases go between the levels 案件流向, and where they wait: counted from the steps of a month.

The flows of kept months are read from their cells, those of the others and of what changed from the steps, so that
together they are always what the steps say (ADR 0031).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, Max, Min, Q, Sum
from django.db.models.functions import TruncMonth

from huying.accounts.models import Unit
from huying.cases.models import Case, CaseStep, FlowCell
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import overdue_at, waiting
from huying.cases.queries.kept_counts import cell_keys, kept
from huying.cases.queries.months import month_of, month_span, months_between
from huying.cases.queries.visible import visible_to
from huying.regions import queries as regions
from huying.rules.case_flow import Step
from huying.rules.linkage import KINDS, LEVELS, Flow, Level
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

ACTING, HOLDING = "unit__kind", "case__holder_unit__kind"
STEPS: dict[Flow, tuple[Step, str, str]] = {
    Flow.DISPATCH: (Step.DISPATCH, ACTING, "unit"),
    Flow.RETURN: (Step.SEND_BACK, ACTING, "ruler"),
    Flow.ESCALATE: (Step.ESCALATE, HOLDING, "unit"),
}
"""The step of each flow of cases, whose level it comes from, and the fact that names the unit it goes to.

What is late is told above by the system: it comes from the unit that holds the case.
"""
FLOWS = {step.value: flow for flow, (step, _from, _fact) in STEPS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How many matters went from a level to a level in a month; `start` None: by the system or the reporter."""

    flow: Flow
    start: Level | None
    to: Level
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits on a level now."""

    level: Level
    count: int
    overdue: int


def steps_in(actor: Actor, *, place: str, month: date, at: datetime) -> QuerySet[CaseStep]:
    """Return the steps of a month by which visible cases of a place went from unit to unit."""
    begin, end = month_span(month)
    return CaseStep.objects.filter(
        step__in=[step.value for step, _from, _fact in STEPS.values()],
        at__gte=begin,
        at__lt=end,
        case__in=_cases(actor, place, at).values("pk"),
    )


def _cases(actor: Actor, place: str, at: datetime) -> QuerySet[Case]:
    return visible_to(actor).filter(regions.in_place(place, on=at.astimezone(CHINA).date()))


def moved(actor: Actor, *, place: str, month: date, at: datetime) -> list[Moved]:
    """Return the flows of cases between levels: at most five queries."""
    known = kept(actor, place=place, months=_months(), at=at, cells=FlowCell.objects.filter(moved_in=month))
    cells = known.cells.order_by().values_list("flow", "start", "to").annotate(whole=Sum("count"))
    found = Counter({(flow, start, to): whole for flow, start, to, whole in cells.order_by("flow", "start", "to")})
    if known.beside is not None:
        begin, end = month_span(month)
        cases = _cases(actor, place, at).filter(known.beside)
        found.update(counted_flows(cases, {}, steps__at__gte=begin, steps__at__lt=end))
    return [
        Moved(flow=Flow(flow), start=Level(start) if start else None, to=Level(to), count=count)
        for (flow, start, to), count in found.items()
    ]


def _months() -> list[date]:
    """Return the months in which cases were received, from the first to the last: one query."""
    ends = Case.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    if ends["first"] is None:
        return []
    return months_between(month_of(ends["first"]), month_of(ends["last"]))


def flow_keys() -> dict[str, Any]:
    """Return what the cells of flows are grouped by beside the flow itself."""
    return {**cell_keys(""), "cell_moved_in": TruncMonth("steps__at", tzinfo=CHINA, output_field=DateField())}


def counted_flows(cases: QuerySet[Case], keys: Mapping[str, Any], **steps: Any) -> Counter[tuple[Any, ...]]:
    """Return how often cases went from level to level, by keys and then flow, start and to: two queries."""
    names = {"step": "steps__step", ACTING: "steps__unit__kind", HOLDING: "holder_unit__kind"}
    names |= {fact: f"steps__facts__{fact}" for fact in ("unit", "ruler")}
    moving = cases.filter(steps__step__in=list(FLOWS), **steps).order_by().annotate(**keys)
    rows: QuerySet[Case, tuple[Any, ...]] = moving.values_list(*keys, *names.values()).annotate(count=Count("steps"))
    counted = [
        (row[: len(keys)], dict(zip([*names, "count"], row[len(keys) :], strict=True)))
        for row in rows.order_by("steps__step")
    ]
    kinds = _kinds({row[name] for _keys, row in counted for name in ("unit", "ruler")})
    found: Counter[tuple[Any, ...]] = Counter()
    for group, row in counted:
        flow = FLOWS[row["step"]]
        _step, origin, fact = STEPS[flow]
        start = LEVELS[UnitKind(row[origin])].value if row[origin] else ""
        to = kinds.get(row[fact])
        if to is not None:
            found[*group, flow.value, start, to.value] += row["count"]
    return found


def _kinds(units: Iterable[int | None]) -> dict[int | None, Level]:
    rows = Unit.objects.filter(pk__in=[unit for unit in units if unit]).values_list("pk", "kind")
    return {pk: LEVELS[UnitKind(kind)] for pk, kind in rows}


def steps_behind(
    actor: Actor, *, place: str, month: date, flow: Flow, start: Level | None, to: Level, at: datetime
) -> QuerySet[CaseStep]:
    """Return the steps that one flow counts."""
    step, origin, fact = STEPS[flow]
    units = list(Unit.objects.filter(kind__in=[kind.value for kind in KINDS[to]]).values_list("pk", flat=True))
    rows = steps_in(actor, place=place, month=month, at=at).filter(step=step.value, **{f"facts__{fact}__in": units})
    if start is None:
        return rows.filter(**{origin: None})
    return rows.filter(**{f"{origin}__in": [kind.value for kind in KINDS[start]]})


def on_level(level: Level) -> Q:
    """Return the condition that a unit of a level holds a case."""
    return Q(holder_unit__kind__in=[kind.value for kind in KINDS[level]])


def waiting_by_level(actor: Actor, *, place: str, at: datetime) -> list[Waiting]:
    """Return what waits on each level now: one query."""
    rows = _cases(actor, place, at).filter(waiting()).order_by()
    counted = rows.values("holder_unit__kind").annotate(count=Count("pk"), overdue=Count("pk", filter=overdue_at(at)))
    found = {level: [0, 0] for level in Level}
    for row in counted.order_by("holder_unit__kind"):
        pair = found[LEVELS[UnitKind(row["holder_unit__kind"])]]
        pair[0] += row["count"]
        pair[1] += row["overdue"]
    return [Waiting(level=level, count=count, overdue=overdue) for level, (count, overdue) in found.items()]
