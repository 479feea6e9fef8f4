"""What was promised for last week 上周承诺: resolutions, tasks of whistles, milestones; and whether they were kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.models import Milestone
from huying.cases.models.cases import CHINA
from huying.conferences.models import Resolution
from huying.conferences.queries.visible import visible_to as visible_conferences
from huying.dashboards.monday.asking import LINES, WEEK, Line, Part
from huying.rules.conferences import ResolutionState
from huying.whistles.models import WhistleTask
from huying.whistles.queries.visible import visible_to as visible_whistles

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.dashboards.monday.asking import Asking


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    due_on: date
    done_at: datetime | None
    line: Line

    @property
    def is_kept(self) -> bool:
        return self.done_at is not None and self.done_at.astimezone(CHINA).date() <= self.due_on


def promises(asking: Asking) -> Part:
    """Return what was due last week and is not done."""
    week = {"due_on__gte": asking.monday - WEEK, "due_on__lt": asking.monday}
    promised = [*_resolved(asking, week), *_tasks(asking, week), *_milestones(asking, week)]
    kept = sum(each.is_kept for each in promised)
    late = sum(each.done_at is not None for each in promised) - kept
    open_ones = sorted((each for each in promised if each.done_at is None), key=lambda each: each.due_on)
    facts = {"whole": len(promised), "kept": kept, "late": late, "open": len(open_ones)}
    return Part(
        name="promises",
        title=_("Promised for last week and not done"),
        count=len(open_ones),
        empty=_("Everything that was due last week is done."),
        said=_("%(whole)s were due: %(kept)s done in time, %(late)s late, %(open)s not done.") % facts,
        lines=[each.line for each in open_ones[:LINES]],
    )


def _resolved(asking: Asking, week: dict[str, date]) -> list[_Promise]:
    rows = Resolution.objects.filter(
        asking.here("conference__place"),
        conference__in=visible_conferences(asking.actor).values("pk"),
        issued_in__isnull=False,
        **week,
    ).exclude(state=ResolutionState.LIFTED.value)
    return [
        _Promise(
            due_on=row.due_on,
            done_at=row.ended_at,
            line=Line(
                words=row.words,
                more=f"{row.lead.name} {row.due_on}",
                url=reverse("conferences:one", args=[row.conference.number]),
            ),
        )
        for row in rows.select_related("lead", "conference").order_by("due_on", "pk")
    ]


def _tasks(asking: Asking, week: dict[str, date]) -> list[_Promise]:
    rows = WhistleTask.objects.filter(
        asking.here("whistle__place"), whistle__in=visible_whistles(asking.actor).values("pk"), **week
    )
    return [
        _Promise(
            due_on=row.due_on,
            done_at=row.done_at,
            line=Line(
                words=row.words,
                more=f"{row.unit.name} {row.due_on}",
                url=reverse("whistles:one", args=[row.whistle_id]),
            ),
        )
        for row in rows.select_related("unit").order_by("due_on", "pk")
    ]


def _milestones(asking: Asking, week: dict[str, date]) -> list[_Promise]:
    rows = Milestone.objects.filter(standing__is_granted=True, case__in=asking.cases().values("pk"), **week)
    return [
        _Promise(
            due_on=row.due_on,
            done_at=row.done_at,
            line=Line(
                words=row.words,
                more=f"{row.case.holder_unit.name} {row.due_on}",
                url=reverse("cases:read", args=[row.case.number]),
            ),
        )
        for row in rows.select_related("case__holder_unit").order_by("due_on", "pk")
    ]
