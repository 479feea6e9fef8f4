"""Mirroring the outside order 外部工单镜像: its number, limit, status and call-back as received; new rounds.

The outside limit wins over ours: the inner one ends a margin earlier. Urging, redo and the centre's own
call-back are kept beside ours. A later limit grants the extension that was asked of the centre.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.building import protect, reporter_of
from huying.cases.actions.demands import Demand
from huying.cases.actions.said import WORDING, Said, order_of
from huying.cases.actions.stepping import Taking, stepping
from huying.cases.models import CallBack, Extension, OutsideOrder, Pause, ProtectedSpan, Reporter, SendBack
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy, Channel
from huying.rules.case_flow import CaseState, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from huying.cases.actions.building import Built
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


def begin_round(order: OutsideOrder, said: Said, *, actor: Actor, at: datetime) -> OutsideOrder:
    """Begin a new round of a case: new clocks from its dispatch, requests of the last round end, history stays."""
    with stepping(Step.NEW_ROUND, order.case_id, policy=policies.IMPORT_CASES, actor=actor, at=at) as taking:
        case = taking.case
        case.round += 1
        if not case.is_topic_confirmed:
            case.state = CaseState.TRIAGE.value
        case.ending, case.closed_at, case.answered_at = "", None, None
        case.is_history = case.is_long_term = case.is_paused = False
        case.holder_person = None
        _end_requests(taking)
        fresh = order_of(said, case_id=case.pk, round_number=case.round)
        if said.digest != order.digest:
            _reword(fresh, said)
        fresh.save(force_insert=True)
        clocks.restart(taking, since=min(said.dispatched_at or at, at))
        taking.facts |= {"round": case.round, "order": fresh.pk}
    return fresh


def _end_requests(taking: Taking) -> None:
    case, at = taking.case, taking.at
    Extension.objects.filter(case=case, decided_at=None).update(is_granted=False, decided_at=at)
    SendBack.objects.filter(case=case, ruled_at=None).update(is_upheld=False, ruled_at=at)
    for pause in Pause.objects.filter(case=case, until_at=None):
        pause.until_at = max(at, pause.from_at + timedelta(seconds=1))
        pause.save(update_fields=["until_at"])


def note_change(
    order: OutsideOrder,
    said: Said,
    changes: Mapping[str, tuple[object, object]],
    *,
    is_latest: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what the centre says anew; of the latest round a new limit moves the clock, a redo sends the case back."""
    with stepping(Step.MIRROR, order.case_id, policy=policies.IMPORT_CASES, actor=actor, at=at) as taking:
        for name, (_before, after) in changes.items():
            if name != WORDING:
                setattr(order, name, after)
        if WORDING in changes:
            _reword(order, said)
        order.save()
        taking.facts |= {"order": order.pk, "fields": sorted(changes)}
        if any(name in changes for name in CALL_BACK):
            call_back_of(said, case_id=order.case_id, round_number=order.round, at=at).save(force_insert=True)
        if is_latest:
            _follow(taking, order, changes)


def _follow(taking: Taking, order: OutsideOrder, changes: Mapping[str, tuple[object, object]]) -> None:
    if "redo_at" in changes and taking.state_before in {CaseState.ANSWERED, CaseState.CLOSED}:
        _redo(taking)
    if "limit_at" in changes and order.limit_at is not None:
        before = changes["limit_at"][0]
        if before is None or order.limit_at > before:  # type: ignore[operator]  # both are instants
            _grant(taking)
        clocks.recompute(taking.case, calendar=taking.calendar)


def _grant(taking: Taking) -> None:
    """Take a later limit for the centre's yes to the extension that was asked of it."""
    asked = Extension.objects.filter(case=taking.case, decided_at=None).first()
    if asked is None:
        return
    asked.is_granted, asked.decided_at = True, taking.at
    asked.save(update_fields=["is_granted", "decided_at"])
    clocks.lengthen(taking.case, asked.days)
    taking.facts["extension"] = asked.pk


def _reword(order: OutsideOrder, said: Said) -> None:
    """Keep the platform's new wording, its numbers sealed, and what it newly says of the reporter."""
    order.digest = said.digest
    last = ProtectedSpan.objects.filter(case_id=order.case_id).order_by("-order").first()
    order.wording, spans = protect(f"{said.title}\n{said.text}".strip(), first=last.order + 1 if last else 1)
    for span in spans:
        span.case_id = order.case_id
    ProtectedSpan.objects.bulk_create(spans)
    told = reporter_of(Demand(channel=Channel.HOTLINE, text=said.text, name=said.name, phone=said.phone), code="")
    if told is None:
        return
    known = Reporter.objects.filter(pk=order.case_id).first() or Reporter(case_id=order.case_id)
    known.name_sealed = told.name_sealed or known.name_sealed
    if told.phone_sealed is not None:
        known.phone_sealed, known.phone_index = told.phone_sealed, told.phone_index
    known.save()


def _redo(taking: Taking) -> None:
    case = taking.case
    case.reworks += 1
    case.state = CaseState.HANDLING.value
    case.ending, case.closed_at, case.answered_at = "", None, None
    clocks.cancel(case, at=taking.at)
    clocks.start(taking, ClockKind.CONTACT, ClockKind.FINISH)
