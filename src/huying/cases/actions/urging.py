"""Urging 催办: two clicks from above; the holder sees it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions.stepping import stepping
from huying.rules.case_flow import Step

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef
    from huying.cases.models import Case
    from huying.core.actors import Actor


def urge(ref: CaseRef, *, note: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Urge the holder of a case from the level above."""
    with stepping(
        Step.URGE, ref, policy=policies.SUPERVISE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        taking.facts["unit"] = taking.case.holder_unit_id
        return taking.case
