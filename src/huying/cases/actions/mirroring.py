"""Mirroring the outside order 外部工单镜像: its number, limit, status and call-back as received; new rounds.

The outside limit wins over ours: the inner one ends a margin earlier. Urging, redo and the centre's own
call-back are kept beside ours. A later limit grants the extension that was asked of the centre.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.answering import drop_drafts
from huying.cases.actions.building import protect, reporter_of
from huying.cases.actions.carrying import leave
from huying.cases.actions.demands import Demand
from huying.cases.actions.said import WORDING, Said, order_of
from huying.cases.actions.stepping import stepping
from huying.cases.models import CallBack, Extension, OutsideOrder, ProtectedSpan, Reporter, SendBack
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, Channel
from huying.rules.case_flow import CaseState, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from huying.cases.actions.building import Built
    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.queries.limits import Limits
    from huying.core.actors import Actor

CALL_BACK = ("call_back_contacted", "call_back_solved", "call_back_satisfied")


def end_earlier(built: Built, said: Said, *, limits: Limits) -> None:
    """Let the inner limit of a new case end a margin before the outside one, where that comes first."""
    if said.limit_at is None:
        return
    for clock in built.clocks:
        if clock.kind == ClockKind.FINISH.value:
            clocks.bound(clock, said.limit_at, limits=limits)
            built.case.due_at = clock.due_at


def has_call_back(said: Said) -> bool:
    """Tell whether a row brings the centre's own call-back."""
    return any(getattr(said, name) is not None for name in CALL_BACK)


def call_back_of(said: Said, *, case_id: int, round_number: int, at: datetime) -> CallBack:
    """Return the centre's call-back, kept beside ours."""
    return CallBack(
        case_id=case_id,
        by=CallBackBy.HOTLINE.value,
        round=round_number,
        at=at,
        is_contacted=said.call_back_contacted,
        is_solved=said.call_back_solved,
        is_satisfied=said.call_back_satisfied,
    )


def begin_round(ref: CaseRef, order: OutsideOrder, said: Said, *, actor: Actor, at: datetime) -> OutsideOrder:
    """Begin a new round of a case: new clocks from its dispatch, requests of the last round end, history stays."""
    with stepping(Step.NEW_ROUND, ref, policy=policies.IMPORT_CASES, actor=actor, at=at) as taking:
        case = taking.case
        case.round += 1
        if not case.is_topic_confirmed:
            case.state = CaseState.TRIAGE.value
        case.ending, case.closed_at, case.answered_at = "", None, None
        case.is_history = case.is_long_term = case.is_paused = False
        case.holder_person = None
        leave(taking)
        _end_requests(taking)
        fresh = order_of(said, case_id=case.pk, round_number=case.round)
        if said.digest != order.digest:
            _reword(taking.folder, fresh, said)
        taking.folder.add(fresh)
        clocks.restart(taking, since=min(said.dispatched_at or at, at))
        taking.facts |= {"round": case.round, "order": fresh.pk}
    return fresh


def _end_requests(taking: Taking) -> None:
    folder, at = taking.folder, taking.at
    drop_drafts(folder)
    clocks.lapse_requests(folder, at=at)
    folder.update(SendBack, {"ruled_at": None}, is_upheld=False, ruled_at=at)
    clocks.end_pause(folder, at=at)


def note_change(
    ref: CaseRef,
    order: OutsideOrder,
    said: Said,
    changes: Mapping[str, tuple[object, object]],
    *,
    is_latest: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what the centre says anew; of the latest round a new limit moves the clock, a redo sends the case back."""
    with stepping(Step.MIRROR, ref, policy=policies.IMPORT_CASES, actor=actor, at=at) as taking:
        for name, (_before, after) in changes.items():
            if name != WORDING:
                setattr(order, name, after)
        if WORDING in changes:
            _reword(taking.folder, order, said)
        taking.folder.save(order)
        taking.facts |= {"order": order.pk, "fields": sorted(changes)}
        if any(name in changes for name in CALL_BACK):
            taking.folder.add(call_back_of(said, case_id=order.case_id, round_number=order.round, at=at))
        if is_latest:
            _follow(taking, order, changes)


def _follow(taking: Taking, order: OutsideOrder, changes: Mapping[str, tuple[object, object]]) -> None:
    if "redo_at" in changes and taking.state_before in {CaseState.ANSWERED, CaseState.CLOSED}:
        _redo(taking)
    if "limit_at" in changes and order.limit_at is not None:
        before = changes["limit_at"][0]
        if before is None or order.limit_at > before:  # type: ignore[operator]  # both are instants
            _grant(taking)
        clocks.recompute(taking.folder)


def _grant(taking: Taking) -> None:
    """Take a later limit for the centre's yes to the extension that was asked of it."""
    asked = taking.folder.last(Extension, decided_at=None)
    if asked is None:
        return
    asked.is_granted, asked.decided_at = True, taking.at
    taking.folder.save(asked, "is_granted", "decided_at")
    clocks.lengthen(taking.folder, asked.days)
    taking.facts["extension"] = asked.pk


def _reword(folder: Folder, order: OutsideOrder, said: Said) -> None:
    """Keep the platform's new wording, its numbers sealed, and what it newly says of the reporter."""
    order.digest = said.digest
    last = max((span.order for span in folder.find(ProtectedSpan)), default=0)
    order.wording, spans = protect(f"{said.title}\n{said.text}".strip(), first=last + 1)
    for span in spans:
        span.case_id = order.case_id
    folder.add(*spans)
    told = reporter_of(Demand(channel=Channel.HOTLINE, text=said.text, name=said.name, phone=said.phone), code="")
    if told is None:
        return
    known = folder.reporter()
    is_new = known is None
    known = known or Reporter(case_id=order.case_id)
    known.name_sealed = told.name_sealed or known.name_sealed
    if told.phone_sealed is not None:
        known.phone_sealed, known.phone_index = told.phone_sealed, told.phone_index
    if is_new:
        folder.add(known)
    else:
        folder.save(known)


def _redo(taking: Taking) -> None:
    case = taking.case
    case.reworks += 1
    case.state = CaseState.HANDLING.value
    case.ending, case.closed_at, case.answered_at = "", None, None
    clocks.cancel(taking.folder, at=taking.at)
    clocks.start(taking, ClockKind.CONTACT, ClockKind.FINISH)
