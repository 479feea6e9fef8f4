"""Cases from history 历史导入: closed by the import, their clocks at the given times; never counted as solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState, Ending, Step

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.building import Built


def close_as_history(built: Built, *, replied_at: datetime) -> None:
    """Turn a case being built into a closed one; only its finish clock is known, so only that is kept."""
    case = built.case
    case.state, case.ending, case.is_history = CaseState.CLOSED.value, Ending.IMPORTED.value, True
    case.answered_at = case.closed_at = replied_at
    built.clocks = [clock for clock in built.clocks if clock.kind == ClockKind.FINISH.value]
    for clock in built.clocks:
        clock.stopped_at = replied_at
    built.step_rows[0].step = Step.IMPORT_HISTORY.value
    built.audit_facts |= {"history": True, "clocks": len(built.clocks)}
