"""From where the reporters rate 评价来源: a keyed hash of the device for one period, and whose own network it was.

No address and no description of a device is kept. The hash is made under the name of the period, so that a device
cannot be followed from one period into the next; after some months the rows go (privacy.yaml, `rating_traces`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases.models import CallBack
from huying.cases.queries.limits import day_of
from huying.closings.models import RatingTrace
from huying.closings.networks import unit_of
from huying.closings.queries.rules import rules_on
from huying.core import crypto
from huying.rules.case_facts import CallBackBy
from huying.rules.closings import month_of
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case

KEPT = timedelta(days=183)
"""Half a year: long enough to look at the signs of a period and to rule on what follows."""


def note_trace(case: Case, *, device: str, address: str, at: datetime) -> None:
    """Keep beside the newest rating of a case what tells one device from another, in the rating's own transaction."""
    row = CallBack.objects.filter(case=case, by=CallBackBy.REPORTER.value).latest("pk")
    RatingTrace.objects.create(
        call_back=row, device_mark=_device_mark(device, at=at), network_of_id=unit_of(address), at=at
    )


def _device_mark(device: str, *, at: datetime) -> str:
    day = day_of(at)
    try:
        month = month_of(day, rules=rules_on(day))
    except RuleBrokenError:
        month = day.replace(day=1)  # no rules of the close in force: the calendar's month
    return crypto.blind_index(device, context=f"rating.device.{month:%Y-%m}")


def forget_traces(*, at: datetime) -> int:
    """Delete what is older than its purpose; returns how many rows went."""
    return RatingTrace.objects.filter(at__lt=at - KEPT).delete()[0]
