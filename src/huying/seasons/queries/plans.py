"""What the pages of season plans read 预案查询."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.regions.book import enclosing_keys
from huying.rules.season_plans import DayOfYear, Period, SeasonState
from huying.seasons.models import SeasonPlan, SeasonTask, SeasonTick, Surge
from huying.seasons.queries.shifts import shifts_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.accounts.models import Person, Unit


def season_of(plan: SeasonPlan, day: date) -> tuple[date, date] | None:
    """Return the season of a plan a day lies in, else the next one; None once its days are over."""
    if plan.starts:
        return Period(DayOfYear.read(plan.starts), DayOfYear.read(plan.ends)).season_of(day)
    if plan.starts_on is None or plan.ends_on is None or plan.ends_on < day:
        return None
    return plan.starts_on, plan.ends_on


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the check list, and whether it is done in the present opening."""

    task: SeasonTask
    tick: SeasonTick | None


@dataclass(frozen=True, slots=True)
class Guard:
    """A named unit and who is on duty for it now, in calling order."""

    unit: Unit
    people: list[Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeen:
    """A plan with its check list, the duty of the units it names, and the events under it."""

    plan: SeasonPlan
    lines: list[Line]
    guards: list[Guard]
    surges: list[Surge]
    later: list[SeasonPlan]

    @property
    def open_tasks(self) -> list[SeasonTask]:
        """Return what is not done in the present opening."""
        return [line.task for line in self.lines if line.tick is None]


MOST_SURGES = 20


def read(plan: SeasonPlan, *, at: datetime) -> PlanSeen:
    """Return a plan as its page shows it; five queries."""
    tasks = list(SeasonTask.objects.filter(season=plan).select_related("unit", "post").order_by("pk"))
    for task in tasks:
        task.season = plan
    done = SeasonTick.objects.filter(task__season=plan, opening=plan.openings).select_related("done_by")
    ticks = {tick.task_id: tick for tick in done} if plan.openings else {}
    units = list({task.unit_id: task.unit for task in tasks}.values())
    return PlanSeen(
        plan=plan,
        lines=[Line(task, ticks.get(task.pk)) for task in tasks],
        guards=_guards(units, at=at),
        surges=list(Surge.objects.filter(season=plan).select_related("unit").order_by("-pk")[:MOST_SURGES]),
        later=list(SeasonPlan.objects.filter(previous=plan).order_by("pk")),
    )


def _guards(units: Sequence[Unit], *, at: datetime) -> list[Guard]:
    shifts = shifts_of([unit.pk for unit in units], starts_at=at, ends_at=at)
    found = []
    for unit in units:
        rows = sorted(shifts.get(unit.pk, []), key=lambda shift: (shift.order, shift.starts_at))
        found.append(Guard(unit, list({row.person_id: row.person for row in rows}.values())))
    return found


def instructions_for(unit: Unit) -> list[SeasonPlan]:
    """Return the plans in force whose standing instructions duty of a unit follows: over its place, or naming it."""
    over = Q(place__in=enclosing_keys(unit.place)) | Q(tasks__unit=unit)
    return list(SeasonPlan.objects.filter(over, state=SeasonState.IN_FORCE.value).distinct().order_by("-opened_at"))
