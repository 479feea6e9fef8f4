"""Whom a step concerns, and what each is told: number, place, state and due instant, nobody's words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.accounts.queries import people_with
from huying.cases.queries.limits import day_of
from huying.notices.actions import Told
from huying.rules.marks import MarkStep
from huying.rules.measures import MeasureStep
from huying.rules.supervision import OPEN, OrderState, OrderStep
from huying.rules.supervision_news import TELLINGS, Audience
from huying.supervision.models import MarkStepTaken, MeasureStepTaken, OrderStepTaken
from huying.supervision.policies import ANSWERERS, RULERS, SUPERVISORS
from huying.whistles.queries.reading import where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from enum import Enum

FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""
TIMELINES: dict[str, tuple[Any, type[Enum], tuple[str, str, str]]] = {
    "order": (OrderStepTaken, OrderStep, ("unit_id", "issuer_id", "")),
    "mark": (MarkStepTaken, MarkStep, ("unit_id", "giver_id", "ruler_id")),
    "measure": (MeasureStepTaken, MeasureStep, ("receiver_id", "body_id", "")),
}
"""By life: its timeline, its steps, and which columns are the unit, the sender and the level above."""


def news_of(life: str, step_ids: Sequence[int], *, at: datetime) -> list[Told]:
    """Return what is told of steps, at most one notice for each step and person, none to who took it."""
    timeline = TIMELINES[life][0]
    rows = timeline.objects.filter(pk__in=step_ids, at__gt=at - FRESH).select_related(life).order_by("pk")
    return [told for row in rows for told in _of(life, row)]


def _of(life: str, taken: Any) -> Iterator[Told]:
    _timeline, steps, _columns = TIMELINES[life]
    row, seen = getattr(taken, life), {taken.person_id}
    step: Any = steps(taken.step)
    for news, audience in TELLINGS.get(step, ()):
        for person in _meant(life, taken, row, audience):
            if person in seen:
                continue
            seen.add(person)
            yield Told(
                key=f"{life}.step:{taken.pk}",
                person=person,
                kind=f"{life}.{news.value}",
                subject=str(row.pk),
                place=where(row.compound_key or row.place) if life != "mark" else where(row.place),
                state=row.state,
                due_at=_due(life, row),
            )


def _due(life: str, row: Any) -> datetime | None:
    due: datetime | None = None
    if life == "order" and OrderState(row.state) in OPEN:
        due = row.report_by
    if life == "mark":
        due = row.rule_by or row.appeal_by
    return due


def _meant(life: str, taken: Any, row: Any, audience: Audience) -> list[int]:
    unit, sender, above = TIMELINES[life][2]
    if audience is Audience.UNIT:
        unit_id, roles = getattr(row, unit), ANSWERERS
    elif audience is Audience.SENDER:
        unit_id, roles = getattr(row, sender), SUPERVISORS | ANSWERERS
    else:
        unit_id = getattr(row, above) if above else taken.facts.get("above")
        roles = RULERS if above else SUPERVISORS
    return people_with(unit_id, roles, on=day_of(taken.at)) if isinstance(unit_id, int) else []
