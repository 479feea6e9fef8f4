"""Forgetting who reported 到期删除: some time after a case is closed the identity goes, the case stays.

The residents' notice promises it; how long is data of the rule sets (R10.4, `data.reporter_identity_months_own`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.models import Case, ProtectedSpan, Reporter
from huying.cases.queries.limits import day_of
from huying.core import audit
from huying.core.actors import SYSTEM
from huying.rules.case_flow import CaseState
from huying.rules.protection import Record, may_purge, months_kept

if TYPE_CHECKING:
    from datetime import datetime

CHUNK = 500
SHORTEST_MONTH = timedelta(days=28)


def forget_reporters(*, at: datetime) -> int:
    """Delete identity, sealed numbers, tracking code and the log's key of cases closed long enough ago.

    Returns how many cases were forgotten; each gets one audit record. A case taken up again is not closed.
    """
    policies.FORGET_REPORTER.check(SYSTEM)
    before = at - months_kept(Record.REPORTER_IDENTITY, on=day_of(at)) * SHORTEST_MONTH
    forgotten, last = 0, 0
    while found := _closed(before, after=last):
        last = found[-1][0]
        over = [pk for pk, closed_at in found if _is_over(closed_at, at=at)]
        forgotten += _forget(over, at=at) if over else 0
    return forgotten


def _closed(before: datetime, *, after: int) -> list[tuple[int, datetime]]:
    rows = Reporter.objects.filter(case_id__gt=after, case__state=CaseState.CLOSED.value, case__closed_at__lt=before)
    found = rows.order_by("case_id").values_list("case_id", "case__closed_at")[:CHUNK]
    return [(pk, closed_at) for pk, closed_at in found if closed_at is not None]


def _is_over(closed_at: datetime, *, at: datetime) -> bool:
    return may_purge(Record.REPORTER_IDENTITY, made=day_of(closed_at), on=day_of(at))


def _forget(keys: list[int], *, at: datetime) -> int:
    with transaction.atomic():
        cases = list(
            Case.objects.select_for_update(of=("self",))
            .filter(pk__in=keys, state=CaseState.CLOSED.value)
            .order_by("pk")
        )
        still = [case.pk for case in cases]
        ProtectedSpan.objects.filter(case_id__in=still).delete()
        Reporter.objects.filter(case_id__in=still).delete()
        Case.objects.filter(pk__in=still).update(tracking_index=None, seal_key=None)
        audit.write(audit.entry("case.reporter_forgotten", case, actor=SYSTEM, at=at) for case in cases)
    return len(still)
