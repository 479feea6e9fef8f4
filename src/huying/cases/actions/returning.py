"""Sending back 退单 and the ruling on it 裁定 (R4.3, R4.5): within the limit, with a ground, ruled on above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.dispatching import resend
from huying.cases.actions.stepping import needs, stepping
from huying.cases.models import SendBack
from huying.rules.case_clocks import ClockKind, Limit, LimitUnit, due_of
from huying.rules.case_flow import SEND_BACKS_BEFORE_ESCALATION, CaseState, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import Unit
    from huying.cases.actions.stepping import Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.case_facts import ReturnGround


def send_back(
    case_id: int, *, ground: ReturnGround, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Ask the level above to take a case back; the third time it goes one level further up by itself."""
    with stepping(
        Step.SEND_BACK, case_id, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        _within_limit(taking)
        case = taking.case
        case.send_backs += 1
        ruler = _ruler(taking)
        returned = SendBack.objects.create(
            case=case, ground=ground.value, reason=taking.note, unit=case.holder_unit, ruler=ruler, asked_at=at
        )
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
    case_id: int,
    *,
    is_upheld: bool,
    reason: str,
    actor: Actor,
    at: datetime,
    to_unit: int | None = None,
    version: int | None = None,
) -> Case:
    """Rule on a return: upheld, the case goes on to the unit named; refused, it stays and its clock has run on."""
    returned = open_return(case_id)
    policies.RULE_RETURN.check(actor, returned)
    with stepping(
        Step.RULE_RETURN, case_id, policy=policies.SEE_CASES, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        if is_upheld:
            if to_unit is None:
                raise RuleBrokenError("case.ruling_needs_unit")
            resend(taking, unit_id=to_unit, code="case.ruling_same_unit")
        elif clocks.running(taking.case, ClockKind.SIGN) is None:
            taking.case.state = CaseState.HANDLING.value  # it had been signed before
        returned.is_upheld, returned.ruling, returned.ruled_at = is_upheld, taking.note, at
        returned.to_unit_id = to_unit if is_upheld else None
        returned.save()
        taking.facts |= {"return": returned.pk, "upheld": is_upheld, "unit": taking.case.holder_unit_id}
        return taking.case


def open_return(case_id: int) -> SendBack:
    """Return the request to be ruled on, or refuse."""
    returned = SendBack.objects.filter(case_id=case_id, ruled_at=None).first()
    if returned is None:
        raise RuleBrokenError("case.no_return")
    return returned
