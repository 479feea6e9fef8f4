"""Where cases go between the levels 案件流向, and where they wait: counted from the steps of a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from huying.accounts.models import Unit
from huying.cases.models import CaseStep
from huying.cases.models.cases import CHINA
from huying.cases.queries.conditions import overdue_at, waiting
from huying.cases.queries.months import month_span
from huying.cases.queries.visible import visible_to
from huying.regions import queries as regions
from huying.rules.case_flow import Step
from huying.rules.linkage import KINDS, LEVELS, Flow, Level
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from huying.cases.models import Case
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
    """Return the flows of cases between levels: two queries."""
    begin, end = month_span(month)
    cases = _cases(actor, place, at).filter(steps__step__in=list(FLOWS), steps__at__gte=begin, steps__at__lt=end)
    names = {"step": "steps__step", ACTING: "steps__unit__kind", HOLDING: "holder_unit__kind"}
    names |= {fact: f"steps__facts__{fact}" for fact in ("unit", "ruler")}
    rows = cases.order_by().values_list(*names.values()).annotate(count=Count("steps")).order_by("steps__step")
    counted = [dict(zip([*names, "count"], row, strict=True)) for row in rows]
    kinds = _kinds({row[name] for row in counted for name in ("unit", "ruler")})
    found: dict[tuple[Flow, Level | None, Level], int] = {}
    for row in counted:
        flow = FLOWS[row["step"]]
        _step, origin, fact = STEPS[flow]
        start = LEVELS[UnitKind(row[origin])] if row[origin] else None
        to = kinds.get(row[fact])
        if to is not None:
            found[flow, start, to] = found.get((flow, start, to), 0) + row["count"]
    return [Moved(flow=flow, start=start, to=to, count=count) for (flow, start, to), count in found.items()]


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
