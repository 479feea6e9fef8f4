"""Parts of cases 协办 as they are read: what a unit still owes other units, and what was asked for one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import DateTimeField, F, OuterRef, Subquery

from huying.cases.models import CasePart, Clock
from huying.rules.case_clocks import ClockKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.cases.models import Case
    from huying.core.actors import Actor

MOST_SHOWN = 50


def owed_by(actor: Actor) -> list[CasePart]:
    """Return the parts the actor's unit owes, the soonest due first, each with `due_at`: one query."""
    running = Clock.objects.filter(
        case=OuterRef("case"), unit=OuterRef("unit"), kind=ClockKind.PART.value, stopped_at=None
    )
    rows = CasePart.objects.filter(unit=actor.unit_id or 0, answered_at=None, ended_at=None)
    rows = rows.annotate(due_at=Subquery(running.values("due_at")[:1], output_field=DateTimeField()))
    rows = rows.select_related("case", "case__holder_unit")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST_SHOWN])


def parts_of(case: Case, *, actor: Actor, reads_all: bool) -> QuerySet[CasePart]:
    """Return the parts of a case an actor may read: all of them, or those of its own unit."""
    rows = CasePart.objects.filter(case=case).select_related("unit", "answered_by").order_by("pk")
    return rows if reads_all else rows.filter(unit=actor.unit_id or 0)
