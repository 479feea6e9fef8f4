"""How the cases of a compound stand 小区诉求概况, as anybody may read it: sums of a year, small numbers hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from huying.cases.models import CallBack, Case
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.cases.queries.visible import complete
from huying.rules.case_flow import CaseState
from huying.rules.roles import UnitKind
from huying.rules.routing import Lead
from huying.rules.small_numbers import shown_parts, shown_rate, shown_total

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import Unit

YEAR = timedelta(days=365)
CONTACTS = (UnitKind.COMMUNITY, UnitKind.STREET, UnitKind.DISTRICT_OFFICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompoundFigures:
    """The cases of a compound received in a year; None: hidden, or too few answers for a rate."""

    received: int | None
    open: int | None
    finished: int | None
    answered_in_time: int | None
    solved: int | None
    satisfied: int | None


def figures(compound: int, *, at: datetime) -> CompoundFigures:
    """Return the figures of a compound: two queries on the index of places."""
    rows = complete(Case.objects.filter(place=compound, received_at__gt=at - YEAR, received_at__lte=at))
    is_over = Q(state=CaseState.CLOSED.value)
    counted = rows.aggregate(
        received=Count("pk"),
        finished=Count("pk", filter=is_over),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__isnull=False, answered_at__lte=F("due_at"))),
    )
    said = CallBack.objects.filter(case__in=rows, is_reached=True).aggregate(
        whole=Count("case", distinct=True),
        solved=Count("case", distinct=True, filter=Q(is_solved=True)),
        satisfied=Count("case", distinct=True, filter=Q(is_satisfied=True)),
    )
    waiting, finished = shown_parts([counted["received"] - counted["finished"], counted["finished"]])
    return CompoundFigures(
        received=shown_total(counted["received"]),
        open=waiting,
        finished=finished,
        answered_in_time=shown_rate(counted["in_time"], counted["answered"]),
        solved=shown_rate(said["solved"], said["whole"]),
        satisfied=shown_rate(said["satisfied"], said["whole"]),
    )


def contacts(compound: int, *, at: datetime) -> list[Unit]:
    """Return whom to ask about a compound: community, street, the district's office, each the nearest there is."""
    holders = Holders(on=day_of(at))
    found = [holders.unit_for(Lead(kind=kind), place=compound) for kind in CONTACTS]
    return [unit for unit in found if unit is not None]
