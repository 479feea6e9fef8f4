"""What must always hold of duty, holidays, season plans and events 值班与季节预案不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Invariant
from huying.rules.roles import UnitKind
from huying.rules.season_plans import SeasonState
from huying.rules.surges import LinkState
from huying.rules.watches import WatchState, WatchStep
from huying.seasons.models import DailyReport, Roster, SeasonPlan, Surge, SurgeCase, Watch
from huying.seasons.queries.surges import people_counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK, DAY = timedelta(hours=2), timedelta(days=1)
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


def _report_missed() -> Iterator[str]:
    """Yield rosters whose last day is long over and that lack a report, sent or noted as missing."""
    over = (clock.now() - 2 * DAY).date()
    rows = Roster.objects.filter(last_on__lt=over).annotate(kept=Count("reports")).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        if row.kept != (row.last_on - row.first_on).days + 1:
            yield row.number


def _reports_overlap() -> Iterator[str]:
    """Yield rosters with a report that counts from elsewhere than where the one before stopped."""
    last: dict[int, Any] = {}
    sent = DailyReport.objects.filter(sent_at__isnull=False).select_related("roster").order_by("roster", "until")
    for row in sent.iterator(chunk_size=CHUNK):
        if row.roster_id in last and last[row.roster_id] != row.since:
            yield row.roster.number
        last[row.roster_id] = row.until


def _released_without_tasks() -> Iterator[str]:
    states = [SeasonState.RELEASED.value, SeasonState.IN_FORCE.value]
    yield from _listed(SeasonPlan.objects.filter(state__in=states, tasks=None))


def _event_held_outside() -> Iterator[str]:
    private = [UnitKind.ENTERPRISE.value, UnitKind.COMMITTEE.value]
    yield from _listed(Surge.objects.filter(unit__kind__in=private))


def _people_miscounted() -> Iterator[str]:
    for row in Surge.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if row.people != people_counted(row):
            yield row.number


def _joined_by_nobody() -> Iterator[str]:
    """Yield events whose cases were taken in by nobody: a machine proposes and never joins."""
    alone = SurgeCase.objects.filter(state=LinkState.JOINED.value, decided_at=None)
    yield from _listed(Surge.objects.filter(links__in=alone))


def _steps_miscounted() -> Iterator[str]:
    models: tuple[Any, ...] = (Watch, Roster, SeasonPlan, Surge)
    for model in models:
        yield from _listed(model.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of this app."""
    rules = (
        ("seasons.one_watch", _("a unit has one watch at a time"), _two_on_watch),
        ("seasons.handed", _("a watch that was handed over says when"), _handed_to_nobody),
        ("seasons.watch_late", _("no watch waits without its being noted as late"), _lateness_missed),
        ("seasons.log", _("the duty log holds every entry that was written and no other"), _entries_changed),
        ("seasons.reports", _("each day of a holiday has its report, or is noted as missing"), _report_missed),
        ("seasons.report_times", _("a daily report counts from where the one before stopped"), _reports_overlap),
        ("seasons.tasks", _("a released season plan has a check list"), _released_without_tasks),
        ("seasons.event_holder", _("no enterprise or committee holds an event"), _event_held_outside),
        ("seasons.event_people", _("an event counts the people of its cases"), _people_miscounted),
        ("seasons.event_joined", _("a person took in each case of an event"), _joined_by_nobody),
        ("seasons.steps", _("what has a life has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
