"""Major problems of the property office 重大问题台账: studied in a rhythm, each study noted with its conclusion.

Source: mission A1 (the property office really works and regularly studies major problems). The rhythm is a rule set.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from huying.rules.case_clocks import due_of
from huying.rules.deadlines import CHINA
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from huying.rules.groups import LeadershipRules
    from huying.rules.workdays import WorkCalendar


class MajorState(Enum):
    """Where it stands."""

    OPEN = "open"  # 在账
    SETTLED = "settled"  # 销账


class MajorStep(Enum):
    """What is done with it."""

    ENTER = "enter"  # 列入台账
    STUDY = "study"  # 研究
    LATE = "late"  # 逾期未研究
    SETTLE = "settle"  # 销账
    REOPEN = "reopen"  # 重新列入


_OPEN = frozenset({MajorState.OPEN})
FLOW: Mapping[MajorStep, tuple[frozenset[MajorState], MajorState | None]] = {
    MajorStep.STUDY: (_OPEN, None),
    MajorStep.LATE: (_OPEN, None),
    MajorStep.SETTLE: (_OPEN, MajorState.SETTLED),
    MajorStep.REOPEN: (frozenset({MajorState.SETTLED}), MajorState.OPEN),
}
"""The table 流程表: from which states a step may be taken, and where it leads (None: it stays)."""


def after(step: MajorStep, state: MajorState) -> MajorState:
    """Return the state a step leads to, or refuse."""
    start, to = FLOW[step]
    if state not in start:
        raise RuleBrokenError("major.step_not_now", major_step=step, major_state=state)
    return to or state


def study_by(at: datetime, *, is_first: bool, rules: LeadershipRules, calendar: WorkCalendar) -> date:
    """Return the day by which a problem must be studied next: sooner at first, then in the rhythm."""
    limit = rules.first_study if is_first else rules.next_study
    return due_of(limit, start=at, calendar=calendar).due.astimezone(CHINA).date()


def check_studied(studied_on: date, *, today: date, last: date | None) -> None:
    """Refuse a study that lies ahead, or before the one noted last."""
    if studied_on > today:
        raise RuleBrokenError("major.study_ahead")
    if last is not None and studied_on < last:
        raise RuleBrokenError("major.study_before_last", last=last)


def check_settled(*, studies: int) -> None:
    """Refuse to settle what nobody ever studied."""
    if not studies:
        raise RuleBrokenError("major.never_studied")
