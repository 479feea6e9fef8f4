"""Working deadlines out anew 重算时限, after the official calendar was entered: an act with a report, never silent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from huying.cases.actions import clocks
from huying.cases.actions.stepping import opened, stepping
from huying.cases.models import Clock
from huying.cases.queries.clock_invariants import differing
from huying.core import audit
from huying.rules.case_flow import CaseState, Step
from huying.rulesets import policies
from huying.rulesets.models import WorkDay

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that moves, or would."""

    number: str
    kind: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a recalculation did or would do: how many cases, and the first of them."""

    cases: int
    clocks: int
    moved: tuple[Moved, ...]


def foresee() -> Report:
    """Return what a recalculation would change now; nothing is written."""
    found = list(islice(differing(), MOST_SHOWN))
    moved = tuple(
        Moved(number=clock.case.number, kind=clock.kind, before=clock.due_at, after=each.due_at)
        for clock, each in found
    )
    return Report(cases=len({row.number for row in moved}), clocks=len(moved), moved=moved)


def recalculate(*, actor: Actor, at: datetime) -> Report:
    """Work out anew every running clock whose facts give another due instant; each case gets a step that says so."""
    policies.EDIT_CALENDAR.check(actor)
    moved: list[Moved] = []
    cases = count = 0
    for case_id in sorted({clock.case_id for clock, _found in differing()}):
        rows = _one(case_id, actor=actor, at=at)
        cases, count = cases + bool(rows), count + len(rows)
        moved += rows[: max(MOST_SHOWN - len(moved), 0)]
    last = WorkDay.objects.order_by("-on").first()
    if last is not None:
        audit.record("calendar.recalculated", last, actor=actor, at=at, cases=cases, clocks=count)
    return Report(cases=cases, clocks=count, moved=tuple(moved))


def _one(case_id: int, *, actor: Actor, at: datetime) -> list[Moved]:
    with opened(case_id) as folder:
        if folder.case.state == CaseState.CLOSED.value:
            return []
        before = {clock.pk: clock.due_at for clock in folder.find(Clock, stopped_at=None)}
        with stepping(Step.RECALCULATE, folder, policy=policies.EDIT_CALENDAR, actor=actor, at=at) as taking:
            clocks.recompute(folder)
            rows = [
                Moved(number=folder.case.number, kind=clock.kind, before=before[clock.pk], after=clock.due_at)
                for clock in folder.find(Clock, stopped_at=None)
                if clock.due_at != before[clock.pk]
            ]
            taking.facts["clocks"] = [[row.kind, row.before.isoformat(), row.after.isoformat()] for row in rows]
    return rows
