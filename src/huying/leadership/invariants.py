"""What must always hold of leadership 组织领导不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Invariant
from huying.leadership.models import (
    Group,
    GroupSeat,
    GroupTask,
    MajorProblem,
    Plan,
    PlanMilestone,
    Study,
    Visit,
    VisitTask,
)
from huying.rules.groups import GroupState, SeatRank
from huying.rules.majors import MajorState
from huying.rules.plans import PlanState
from huying.rules.visits import VisitState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK = timedelta(days=2)


def _listed(rows: QuerySet[Any]) -> Iterator[str]:
    for row in rows.order_by("pk").distinct().iterator(chunk_size=CHUNK):
        yield row.number


def _parents(promises: QuerySet[Any], model: Any, name: str) -> Iterator[str]:
    yield from _listed(model.objects.filter(pk__in=promises.values(name)))


def _lateness_missed() -> Iterator[str]:
    missed = {"done_at": None, "late_at": None, "due_on__lt": (clock.now() - SLACK).date()}
    running = PlanMilestone.objects.filter(**missed, plan__state=PlanState.RUNNING.value)
    yield from _parents(running, Plan, "plan")
    yield from _parents(GroupTask.objects.filter(**missed), Group, "group")
    yield from _parents(VisitTask.objects.filter(**missed), Visit, "visit")


def _study_missed() -> Iterator[str]:
    before = (clock.now() - SLACK).date()
    yield from _listed(MajorProblem.objects.filter(state=MajorState.OPEN.value, late_at=None, study_by__lt=before))


def _done_without_evidence() -> Iterator[str]:
    for promises, model, name in (
        (PlanMilestone, Plan, "plan"),
        (GroupTask, Group, "group"),
        (VisitTask, Visit, "visit"),
    ):
        bare: Any = promises
        yield from _parents(bare.objects.filter(done_at__isnull=False, evidence=""), model, name)


def _ended_unreached() -> Iterator[str]:
    missing = PlanMilestone.objects.filter(plan=OuterRef("pk"), done_at=None)
    yield from _listed(Plan.objects.filter(Exists(missing), state=PlanState.ENDED.value))


def _standing_without_head() -> Iterator[str]:
    heads = GroupSeat.objects.filter(rank=SeatRank.HEAD.value, group=OuterRef("pk"))
    yield from _listed(Group.objects.filter(~Exists(heads), state=GroupState.STANDING.value))


def _settled_unstudied() -> Iterator[str]:
    studies = Study.objects.filter(major=OuterRef("pk"))
    yield from _listed(MajorProblem.objects.filter(~Exists(studies), state=MajorState.SETTLED.value))


def _closed_with_findings() -> Iterator[str]:
    tasks = VisitTask.objects.filter(visit=OuterRef("pk"), done_at=None)
    yield from _listed(Visit.objects.filter(Exists(tasks), state=VisitState.CLOSED.value))


def _steps_miscounted() -> Iterator[str]:
    models: tuple[Any, ...] = (Plan, Group, MajorProblem, Visit)
    for model in models:
        yield from _listed(model.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of leadership."""
    rules = (
        ("leadership.late", _("nothing promised is late without its being noted"), _lateness_missed),
        ("leadership.studies", _("no study of a major problem is overdue without its being noted"), _study_missed),
        ("leadership.evidence", _("what is done has what shows it"), _done_without_evidence),
        ("leadership.ended", _("a completed plan has reached its milestones"), _ended_unreached),
        ("leadership.heads", _("a group at work has its head"), _standing_without_head),
        ("leadership.settled", _("a settled major problem was studied"), _settled_unstudied),
        ("leadership.visits", _("a closed visit left nothing open"), _closed_with_findings),
        ("leadership.steps", _("what has a life has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
