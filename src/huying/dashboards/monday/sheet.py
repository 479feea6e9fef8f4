"""The whole sheet of a place and a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.dashboards.monday.asking import Asking, Sheet
from huying.dashboards.monday.decisions import decisions
from huying.dashboards.monday.matters import contracts, matters, overdue, reworked, worst
from huying.dashboards.monday.promises import promises
from huying.regions import queries as regions

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor


def sheet_of(actor: Actor, *, place: str, monday: date, at: datetime) -> Sheet:
    """Return the sheet of a place for the week that ended before a Monday."""
    region = regions.resolve(place)
    asking = Asking(actor=actor, place=region.code, monday=monday, at=at)
    return Sheet(
        place=region.code,
        name=region.name,
        monday=monday,
        at=at,
        is_synthetic=region.is_synthetic,
        parts=[
            promises(asking),
            overdue(asking),
            reworked(asking),
            worst(asking),
            matters(asking),
            contracts(asking),
            decisions(asking),
        ],
    )
