"""What the pages of leadership read 组织领导查询: a row whole, and how plans go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from huying.accounts.queries import on_duty
from huying.leadership.models import (
    Group,
    GroupSeat,
    GroupSession,
    GroupTask,
    MajorProblem,
    Plan,
    PlanMilestone,
    Study,
    Visit,
    VisitCase,
    VisitTask,
)
from huying.leadership.queries.visible import VISITS, Slice, sliced
from huying.rules.case_flow import CaseState
from huying.rules.groups import GroupKind
from huying.rules.visits import VisitState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from huying.accounts.models import Person
    from huying.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A row with all that hangs on it; what a kind of row does not have is empty."""

    row: Any
    promises: list[Any] = field(default_factory=list)
    seats: list[GroupSeat] = field(default_factory=list)
    sessions: list[GroupSession] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    cases: list[VisitCase] = field(default_factory=list)
    children: list[Plan] = field(default_factory=list)
    on_duty: list[Person] = field(default_factory=list)

    @property
    def open_promises(self) -> list[Any]:
        """Return what is not done yet."""
        return [each for each in self.promises if each.done_at is None]

    @property
    def open_cases(self) -> list[VisitCase]:
        """Return the findings whose case is open."""
        return [each for each in self.cases if each.case.state != CaseState.CLOSED.value]

    @property
    def sitting(self) -> list[GroupSeat]:
        """Return who sits in a group now."""
        return [each for each in self.seats if each.ends_on is None]


def plan(row: Plan) -> Whole:
    """Read a plan: two queries."""
    milestones = PlanMilestone.objects.filter(plan=row).select_related("unit").order_by("due_on", "pk")
    children = Plan.objects.filter(parent=row).select_related("unit").order_by("pk")
    return Whole(row=row, promises=list(milestones), children=list(children))


def group(row: Group, *, at: datetime) -> Whole:
    """Read a group: three queries, four for a property office, which shows who is on duty."""
    return Whole(
        row=row,
        promises=list(GroupTask.objects.filter(group=row).select_related("unit").order_by("due_on", "pk")),
        seats=list(GroupSeat.objects.filter(group=row).select_related("post").order_by("pk")),
        sessions=list(GroupSession.objects.filter(group=row).order_by("-held_on", "-pk")),
        on_duty=on_duty(row.unit_id, at=at) if row.kind == GroupKind.OFFICE.value else [],
    )


def major(row: MajorProblem) -> Whole:
    """Read a major problem: one query."""
    return Whole(row=row, studies=list(Study.objects.filter(major=row).order_by("-studied_on", "-pk")))


def visit(row: Visit) -> Whole:
    """Read a visit: two queries."""
    return Whole(
        row=row,
        promises=list(VisitTask.objects.filter(visit=row).select_related("unit").order_by("due_on", "pk")),
        cases=list(VisitCase.objects.filter(visit=row).select_related("case__holder_unit").order_by("pk")),
    )


def steps_of(row: Any) -> list[Any]:
    """Return the timeline of a row; one query."""
    return list(row.steps.select_related("unit", "person").order_by("pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How the milestones of a plan stand."""

    whole: int = 0
    done: int = 0
    late: int = 0


def progress_of(plans: Iterable[Plan]) -> dict[int, Progress]:
    """Return the progress of plans; one query."""
    rows = PlanMilestone.objects.filter(plan__in=list(plans)).values("plan").order_by("plan")
    counted = rows.annotate(
        whole=Count("pk"),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        late=Count("pk", filter=Q(done_at=None, late_at__isnull=False)),
    )
    return {row["plan"]: Progress(whole=row["whole"], done=row["done"], late=row["late"]) for row in counted}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFindings:
    """What visits found and what is not done: a page of each kind."""

    tasks: Slice[VisitTask]
    cases: Slice[VisitCase]


def open_findings(actor: Actor, *, tasks: str = "", cases: str = "") -> OpenFindings:
    """Return the open findings of the visits in sight, the newest first; two queries."""
    over = (VisitState.MADE.value, VisitState.CLOSED.value)  # a case reopened after its visit was closed is open again
    seen = VISITS.visible_to(actor).filter(state__in=over).values("pk")
    open_tasks = VisitTask.objects.filter(visit__in=seen, done_at=None).select_related("unit", "visit__compound")
    open_cases = VisitCase.objects.filter(visit__in=seen).exclude(case__state=CaseState.CLOSED.value)
    return OpenFindings(
        tasks=sliced(open_tasks, cursor=tasks),
        cases=sliced(open_cases.select_related("case__holder_unit", "visit__compound"), cursor=cases),
    )
