"""Who withdrew from a case 回避."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.models import Recusal

if TYPE_CHECKING:
    from huying.cases.models import Case


def withdrew(case: Case, person_id: int | None) -> bool:
    """Tell whether somebody takes no more part in a case; costs nothing where nobody withdrew."""
    if not case.has_recusals or person_id is None:
        return False
    return Recusal.objects.filter(case=case, person=person_id, is_granted=True).exists()
