"""What must hold of transfers 移送不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Invariant
from huying.rules.transfers import TransferState
from huying.transfers.models import WAITED_FOR, Transfer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK = timedelta(minutes=10)


def _listed(rows: QuerySet[Transfer]) -> Iterator[str]:
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"Y{pk:06d}"


def _lateness_missed() -> Iterator[str]:
    before = clock.now() - SLACK
    receipt = Q(state=WAITED_FOR[0], receipt_due_at__lt=before, receipt_late_at=None)
    result = Q(state__in=WAITED_FOR, result_due_at__lt=before, result_late_at=None)
    yield from _listed(Transfer.objects.filter(receipt | result))


def _proves_nothing() -> Iterator[str]:
    yield from _listed(Transfer.objects.filter(evidence=[]))


def _undecided() -> Iterator[str]:
    decided = Transfer.objects.filter(state=TransferState.DECIDED.value)
    yield from _listed(decided.filter(Q(outcome="") | Q(decided_at=None) | Q(decision="")))


def _steps_miscounted() -> Iterator[str]:
    yield from _listed(Transfer.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of transfers."""
    rules = (
        ("transfer.late", _("no receipt or decision is late without its being noted"), _lateness_missed),
        ("transfer.evidence", _("every transfer encloses something"), _proves_nothing),
        ("transfer.decided", _("a decided transfer says what was decided and when"), _undecided),
        ("transfer.steps", _("a transfer has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
