"""The call tree 值班呼叫: an urgent order nobody signed for calls one person on duty after the other, then goes up.

The first on the rota is called when the order arrives, the next each time the interval of the rule set has passed;
after the last one the level above is told. Signing for the order stops the calls with its clock. A sweeper that
stood still goes on where it stopped: it calls the next person once, it does not make up for calls missed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions.stepping import stepping
from huying.core.actors import SYSTEM
from huying.rules.case_flow import FLOW, CaseState, Step

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.folders import Folder
    from huying.cases.models import Clock

CALLED = "case.duty_called"


def call_next(folder: Folder, clock: Clock, *, at: datetime) -> int:
    """Call who comes next for an order that waits to be signed for; returns how many acts that was."""
    if not _waits(folder, clock, at=at):
        return 0
    tree = folder.intake.registers.on_duty(folder.case.holder_unit_id, at)
    if clock.calls < len(tree):
        _call(folder, clock, person_id=tree[clock.calls], at=at)
        return 1
    return _give_up(folder, clock, at=at)


def _waits(folder: Folder, clock: Clock, *, at: datetime) -> bool:
    if clock.stopped_at is not None or clock.next_call_at is None or clock.next_call_at > at:
        return False
    return CaseState(folder.case.state) in FLOW[Step.CALL_DUTY].start


def _call(folder: Folder, clock: Clock, *, person_id: int, at: datetime) -> None:
    with stepping(Step.CALL_DUTY, folder, policy=policies.SEE_CASES, actor=SYSTEM, at=at) as taking:
        clock.calls += 1
        clock.next_call_at = at + timedelta(minutes=int(taking.limits.setting("call_tree_minutes")))
        folder.save(clock, "calls", "next_call_at")
        taking.facts |= {"clock": clock.pk, "person": person_id, "order": clock.calls}
    folder.publish(CALLED)


def _give_up(folder: Folder, clock: Clock, *, at: datetime) -> int:
    """Tell the level above once everybody was called, unless the red mark has; without a rota the mark alone tells."""
    clock.next_call_at = None
    folder.save(clock, "next_call_at")
    if not clock.calls or clock.red_at is not None:
        return 0
    escalate(folder, clock, at=at)
    return 1


def escalate(folder: Folder, clock: Clock, *, at: datetime) -> None:
    """Tell the level above that a clock was not kept 上报 (R4.7)."""
    with stepping(Step.ESCALATE, folder, policy=policies.SEE_CASES, actor=SYSTEM, at=at) as taking:
        above = taking.holders.above(taking.case.holder_unit, place=taking.case.place)
        taking.facts |= {"clock": clock.pk, "kind": clock.kind, "unit": above.pk}


def was_told(clock: Clock) -> bool:
    """Tell whether the call tree was gone through and the level above told already."""
    return clock.calls > 0 and clock.next_call_at is None
