"""What must hold of supervision 督办不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Invariant
from huying.rules.marks import MarkState
from huying.rules.roles import UnitKind
from huying.rules.supervision import ADMINISTRATIVE
from huying.supervision.models import Mark, Measure, Order
from huying.supervision.models.orders import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK = timedelta(minutes=10)
KINDS = [kind.value for kind in ADMINISTRATIVE]


def _listed(rows: QuerySet[Any]) -> Iterator[str]:
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield row.number


def _not_administrative() -> Iterator[str]:
    yield from _listed(Order.objects.exclude(unit__kind__in=KINDS))
    yield from _listed(Mark.objects.exclude(unit__kind__in=KINDS))


def _not_enterprise() -> Iterator[str]:
    yield from _listed(Measure.objects.exclude(firm__kind=UnitKind.ENTERPRISE.value))


def _lateness_missed() -> Iterator[str]:
    late = Order.objects.filter(state__in=OPEN, late_at=None, report_by__lt=clock.now() - SLACK)
    yield from _listed(late)


def _ended_without_words() -> Iterator[str]:
    yield from _listed(Mark.objects.filter(state=MarkState.WITHDRAWN.value, ruling=""))


def _steps_miscounted() -> Iterator[str]:
    rows: tuple[QuerySet[Any], ...] = (Order.objects.all(), Mark.objects.all(), Measure.objects.all())
    for each in rows:
        yield from _listed(each.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of supervision."""
    rules = (
        ("supervision.units", _("orders and marks are on administrative units alone"), _not_administrative),
        ("supervision.firms", _("measures are towards enterprises alone"), _not_enterprise),
        ("supervision.late", _("no order is late without its being noted"), _lateness_missed),
        ("supervision.withdrawn", _("a withdrawn mark says why"), _ended_without_words),
        ("supervision.steps", _("what is supervised has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
