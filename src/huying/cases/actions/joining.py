"""Merging what the machine gathered 一键并单: a person has looked and says that these cases are one matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions.gathering import gather
from huying.cases.actions.merging import merge
from huying.core.policies import NotAllowedError
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.problems import MAY_LEAD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor

MOST_AT_ONCE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A case with why it could not be merged, None where it was."""

    case: Case
    refusal: RuleBrokenError | NotAllowedError | None


def join(cases: Sequence[Case], *, actor: Actor, at: datetime) -> list[Joined]:
    """Merge cases into the first of them that may lead; each by itself, so that one refused keeps none back."""
    policies.MERGE_CASES.check(actor)
    if len(cases) > MOST_AT_ONCE:
        raise RuleBrokenError("case.too_many_at_once", most=MOST_AT_ONCE)
    lead = lead_among(cases)
    if lead is None:
        raise RuleBrokenError("problem.nobody_leads")
    done = [_joined(case, lead, actor=actor, at=at) for case in cases if case != lead and not _is_in(case, lead)]
    gather([case.pk for case in cases], at=at)
    return done


def lead_among(cases: Sequence[Case]) -> Case | None:
    """Return the case the others would follow: of a problem already, else the first that was sent and not answered."""
    may = [case for case in cases if case.follows_id is None and CaseState(case.state) in MAY_LEAD]
    return min(may, key=lambda case: (case.problem_id is None, case.received_at, case.pk), default=None)


def _is_in(case: Case, lead: Case) -> bool:
    return case.problem_id is not None and case.problem_id == lead.problem_id


def _joined(case: Case, lead: Case, *, actor: Actor, at: datetime) -> Joined:
    try:
        return Joined(case=merge(case.pk, into=lead.pk, actor=actor, at=at), refusal=None)
    except (RuleBrokenError, NotAllowedError) as error:
        return Joined(case=case, refusal=error)
