"""What cases are counted and listed by 筛选条件: one condition each, so that a number and its rows cannot differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from huying.cases.models import CallBack, Clock
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Mark
from huying.rules.case_flow import CaseState
from huying.rules.standing import AT_RISK_RETURNS, AT_RISK_WITHIN, SECOND_REWORK, Due, Risk, edges

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

WAITING = (CaseState.TRIAGE, CaseState.DISPATCHED, CaseState.HANDLING, CaseState.CHECKING, CaseState.RETURN_ASKED)
"""States in which somebody at a desk must act."""
CLOCKED = (*WAITING, CaseState.STANDING)


def in_states(*states: CaseState) -> Q:
    """Return the condition that a case is in one of these states."""
    return Q(state__in=[state.value for state in states])


def waiting() -> Q:
    """Return the condition that somebody at a desk must act."""
    return in_states(*WAITING)


def overdue_at(at: datetime) -> Q:
    """Return the condition that a case waits past its due instant."""
    return Q(due_at__lt=at, is_paused=False) & in_states(*CLOCKED)


def due_condition(due: Due, *, at: datetime) -> Q:
    """Return the condition that a case waits and is due in a window."""
    if due is Due.OVERDUE:
        return overdue_at(at)
    if due is Due.PAUSED:
        return waiting() & Q(is_paused=True)
    day_end, week_end = edges(at)
    running = waiting() & Q(is_paused=False)
    if due is Due.SOON:
        return running & Q(due_at__gte=at, due_at__lte=at + AT_RISK_WITHIN)
    spans = {
        Due.TODAY: Q(due_at__gte=at, due_at__lt=day_end),
        Due.WEEK: Q(due_at__gte=day_end, due_at__lt=week_end) & Q(due_at__gte=at),
        Due.LATER: Q(due_at__gte=week_end) | Q(due_at=None),
    }
    return running & spans[due]


def at_risk(risk: Risk, *, at: datetime) -> Q:
    """Return the condition that a case waits and is overdue, due within a day, returned twice, or done anew twice."""
    conditions = {
        Risk.OVERDUE: overdue_at(at),
        Risk.SOON: due_condition(Due.SOON, at=at),
        Risk.RETURNED: waiting() & Q(send_backs__gte=AT_RISK_RETURNS),
        Risk.REWORKED: waiting() & Q(reworks__gte=SECOND_REWORK),
    }
    if risk is not Risk.ANY:
        return conditions[risk]
    return conditions[Risk.OVERDUE] | conditions[Risk.SOON] | conditions[Risk.RETURNED]


def _rated(**said: bool) -> Q:
    return Q(Exists(CallBack.objects.filter(case=OuterRef("pk"), is_reached=True, **said)))


CONTACT_MET = Q(kind=ClockKind.CONTACT.value, is_cancelled=False, stopped_at__isnull=False, red_at=None)
"""A clock of first contact that was stopped before it turned red."""


def _contacted() -> Q:
    return Q(Exists(Clock.objects.filter(CONTACT_MET, case=OuterRef("pk"))))


_MARKS: dict[Mark, Callable[[], Q]] = {
    Mark.CONTACTED: _contacted,
    Mark.CALLED_BACK: _rated,
    Mark.SOLVED: lambda: _rated(is_solved=True),
    Mark.SATISFIED: lambda: _rated(is_satisfied=True),
    Mark.UNSOLVED: lambda: _rated() & ~_rated(is_solved=True),
    Mark.DISSATISFIED: lambda: _rated() & ~_rated(is_satisfied=True),
    Mark.ANSWERED: lambda: Q(answered_at__isnull=False),
    Mark.ON_TIME: lambda: Q(answered_at__isnull=False, answered_at__lte=F("due_at")),
    Mark.OPEN: lambda: ~in_states(CaseState.CLOSED),
}


def marked(mark: Mark) -> Q:
    """Return the condition that a case counts in the numerator or denominator a mark names."""
    return _MARKS[mark]()
