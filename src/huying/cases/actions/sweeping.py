"""The sweeper 巡检: looks only at what is due and not stopped, and acts once on each thing it finds.

Each turn takes running clocks in the order of their due instants, in chunks, each clock in its own small
transaction. What was told is kept on the clock (`reminded_at`, `yellow_at`, `red_at`), so a sweeper that stood
still for three days catches up exactly once. Only the last mark due is told: a clock found already overdue
gets its red mark, not a late reminder.

A pass of the worker has a budget of time and begins with what was due longest ago, so that it ends soon however
much is due; what it leaves is found by the next. One due thing is always done, and one that cannot be done takes
nothing from the others.
"""

from __future__ import annotations

import heapq
import logging
import math
import time
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q, Value

from huying.cases import policies
from huying.cases.actions.calling import call_next, escalate, was_told
from huying.cases.actions.ending import close_unrated, is_disputed
from huying.cases.actions.folders import Folder, Stored
from huying.cases.actions.handling import deem_signed
from huying.cases.actions.stepping import locked, stepping
from huying.cases.models import Clock
from huying.cases.models.cases import CHINA
from huying.cases.queries import limits as limit_queries
from huying.cases.queries.durations import Microseconds
from huying.cases.queries.visible import unfinished_batches
from huying.core.actors import SYSTEM
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import Urgency
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

log = logging.getLogger(__name__)
CHUNK = 500
HORIZON = timedelta(days=30)
"""How long before its end a clock may ask for a reminder."""
REMINDER, YELLOW, RED = "case.reminder", "case.yellow_mark", "case.red_mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """On how many clocks a pass acted, and whether it left some for the next."""

    done: int
    is_more: bool


def sweep(*, at: datetime) -> int:
    """Act on every clock that asks for it at an instant; returns on how many it acted."""
    return sweep_within(math.inf, at=at).done


def sweep_within(seconds: float, *, at: datetime, ticks: Callable[[], float] = time.monotonic) -> Pass:
    """Act on the clocks that ask for it, the longest due first, until so many seconds are over by a clock."""
    until, done = ticks() + seconds, 0
    for clock_id in _asking(at):
        if done and ticks() >= until:
            return Pass(done=done, is_more=True)
        done += _tried(clock_id, at=at)
    return Pass(done=done, is_more=False)


def _asking(at: datetime) -> Iterator[int]:
    """Yield the clocks that ask for something, by the instant since or at which they do."""
    waiting = (_to_call(at), _overdue(at), _nearly_due(at), _unrated(at))
    for _since, clock_id in heapq.merge(*(rows.iterator(chunk_size=CHUNK) for rows in waiting), key=itemgetter(0)):
        yield clock_id


def longest_untold(*, at: datetime) -> timedelta:
    """Return how long ago the oldest deadline passed that nobody was told of yet."""
    oldest = _overdue(at).first()
    return at - oldest[0] if oldest is not None else timedelta()


def _tried(clock_id: int, *, at: datetime) -> int:
    """Act on one clock; one that cannot be acted on must not keep the others waiting."""
    try:
        return _one(clock_id, at=at)
    except RuleBrokenError as refusal:
        log.warning("clock %s could not be acted on: %s", clock_id, refusal.code)
        return 0


def _running() -> QuerySet[Clock, Any]:
    rows = Clock.objects.filter(stopped_at=None, is_paused=False)
    if unfinished := unfinished_batches():
        rows = rows.exclude(case__batch__in=unfinished)
    return rows.order_by("due_at", "id").values_list("due_at", "pk")


def _to_call(at: datetime) -> QuerySet[Clock, Any]:
    rows = Clock.objects.filter(stopped_at=None, next_call_at__lte=at)
    if unfinished := unfinished_batches():
        rows = rows.exclude(case__batch__in=unfinished)
    return rows.order_by("next_call_at", "id").values_list("next_call_at", "pk")


def _overdue(at: datetime) -> QuerySet[Clock, Any]:
    return _running().filter(due_at__lt=at, red_at=None).exclude(kind=ClockKind.CALL_BACK.value)


def _nearly_due(at: datetime) -> QuerySet[Clock, Any]:
    """Return the clocks so far gone that some version of the limits asks for a reminder or a yellow mark."""
    rows = _running().filter(kind=ClockKind.FINISH.value, due_at__range=(at, at + HORIZON), red_at=None)
    rows = rows.alias(gone=Microseconds(Value(at), F("started_at")), whole=Microseconds(F("due_at"), F("started_at")))
    remind, yellow = (_gone_at_least(limit_queries.least_share(name)) for name in ("remind_share", "yellow_share"))
    return rows.filter(Q(remind, reminded_at=None) | Q(yellow, yellow_at=None))


def _gone_at_least(share: Fraction) -> Q:
    """Return the condition that a clock has used up a share of its time."""
    return Q(gone__gte=F("whole") * share.numerator / share.denominator)


def _unrated(at: datetime) -> QuerySet[Clock, Any]:
    return _running().filter(kind=ClockKind.CALL_BACK.value, due_at__lt=at, red_at=None)


def _one(clock_id: int, *, at: datetime) -> int:
    """Look again under the lock, then do what the clock asks for now, if anything."""
    with transaction.atomic():
        case_id = Clock.objects.values_list("case_id", flat=True).get(pk=clock_id)
        folder = Stored(locked(case_id, version=None))
        clock = Clock.objects.select_for_update().get(pk=clock_id)
        return call_next(folder, clock, at=at) or look_at(folder, clock, at=at)


def sweep_case(folder: Folder, *, at: datetime) -> int:
    """Act on the clocks of one case as a turn of the sweeper would; the caller holds the folder open."""
    running = sorted(folder.find(Clock, stopped_at=None, is_paused=False), key=lambda clock: (clock.due_at, clock.pk))
    call_back = ClockKind.CALL_BACK.value
    overdue = [clock for clock in running if clock.due_at < at and clock.red_at is None and clock.kind != call_back]
    near = [clock for clock in running if at <= clock.due_at <= at + HORIZON]
    nearly = [clock for clock in near if clock.kind == ClockKind.FINISH.value]
    unrated = [clock for clock in running if clock.kind == call_back and clock.due_at < at]
    called = sum(call_next(folder, clock, at=at) for clock in running)
    return called + sum(look_at(folder, clock, at=at) for clock in [*overdue, *nearly, *unrated])


def look_at(folder: Folder, clock: Clock, *, at: datetime) -> int:
    """Do what a clock asks for at an instant, if anything."""
    if clock.stopped_at is not None or clock.is_paused or folder.case.state == CaseState.CLOSED.value:
        return 0
    if clock.kind == ClockKind.CALL_BACK.value and not is_disputed(folder):
        return close_unrated(folder, clock, at=at) if clock.due_at < at else 0
    if clock.due_at < at:
        return _mark_red(folder, clock, at=at) if clock.red_at is None else 0
    return _warn(folder, clock, at=at)


def _warn(folder: Folder, clock: Clock, *, at: datetime) -> int:
    limits = folder.intake.on(limit_queries.day_of(folder.case.received_at))[0]
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
    folder.save(clock, "yellow_at", "reminded_at")
    _note(folder, step, clock, at=at, mark="yellow" if step is Step.MARK else "")
    folder.publish(message)
    return 1


def _mark_red(folder: Folder, clock: Clock, *, at: datetime) -> int:
    clock.red_at = at
    folder.save(clock, "red_at")
    _note(folder, Step.MARK, clock, at=at, mark="red")
    if clock.kind == ClockKind.SIGN.value:
        _unsigned(folder, clock, at=at)
    else:
        escalate(folder, clock, at=at)
    folder.publish(RED)
    return 1


def _unsigned(folder: Folder, clock: Clock, *, at: datetime) -> None:
    """Unsigned at its limit is deemed signed, marked, and shown above; triage and danger go up at once."""
    case = folder.case
    if case.state == CaseState.DISPATCHED.value and case.urgency == Urgency.NORMAL.value:
        deem_signed(folder, at=at)
        clock.stopped_at = clock.due_at
        folder.save(clock, "stopped_at")
    if not was_told(clock):
        escalate(folder, clock, at=at)


def _note(folder: Folder, step: Step, clock: Clock, *, at: datetime, mark: str) -> None:
    with stepping(step, folder, policy=policies.SEE_CASES, actor=SYSTEM, at=at) as taking:
        taking.facts |= {"clock": clock.pk, "kind": clock.kind, "due_at": clock.due_at.astimezone(CHINA).isoformat()}
        if mark:
            taking.facts["mark"] = mark
