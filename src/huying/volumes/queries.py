"""Which volumes were made of a case 卷宗登记."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.volumes.models import Volume

if TYPE_CHECKING:
    from huying.cases.models import Case

MOST_SHOWN = 50


def volumes_of(case: Case) -> list[Volume]:
    """Return the volumes handed out of a case, the newest first; one query."""
    return list(Volume.objects.filter(case=case).select_related("unit").order_by("-pk")[:MOST_SHOWN])
