"""Calculator of the appraisal 考核."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.rules import scoring
from huying.rules.figures import rounded
from huying.rules.reckon_fields import Fields, calculator

if TYPE_CHECKING:
    from huying.rules.workdays import WorkCalendar


@calculator("appraisal.score")
def _score(fields: Fields, _calendar: WorkCalendar) -> dict[str, Any]:
    found = scoring.score(
        weights=fields.amounts("weights"),
        scores=fields.amounts("scores"),
        has_veto=fields.flag("veto", default=False),
    )
    return {"score": rounded(found.score), "level_lowest": found.is_level_lowest, "steps": found.steps}
