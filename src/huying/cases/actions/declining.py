"""Not received 不予受理 (R4.1, R4.10): what may not be handled is told so at once, with the right door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.ending import finish
from huying.cases.actions.stepping import needs, stepping
from huying.cases.queries import visible
from huying.rules.case_flow import CaseState, Ending, Step
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import OutOfRange

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor


def decline(
    ref: CaseRef,
    *,
    ground: OutOfRange,
    reason: str,
    actor: Actor,
    at: datetime,
    earlier: str = "",
    version: int | None = None,
) -> Case:
    """End a case before it is sent, on one of the grounds of R4.1; its clocks count neither as met nor as missed.

    What was lawfully settled before names the closed case of the same place; with new facts it is a new matter.
    """
    with stepping(
        Step.DECLINE, ref, policy=policies.DISPATCH_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        taking.facts["ground"] = ground.value
        if ground is OutOfRange.SETTLED:
            taking.facts["earlier"] = _settled(taking, earlier, actor=actor).pk
        elif earlier:
            raise RuleBrokenError("case.earlier_not_asked")
        clocks.cancel(taking.folder, at=at)
        finish(taking, Ending.DECLINED)
        return taking.case


def _settled(taking: Taking, number: str, *, actor: Actor) -> Case:
    case, earlier = taking.case, visible.find(number.strip(), actor=actor)
    is_same_place = (earlier.place, earlier.compound_key) == (case.place, case.compound_key)
    if earlier.state != CaseState.CLOSED.value or not is_same_place:
        raise RuleBrokenError("case.earlier_not_settled", number=number)
    return earlier
