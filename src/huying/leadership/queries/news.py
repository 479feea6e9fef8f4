"""Whom a step of leadership concerns, and what each is told: number, place, state and day, nobody's words."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from huying.accounts.queries import people_with
from huying.cases.queries.limits import day_of
from huying.leadership.models import GroupTask, PlanMilestone, VisitTask
from huying.leadership.policies import DOERS
from huying.notices.actions import Told
from huying.regions import queries as regions
from huying.rules.deadlines import end_of
from huying.rules.plans import PlanState, PlanStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from huying.core.lives import Life

PREFIX = "leadership."
FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""
PROMISES: dict[str, Any] = {"plan": PlanMilestone, "group": GroupTask, "visit": VisitTask}


class News(Enum):
    """What is told."""

    GIVEN = "given"  # 交办
    LATE = "late"  # 逾期
    TERM_ENDS = "term_ends"  # 任期将满
    STUDY_LATE = "study_late"  # 逾期未研究


TOLD = {
    "plan": (News.GIVEN, News.LATE),
    "group": (News.GIVEN, News.LATE, News.TERM_ENDS),
    "major": (News.STUDY_LATE,),
    "visit": (News.GIVEN, News.LATE),
}
STEPS = {
    ("plan", "add_milestone"): News.GIVEN,
    ("plan", "start"): News.GIVEN,
    ("plan", "late"): News.LATE,
    ("group", "decide"): News.GIVEN,
    ("group", "late"): News.LATE,
    ("group", "remind"): News.TERM_ENDS,
    ("major", "late"): News.STUDY_LATE,
    ("visit", "find_task"): News.GIVEN,
    ("visit", "late"): News.LATE,
}


def kind_code(name: str, news: News) -> str:
    """Return the code of a kind of notice."""
    return f"{PREFIX}{name}_{news.value}"


def news_of(life: Life[Any], step_ids: Sequence[int], *, at: datetime) -> list[Told]:
    """Return what is told of steps, at most one notice for each step and person, none to who took it."""
    timeline: Any = life.timeline
    rows = timeline.objects.filter(pk__in=step_ids, at__gt=at - FRESH).select_related(life.name).order_by("pk")
    return [told for row in rows for told in _of(life.name, row)]


def _of(name: str, row: Any) -> Iterator[Told]:
    news, kept = STEPS.get((name, row.step)), getattr(row, name)
    if news is None or (row.step == PlanStep.ADD_MILESTONE.value and kept.state == PlanState.DRAFTED.value):
        return
    promises, seen = _promises(name, row), {row.person_id}
    units = {promise.unit_id for promise in promises}
    if news is not News.GIVEN:
        units.add(kept.unit_id)
    due_on = min((promise.due_on for promise in promises), default=None)
    for unit in sorted(units):
        for person in people_with(unit, DOERS, on=day_of(row.at)):
            if person not in seen:
                seen.add(person)
                yield Told(
                    key=f"{PREFIX}{name}:{row.pk}",
                    person=person,
                    kind=kind_code(name, news),
                    subject=kept.number,
                    place=regions.place_book().name(kept.place),
                    state=kept.state,
                    due_at=end_of(due_on) if due_on else None,
                )


def _promises(name: str, row: Any) -> list[Any]:
    """Return what a step gave or found late; starting a plan gives every milestone."""
    if name not in PROMISES:
        return []
    rows = PROMISES[name].objects.order_by("pk")
    if row.step == PlanStep.START.value:
        return list(rows.filter(plan=row.plan_id))
    return list(rows.filter(pk=row.facts.get("promise", 0)))
