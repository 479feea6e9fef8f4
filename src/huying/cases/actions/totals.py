"""The hotline's monthly totals 热线受理总量: what complaint rates divide by, as the centre gave it, with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.models import HotlineTotal
from huying.core import audit
from huying.regions.queries import place_book, plain_code
from huying.rules.errors import RuleBrokenError
from huying.rules.places import PlaceLevel, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.core.actors import Actor

SOURCE_LENGTH = 120
MOST_CALLS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """All orders of a district or zone in the month of a day."""

    region_code: str
    month: date
    total: int


@transaction.atomic
def save_totals(
    *, rows: Sequence[TotalRow], source: str, is_synthetic: bool = False, actor: Actor, at: datetime
) -> list[HotlineTotal]:
    """Write totals by district and month; what the centre gives anew replaces what it gave. Returns what changed."""
    policies.IMPORT_CASES.check(actor)
    label = " ".join(source.split())
    if not 0 < len(label) <= SOURCE_LENGTH:
        raise RuleBrokenError("totals.source_length", length=len(label), most=SOURCE_LENGTH)
    wanted = {(_district(row.region_code), row.month.replace(day=1)): _checked(row.total) for row in rows}
    standing = HotlineTotal.objects.select_for_update().filter(month__in={month for _key, month in wanted})
    known = {(row.region_key, row.month): row for row in standing}
    changed = []
    for (key, month), total in wanted.items():
        row = known.get((key, month), HotlineTotal(region_key=key, month=month))
        if (row.total, row.source) != (total, label):
            row.total, row.source, row.is_synthetic = total, label, is_synthetic
            row.save()
            changed.append(row)
    audit.write(
        audit.entry(
            "hotline_total.set", row, actor=actor, at=at, region=row.region_key, month=str(row.month), total=row.total
        )
        for row in changed
    )
    return changed


def _district(code: str) -> int:
    place = place_book().get(key_of(plain_code(code)))
    if place is None or place.level is not PlaceLevel.DISTRICT:
        raise RuleBrokenError("place.unknown", code=code[:20])
    return place.key


def _checked(total: int) -> int:
    if not 0 <= total <= MOST_CALLS:
        raise RuleBrokenError("totals.out_of_range", total=total, most=MOST_CALLS)
    return total
