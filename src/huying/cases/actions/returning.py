"""Sending back 退单 and the ruling on it 裁定 (R4.3, R4.5): within the limit, with a ground, ruled on above."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.dispatching import resend
from huying.cases.actions.merging import move_followers
from huying.cases.actions.stepping import needs, opened, stepping
from huying.cases.models import SendBack
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit, due_of
from huying.rules.case_flow import SEND_BACKS_BEFORE_ESCALATION, CaseState, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from huying.accounts.models import Unit
    from huying.cases.actions.folders import Folder
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.case_facts import ReturnGround


def send_back(
    ref: CaseRef, *, ground: ReturnGround, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Ask the level above to take a case back; the third time it goes one level further up by itself."""
    with stepping(
        Step.SEND_BACK, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        _within_limit(taking)
        case = taking.case
        case.send_backs += 1
        ruler = _ruler(taking)
        returned = SendBack(
            case=case, ground=ground.value, reason=taking.note, unit=case.holder_unit, ruler=ruler, asked_at=at
        )
        taking.folder.add(returned)
        taking.facts |= {"return": returned.pk, "ground": ground.value, "ruler": ruler.pk, "times": case.send_backs}
        return case


def _within_limit(taking: Taking) -> None:
    days = int(taking.limits.setting("send_back_working_days"))
    arrived = taking.case.arrived_at or taking.case.received_at
    limit = Limit(amount=days, unit=LimitUnit.WORKING_DAYS)
    until = due_of(limit, start=arrived, calendar=taking.calendar).due
    if taking.at > until:
        raise RuleBrokenError("case.return_too_late", days=days, until=until.isoformat())


def _ruler(taking: Taking) -> Unit:
    case, holders = taking.case, taking.holders
    ruler = taking.ruler()
    if case.send_backs >= SEND_BACKS_BEFORE_ESCALATION:
        ruler = holders.above(ruler, place=case.place)
    return ruler


def rule_return(
    ref: CaseRef,
    *,
    is_upheld: bool,
    reason: str,
    actor: Actor,
    at: datetime,
    to_unit: int | None = None,
    version: int | None = None,
) -> Case:
    """Rule on a return: upheld, the case goes on to the unit named; refused, it stays and its clock has run on."""
    with _ruling(ref, actor=actor, at=at, version=version, note=reason) as (taking, returned):
        needs(reason, code="case.reason_missing")
        if is_upheld:
            if to_unit is None:
                raise RuleBrokenError("case.ruling_needs_unit")
            resend(taking, unit_id=to_unit, code="case.ruling_same_unit")
            move_followers(taking)
        elif clocks.running(taking.folder, ClockKind.SIGN) is None:
            taking.case.state = CaseState.HANDLING.value  # it had been signed before
        returned.is_upheld, returned.ruling, returned.ruled_at = is_upheld, taking.note, at
        returned.to_unit_id = to_unit if is_upheld else None
        taking.folder.save(returned)
        taking.facts |= {"return": returned.pk, "upheld": is_upheld, "unit": taking.case.holder_unit_id}
        return taking.case


@contextmanager
def _ruling(
    ref: CaseRef, *, actor: Actor, at: datetime, version: int | None, note: str
) -> Iterator[tuple[Taking, SendBack]]:
    """Open the step of a ruling for the level above, with the return it is about."""
    with opened(ref, version=version) as folder:
        returned = open_return(folder)
        policies.RULE_RETURN.check(actor, returned)
        with stepping(Step.RULE_RETURN, folder, policy=policies.SEE_CASES, actor=actor, at=at, note=note) as taking:
            yield taking, returned


def open_return(folder: Folder) -> SendBack:
    """Return the request to be ruled on, or refuse."""
    returned = folder.last(SendBack, ruled_at=None)
    if returned is None:
        raise RuleBrokenError("case.no_return")
    return returned
