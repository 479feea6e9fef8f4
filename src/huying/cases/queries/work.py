"""What waits for a unit or a person 我的工作: counts and first rows by deadline, and the board of what is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case as Switch
from django.db.models import Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber

from huying.cases.models import CallBack, Case, Clock, Extension, SendBack
from huying.cases.queries.conditions import at_risk, due_condition, in_states, waiting
from huying.cases.queries.visible import visible_to
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState
from huying.rules.standing import Due, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

GROUPS = (Due.OVERDUE, Due.TODAY, Due.WEEK, Due.LATER, Due.PAUSED)
RISKS = (Risk.OVERDUE, Risk.SOON, Risk.RETURNED)
ROWS_OF_A_GROUP, ROWS_OF_A_RISK, REQUESTS, QUEUE = 20, 30, 20, 50
_PRESSING = Switch(
    When(urgency=Urgency.DANGER.value, then=Value(0)),
    When(urgency=Urgency.URGENT.value, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What waits: how many in each group and at each desk, and the first rows of each group."""

    groups: dict[Due, list[Case]]
    due: dict[Due, int]
    desks: dict[str, int]


def work_of(actor: Actor, *, only_own: bool, at: datetime) -> Work:
    """Return what waits for the actor's unit, or for the actor alone: two queries."""
    rows = visible_to(actor).filter(waiting(), holder_unit_id=actor.unit_id)
    if only_own:
        rows = rows.filter(holder_person_id=actor.person_id)
    counted = rows.aggregate(
        **{due.value: Count("pk", filter=due_condition(due, at=at)) for due in GROUPS},
        unsigned=Count("pk", filter=in_states(CaseState.DISPATCHED)),
        triage=Count("pk", filter=in_states(CaseState.TRIAGE)),
        checking=Count("pk", filter=in_states(CaseState.CHECKING)),
        own=Count("pk", filter=Q(holder_person_id=actor.person_id)),
    )
    return Work(
        groups=_grouped(rows, at=at),
        due={due: counted[due.value] for due in GROUPS},
        desks={name: counted[name] for name in ("unsigned", "triage", "checking", "own")},
    )


def _grouped(rows: QuerySet[Case], *, at: datetime) -> dict[Due, list[Case]]:
    group = Switch(
        *(When(due_condition(due, at=at), then=Value(place)) for place, due in enumerate(GROUPS)),
        default=Value(len(GROUPS)),
        output_field=IntegerField(),
    )
    first = (
        rows.annotate(group=group, pressing=_PRESSING)
        .annotate(
            place_in_group=Window(RowNumber(), partition_by=F("group"), order_by=[F("pressing"), F("due_at"), F("pk")])
        )
        .filter(place_in_group__lte=ROWS_OF_A_GROUP)
        .select_related("holder_unit", "holder_person")
        .defer("suggestion")
        .order_by("group", "place_in_group")
    )
    found: dict[Due, list[Case]] = {due: [] for due in GROUPS}
    for case in first:
        found[GROUPS[case.group]].append(case)
    return found


def to_confirm(actor: Actor) -> list[Case]:
    """Return what waits to be confirmed within the actor's reach, the most pressing first."""
    rows = visible_to(actor).filter(in_states(CaseState.TRIAGE)).annotate(pressing=_PRESSING)
    return list(rows.select_related("holder_unit", "holder_person").order_by("pressing", "due_at", "pk")[:QUEUE])


def to_call_back(actor: Actor) -> QuerySet[Case]:
    """Return the answered cases of the actor's ranges that an independent caller still has to ask about."""
    asked = CallBack.objects.filter(case__in=visible_to(actor), is_reached=True, at__gte=F("case__answered_at"))
    rows = visible_to(actor).filter(in_states(CaseState.ANSWERED)).exclude(pk__in=asked.values("case_id"))
    return rows.select_related("holder_unit", "holder_person").defer("suggestion").order_by("answered_at", "pk")


def call_back_dues(cases: Sequence[Case]) -> dict[int, datetime]:
    """Return when the running call-back clock of each case is due."""
    clocks = Clock.objects.filter(case__in=[case.pk for case in cases], kind=ClockKind.CALL_BACK.value, stopped_at=None)
    return dict(clocks.values_list("case_id", "due_at"))


def returns_to_rule_on(actor: Actor) -> list[SendBack]:
    """Return the returns the actor's unit must rule on."""
    rows = SendBack.objects.filter(ruler_id=actor.unit_id, ruled_at=None).select_related("case", "unit")
    return list(rows.order_by("asked_at")[:REQUESTS])


def extensions_to_decide(actor: Actor) -> list[Extension]:
    """Return the requests for more time the actor's unit must decide on."""
    rows = Extension.objects.filter(ruler_id=actor.unit_id, decided_at=None).select_related("case", "asked_by")
    return list(rows.order_by("asked_at")[:REQUESTS])


def risks_of(actor: Actor, *, at: datetime) -> dict[Risk, tuple[int, list[Case]]]:
    """Return the count and the first rows of each risk within the actor's ranges: four queries."""
    rows = visible_to(actor)
    counted = rows.filter(at_risk(Risk.ANY, at=at)).aggregate(
        **{risk.value: Count("pk", filter=at_risk(risk, at=at)) for risk in RISKS}
    )
    return {risk: (counted[risk.value], _first(rows, risk, at=at)) for risk in RISKS}


def _first(rows: QuerySet[Case], risk: Risk, *, at: datetime) -> list[Case]:
    found = rows.filter(at_risk(risk, at=at)).annotate(pressing=_PRESSING)
    found = found.select_related("holder_unit", "holder_person").defer("suggestion")
    return list(found.order_by("pressing", "due_at", "pk")[:ROWS_OF_A_RISK])
