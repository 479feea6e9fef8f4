"""The dossier of a compound 小区档案 for a visit: what is open, how it is rated, what was promised, who serves it.

It reads what the other apps keep and holds no word, name, door or number of a reporter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from huying.cases.queries.compounds import CompoundFigures, figures
from huying.cases.queries.limits import day_of
from huying.cases.queries.visible import visible_to as visible_cases
from huying.conferences.models import Resolution
from huying.conferences.queries.visible import visible_to as visible_conferences
from huying.enterprises.queries import services_of
from huying.leadership.models import Visit, VisitTask
from huying.leadership.queries.visible import VISITS
from huying.rules.case_flow import CaseState
from huying.rules.conferences import ResolutionState
from huying.rules.visits import VisitState
from huying.rules.whistles import WhistleState
from huying.whistles.queries.visible import visible_to as visible_whistles

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.enterprises.models import Service
    from huying.estates.models import Compound
    from huying.whistles.models import Whistle

MOST = 10
YEAR = timedelta(days=365)
OPEN_WHISTLES = (WhistleState.BLOWN.value, WhistleState.DECIDED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCount:
    """How many open cases a topic has, and how many of them are late."""

    topic: str
    count: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What a leader should know before going; lists hold the first ten."""

    figures: CompoundFigures
    topics: list[TopicCount]
    late: list[Case]
    whistles: list[Whistle]
    resolutions: list[Resolution]
    services: list[Service]
    tasks: list[VisitTask]
    visits: list[Visit]

    @property
    def open_count(self) -> int:
        """Return how many cases are open."""
        return sum(row.count for row in self.topics)

    @property
    def late_count(self) -> int:
        """Return how many of them are late."""
        return sum(row.late for row in self.topics)


def dossier_of(compound: Compound, *, actor: Actor, at: datetime, without: Visit | None = None) -> Dossier:
    """Return the dossier of a compound as far as the actor may see; ten queries whatever there is."""
    key = compound.pk
    here = Q(place=key) | Q(compound_key=key)
    cases = visible_cases(actor).filter(here).exclude(state=CaseState.CLOSED.value)
    late = Q(due_at__lt=at)
    visits = VISITS.visible_to(actor).filter(compound=compound).exclude(state=VisitState.CANCELLED.value)
    earlier = visits.exclude(pk=without.pk) if without else visits
    tasks = VisitTask.objects.filter(visit__in=earlier.values("pk"), done_at=None)
    return Dossier(
        figures=figures(key, at=at),
        topics=_topics(cases, late),
        late=list(cases.filter(late).select_related("holder_unit").order_by("due_at", "pk")[:MOST]),
        whistles=list(
            visible_whistles(actor).filter(here, state__in=OPEN_WHISTLES).select_related("unit").order_by("-pk")[:MOST]
        ),
        resolutions=list(_resolutions(key, actor=actor)[:MOST]),
        services=[row for row in services_of(key) if row.valid_to is None or row.valid_to > day_of(at) - YEAR],
        tasks=list(tasks.select_related("unit", "visit").order_by("due_on", "pk")[:MOST]),
        visits=list(earlier.select_related("visitor__unit").order_by("-pk")[:MOST]),
    )


def _topics(cases: Any, late: Q) -> list[TopicCount]:
    rows = cases.order_by().values("topic").annotate(count=Count("pk"), late=Count("pk", filter=late))
    return [TopicCount(**row) for row in rows.order_by("-count", "topic")]


def _resolutions(key: int, *, actor: Actor) -> Any:
    of_case = Q(item__case__place=key) | Q(item__case__compound_key=key)
    of_whistle = Q(item__whistle__place=key) | Q(item__whistle__compound_key=key)
    rows = Resolution.objects.filter(of_case | of_whistle, issued_in__isnull=False, state=ResolutionState.OPEN.value)
    seen = rows.filter(conference__in=visible_conferences(actor).values("pk"))
    return seen.select_related("lead", "conference").order_by("due_on", "pk")
