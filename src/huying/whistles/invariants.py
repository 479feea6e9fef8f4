"""What must hold of whistles 吹哨不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Invariant
from huying.rules.whistles import WhistleState
from huying.whistles.models import Whistle, WhistleCall, WhistleTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK = timedelta(minutes=10)
RUNNING = [WhistleState.BLOWN.value, WhistleState.DECIDED.value]


def _listed(rows: QuerySet[Whistle]) -> Iterator[str]:
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"W{pk:06d}"


def _nobody_called() -> Iterator[str]:
    yield from _listed(Whistle.objects.filter(~Exists(WhistleCall.objects.filter(whistle=OuterRef("pk")))))


def _without_limit() -> Iterator[str]:
    calls = WhistleCall.objects.filter(whistle=OuterRef("pk"), due_at=None)
    yield from _listed(Whistle.objects.filter(Exists(calls)).exclude(blown_at=None))


def _lateness_missed() -> Iterator[str]:
    late = WhistleCall.objects.filter(
        Q(is_excused=None) | Q(is_excused=False),
        whistle=OuterRef("pk"),
        arrived_at=None,
        late_at=None,
        due_at__lt=clock.now() - SLACK,
    )
    yield from _listed(Whistle.objects.filter(Exists(late), state__in=RUNNING))


def _decided_without_task() -> Iterator[str]:
    tasks = WhistleTask.objects.filter(whistle=OuterRef("pk"))
    yield from _listed(Whistle.objects.filter(~Exists(tasks)).exclude(decided_at=None))


def _closed_with_open_task() -> Iterator[str]:
    tasks = WhistleTask.objects.filter(whistle=OuterRef("pk"), done_at=None)
    yield from _listed(Whistle.objects.filter(Exists(tasks), state=WhistleState.CLOSED.value))


def _steps_miscounted() -> Iterator[str]:
    yield from _listed(Whistle.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of whistles."""
    rules = (
        ("whistle.called", _("every whistle calls somebody"), _nobody_called),
        ("whistle.limit", _("every called unit of a blown whistle has its time"), _without_limit),
        ("whistle.late", _("nobody is late without its being noted"), _lateness_missed),
        ("whistle.tasks", _("what was decided has tasks"), _decided_without_task),
        ("whistle.closed", _("a closed whistle has no open task"), _closed_with_open_task),
        ("whistle.steps", _("a whistle has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
