"""The sweeper 巡检: looks only at what is due and not stopped, and acts once on each thing it finds.

Each turn takes running clocks in the order of their due instants, in chunks, each clock in its own small
transaction. What was told is kept on the clock (`reminded_at`, `yellow_at`, `red_at`), so a sweeper that stood
still for three days catches up exactly once. Only the last mark due is told: a clock found already overdue
gets its red mark, not a late reminder.
"""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from huying.cases import policies
from huying.cases.actions.ending import close_unrated
from huying.cases.actions.handling import deem_signed
from huying.cases.actions.stepping import stepping
from huying.cases.models import Case, Clock
from huying.cases.queries import limits as limit_queries
from huying.cases.queries.visible import unfinished_batches
from huying.core import outbox
from huying.core.actors import SYSTEM
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState, Step

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

CHUNK = 500
REMINDER, YELLOW, RED = "case.reminder", "case.yellow_mark", "case.red_mark"


def sweep(*, at: datetime) -> int:
    """Act on every clock that asks for it at an instant; returns on how many it acted."""
    done = 0
    for waiting in (_overdue(at), _nearly_due(at), _unrated(at)):
        for clock in waiting.iterator(chunk_size=CHUNK):
            done += _one(clock.pk, at=at)
    return done


def _running() -> QuerySet[Clock]:
    rows = Clock.objects.filter(stopped_at=None, is_paused=False)
    if unfinished := unfinished_batches():
        rows = rows.exclude(case__batch__in=unfinished)
    return rows.order_by("due_at", "id").only("pk")


def _overdue(at: datetime) -> QuerySet[Clock]:
    return _running().filter(due_at__lt=at, red_at=None).exclude(kind=ClockKind.CALL_BACK.value)


def _nearly_due(at: datetime) -> QuerySet[Clock]:
    horizon = at + timedelta(days=30)
    return _running().filter(
        Q(reminded_at=None) | Q(yellow_at=None), kind=ClockKind.FINISH.value, due_at__range=(at, horizon), red_at=None
    )


def _unrated(at: datetime) -> QuerySet[Clock]:
    return _running().filter(kind=ClockKind.CALL_BACK.value, due_at__lt=at)


def _one(clock_id: int, *, at: datetime) -> int:
    """Look again under the lock, then do what the clock asks for now, if anything."""
    with transaction.atomic():
        case_id = Clock.objects.values_list("case_id", flat=True).get(pk=clock_id)
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        clock = Clock.objects.select_for_update().get(pk=clock_id)
        if clock.stopped_at is not None or clock.is_paused or case.state == CaseState.CLOSED.value:
            return 0
        if clock.kind == ClockKind.CALL_BACK.value:
            return close_unrated(case, clock, at=at)
        if clock.due_at < at:
            return _mark_red(clock, at=at)
        return _warn(case, clock, at=at)


def _warn(case: Case, clock: Clock, *, at: datetime) -> int:
    limits = limit_queries.limits_on(limit_queries.day_of(case.received_at))
    passed = Fraction((at - clock.started_at) / timedelta(microseconds=1)) / max(
        Fraction((clock.due_at - clock.started_at) / timedelta(microseconds=1)), Fraction(1)
    )
    if passed >= limits.share("yellow_share") and clock.yellow_at is None:
        clock.yellow_at = clock.reminded_at = at
        step, message = Step.MARK, YELLOW
    elif passed >= limits.share("remind_share") and clock.reminded_at is None:
        clock.reminded_at = at
        step, message = Step.REMIND, REMINDER
    else:
        return 0
    clock.save(update_fields=["yellow_at", "reminded_at"])
    _note(step, clock, at=at, mark="yellow" if step is Step.MARK else "")
    outbox.publish(message, [clock.case_id])
    return 1


def _mark_red(clock: Clock, *, at: datetime) -> int:
    clock.red_at = at
    clock.save(update_fields=["red_at"])
    _note(Step.MARK, clock, at=at, mark="red")
    if clock.kind == ClockKind.SIGN.value:
        _unsigned(clock, at=at)
    else:
        _escalate(clock, at=at)
    outbox.publish(RED, [clock.case_id])
    return 1


def _unsigned(clock: Clock, *, at: datetime) -> None:
    """Unsigned at its limit is deemed signed, marked, and shown above; triage and danger go up at once."""
    case = Case.objects.get(pk=clock.case_id)
    if case.state == CaseState.DISPATCHED.value and case.urgency == Urgency.NORMAL.value:
        deem_signed(clock.case_id, at=at)
        Clock.objects.filter(pk=clock.pk).update(stopped_at=F("due_at"))
    _escalate(clock, at=at)


def _escalate(clock: Clock, *, at: datetime) -> None:
    with stepping(Step.ESCALATE, clock.case_id, policy=policies.SEE_CASES, actor=SYSTEM, at=at) as taking:
        above = taking.holders.above(taking.case.holder_unit, place=taking.case.place)
        taking.facts |= {"clock": clock.pk, "kind": clock.kind, "unit": above.pk}


def _note(step: Step, clock: Clock, *, at: datetime, mark: str) -> None:
    with stepping(step, clock.case_id, policy=policies.SEE_CASES, actor=SYSTEM, at=at) as taking:
        taking.facts |= {"clock": clock.pk, "kind": clock.kind, "due_at": clock.due_at.isoformat()}
        if mark:
            taking.facts["mark"] = mark
