"""What may be put on an agenda and who may be invited 可列议题与可邀单位."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.accounts.models import Unit
from huying.cases.queries.holders import Holders
from huying.cases.queries.visible import visible_to as visible_cases
from huying.conferences.models import AgendaItem
from huying.enterprises.queries import enterprise_units, span_of
from huying.rules.case_flow import CaseState
from huying.rules.roles import UnitKind
from huying.rules.whistles import WhistleState
from huying.whistles.queries.visible import visible_to as visible_whistles

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.cases.models import Case
    from huying.conferences.models import Conference
    from huying.core.actors import Actor
    from huying.whistles.models import Whistle

MOST_OFFERED = 20
MOST_UNITS = 400
"""More bodies than any street has; a guard, not a page."""
OFTEN = 2
"""Sent back or reworked so often, a case is offered though it is not late."""
ABOVE = (UnitKind.DEPARTMENT.value, UnitKind.DISTRICT_OFFICE.value, UnitKind.STREET.value)
BELOW = (UnitKind.COMMUNITY.value, UnitKind.COMMITTEE.value)


def invitable(host: Unit, *, on: date) -> list[Unit]:
    """Return the units a host may invite: those above it and departments, those below, and the firms that serve there.

    Three queries; the host itself comes first, since it may be given a task too.
    """
    span = span_of(host.place)
    inside = Q(place__gte=span.low, place__lt=span.high, kind__in=BELOW)
    over = Q(place__in=Holders(on=on).chain(host.place), kind__in=ABOVE)
    rows = list(Unit.objects.filter(inside | over | Q(pk=host.pk), is_active=True)[:MOST_UNITS])
    firms = [unit for unit in enterprise_units(host.place, on) if unit.is_active]
    ranks = {kind: rank for rank, kind in enumerate((*ABOVE, *BELOW, UnitKind.ENTERPRISE.value))}
    found = {unit.pk: unit for unit in [*rows, *firms]}
    return sorted(found.values(), key=lambda unit: (unit.pk != host.pk, ranks.get(unit.kind, 9), unit.place, unit.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What is offered for an agenda, each at most twenty."""

    cases: list[Case]
    whistles: list[Whistle]
    proposals: list[AgendaItem]


def candidates(conference: Conference, *, actor: Actor, at: datetime) -> Candidates:
    """Return the unsolved matters of the host's place that do not stand on the agenda yet; three queries."""
    span = span_of(conference.place)
    there = Q(place__gte=span.low, place__lt=span.high)
    stuck = Q(due_at__lt=at) | Q(reworks__gte=OFTEN) | Q(send_backs__gte=OFTEN) | Q(is_long_term=True)
    on_it = AgendaItem.objects.filter(conference=conference)
    cases = (
        visible_cases(actor)
        .filter(there, stuck)
        .exclude(state=CaseState.CLOSED.value)
        .exclude(pk__in=on_it.filter(case__isnull=False).values("case"))
        .order_by("due_at", "pk")
    )
    whistles = (
        visible_whistles(actor)
        .filter(there, state__in=[WhistleState.BLOWN.value, WhistleState.DECIDED.value])
        .exclude(pk__in=on_it.filter(whistle__isnull=False).values("whistle"))
        .select_related("unit")
        .order_by("-pk")
    )
    proposals = AgendaItem.objects.filter(host=conference.host_id, conference=None).select_related("proposing")
    return Candidates(
        cases=list(cases[:MOST_OFFERED]),
        whistles=list(whistles[:MOST_OFFERED]),
        proposals=list(proposals.order_by("pk")[:MOST_OFFERED]),
    )


def hosts_over(place: int, *, on: date) -> list[Unit]:
    """Return the community and the street over a place, to which a matter may be proposed."""
    kinds = (UnitKind.COMMUNITY.value, UnitKind.STREET.value)
    rows = Unit.objects.filter(kind__in=kinds, is_active=True, place__in=Holders(on=on).chain(place))
    return sorted(rows, key=lambda unit: -unit.place)
