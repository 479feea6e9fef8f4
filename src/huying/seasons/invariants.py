"""What must always hold of duty, holidays, season plans and events 值班与季节预案不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Invariant
from huying.rules.watches import WatchState, WatchStep
from huying.seasons.models import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK = timedelta(hours=2)
WRITTEN = [WatchStep.WRITE.value, WatchStep.CORRECT.value]


def _listed(rows: QuerySet[Any]) -> Iterator[str]:
    for row in rows.order_by("pk").distinct().iterator(chunk_size=CHUNK):
        yield row.number


def _two_on_watch() -> Iterator[str]:
    rows = Watch.objects.filter(state=WatchState.TAKEN.value).order_by().values("unit").annotate(count=Count("pk"))
    for row in rows.filter(count__gt=1).order_by("unit"):
        yield str(row["unit"])


def _handed_to_nobody() -> Iterator[str]:
    yield from _listed(Watch.objects.filter(state=WatchState.HANDED.value, handed_at=None))


def _lateness_missed() -> Iterator[str]:
    waiting = Watch.objects.filter(state=WatchState.WAITING.value, late_at=None)
    yield from _listed(waiting.filter(starts_at__lt=clock.now() - SLACK))


def _entries_changed() -> Iterator[str]:
    """Yield watches whose entries are not as many as the steps that wrote them."""
    written = Count("steps", filter=Q(steps__step__in=WRITTEN), distinct=True)
    yield from _listed(Watch.objects.annotate(n=written, kept=Count("entries", distinct=True)).exclude(n=F("kept")))


def _steps_miscounted() -> Iterator[str]:
    models: tuple[Any, ...] = (Watch,)
    for model in models:
        yield from _listed(model.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of this app."""
    rules = (
        ("seasons.one_watch", _("a unit has one watch at a time"), _two_on_watch),
        ("seasons.handed", _("a watch that was handed over says when"), _handed_to_nobody),
        ("seasons.watch_late", _("no watch waits without its being noted as late"), _lateness_missed),
        ("seasons.log", _("the duty log holds every entry that was written and no other"), _entries_changed),
        ("seasons.steps", _("what has a life has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
