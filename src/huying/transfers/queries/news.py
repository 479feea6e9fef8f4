"""Who hears that a receipt or a decision is late 逾期通知: the unit that sent the letter; nobody’s words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.accounts.queries import people_with
from huying.cases.queries.limits import day_of
from huying.notices.actions import Told
from huying.rules.transfers import TransferStep
from huying.transfers.models import StepTaken
from huying.transfers.policies import ASKERS
from huying.whistles.queries.reading import where

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

FRESH = timedelta(days=1)
"""A step older than this is no news: the worker stood still, or a history was told anew."""
LATE = {"receipt": "transfer.receipt_late", "result": "transfer.result_late"}
"""By clock: the kind of the notice."""


def late_news(transfer_ids: Sequence[int], *, at: datetime) -> list[Told]:
    """Return what is told of letters whose clock ran out, one notice for each clock and person."""
    rows = StepTaken.objects.filter(transfer__in=transfer_ids, step=TransferStep.LATE.value, at__gt=at - FRESH)
    found = []
    for taken in rows.select_related("transfer").order_by("pk"):
        row, clock = taken.transfer, taken.facts["clock"]
        found += [
            Told(
                key=f"transfer.step:{taken.pk}",
                person=person,
                kind=LATE[clock],
                subject=row.number,
                place=where(row.place),
                state=row.state,
                due_at=getattr(row, f"{clock}_due_at"),
            )
            for person in people_with(row.unit_id, ASKERS, on=day_of(at))
        ]
    return found
