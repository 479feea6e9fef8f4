"""Reminders of cases 催办与时限亮牌: read from the timelines of cases, kept nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.models import CaseStep
from huying.cases.queries.visible import visible_to
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from huying.core.actors import Actor

PAGE = 25
SHOWN = [Step.URGE.value, Step.MARK.value]


@dataclass(frozen=True, slots=True)
class Reminders:
    """One page of reminders with the cursor of the next, empty at the end."""

    rows: list[CaseStep]
    next_cursor: str


def page_of(actor: Actor, *, cursor: str = "") -> Reminders:
    """Return one page of the cases in sight, the newest first."""
    cases = visible_to(actor).order_by().values("pk")
    rows = CaseStep.objects.filter(step__in=SHOWN, case__in=cases)
    if cursor:
        if not cursor.isascii() or not cursor.isdigit():
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__lt=min(int(cursor), 2**63 - 1))
    found = list(rows.select_related("case__holder_unit", "unit").order_by("-pk")[: PAGE + 1])
    return Reminders(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")
