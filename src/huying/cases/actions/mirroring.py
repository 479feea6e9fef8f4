"""Mirroring the outside order 外部工单镜像: its number, limit, status and call-back as received; new rounds.

The same number with a later dispatch time is a new round of the same case. The outside limit wins over ours: the
inner limit ends a margin earlier. Urging, redo and the centre's own call-back are kept beside ours.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.stepping import Taking, stepping
from huying.cases.models import CallBack, Clock, OutsideOrder
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState, Step

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.building import Built
    from huying.cases.actions.incoming import Incoming
    from huying.cases.queries.limits import Limits
    from huying.core.actors import Actor

MIRRORED = ("limit_at", "status", "urged_at", "redo_at")


def order_of(incoming: Incoming, *, case_id: int, round_number: int = 1) -> OutsideOrder:
    """Return the mirror of an order as received."""
    return OutsideOrder(
        case_id=case_id,
        source=incoming.demand.source,
        external_id=incoming.key,
        round=round_number,
        dispatched_at=incoming.dispatched_at,
        limit_at=incoming.limit_at,
        status=incoming.status,
        urged_at=incoming.urged_at,
        redo_at=incoming.redo_at,
        call_back_solved=incoming.solved,
        call_back_satisfied=incoming.satisfied,
    )


def end_earlier(built: Built, incoming: Incoming, *, limits: Limits) -> None:
    """Let the inner limit end a margin before the outside one, where that comes first."""
    if incoming.limit_at is None:
        return
    for clock in built.clocks:
        if clock.kind == ClockKind.FINISH.value:
            _bound(clock, incoming.limit_at, limits=limits)
            built.case.due_at = clock.due_at


def _bound(clock: Clock, limit_at: datetime, *, limits: Limits) -> None:
    inner = max(limit_at - timedelta(hours=int(limits.setting("outside_margin_hours"))), clock.started_at)
    if inner < clock.due_at:
        clock.due_at = inner
        clock.steps = [*clock.steps, ["outside_limit", {"at": limit_at.isoformat(timespec="minutes")}]]


def changed(order: OutsideOrder, incoming: Incoming) -> dict[str, Any]:
    """Return what a row says anew about an order already known."""
    said = {name: getattr(incoming, name) for name in MIRRORED}
    said |= {"call_back_solved": incoming.solved, "call_back_satisfied": incoming.satisfied}
    return {name: value for name, value in said.items() if value not in {None, ""} and getattr(order, name) != value}


def is_new_round(order: OutsideOrder, incoming: Incoming) -> bool:
    """Tell whether a known number was dispatched again later."""
    if incoming.dispatched_at is None:
        return False
    return order.dispatched_at is None or incoming.dispatched_at > order.dispatched_at


def begin_round(order: OutsideOrder, incoming: Incoming, *, actor: Actor, at: datetime) -> None:
    """Begin a new round of a case: new clocks from its arrival, the history stays."""
    with stepping(Step.NEW_ROUND, order.case_id, policy=policies.IMPORT_CASES, actor=actor, at=at) as taking:
        case = taking.case
        case.round += 1
        if not case.is_topic_confirmed:
            case.state = CaseState.TRIAGE.value
        case.ending, case.closed_at, case.answered_at = "", None, None
        _restart(taking, incoming)
        fresh = order_of(incoming, case_id=case.pk, round_number=case.round)
        fresh.save(force_insert=True)
        taking.facts |= {"round": case.round, "order": fresh.pk}


def _restart(taking: Taking, incoming: Incoming) -> None:
    clocks.restart(taking)
    clock = clocks.running(taking.case, ClockKind.FINISH)
    if clock is not None and incoming.limit_at is not None:
        _bound(clock, incoming.limit_at, limits=taking.limits)
        clock.save(update_fields=["due_at", "steps"])
        taking.case.due_at = clock.due_at


def note_change(order: OutsideOrder, incoming: Incoming, said: dict[str, Any], *, actor: Actor, at: datetime) -> None:
    """Keep what the centre says anew; a redo sends an answered case back to its unit."""
    with stepping(Step.MIRROR, order.case_id, policy=policies.IMPORT_CASES, actor=actor, at=at) as taking:
        for name, value in said.items():
            setattr(order, name, value)
        order.save()
        taking.facts |= {"order": order.pk, "fields": sorted(said)}
        if "call_back_solved" in said:
            _note_call_back(taking, incoming)
        if "redo_at" in said and taking.state_before in {CaseState.ANSWERED, CaseState.CLOSED}:
            _redo(taking)


def _note_call_back(taking: Taking, incoming: Incoming) -> None:
    CallBack.objects.create(
        case=taking.case,
        by=CallBackBy.HOTLINE.value,
        round=taking.case.round,
        at=taking.at,
        is_solved=incoming.solved,
        is_satisfied=incoming.satisfied,
    )


def _redo(taking: Taking) -> None:
    case = taking.case
    case.reworks += 1
    case.state = CaseState.HANDLING.value
    case.ending, case.closed_at, case.answered_at = "", None, None
    clocks.cancel(case, at=taking.at)
    clocks.start(taking, ClockKind.CONTACT, ClockKind.FINISH)
