"""What must always hold of conferences 会议不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from huying.conferences.models import AgendaItem, Comment, Conference, Member, Minutes, Resolution
from huying.core import clock
from huying.core.invariants import Invariant
from huying.rules.conferences import ConferenceState, ResolutionState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
SLACK = timedelta(days=2)
HELD = [ConferenceState.HELD.value, ConferenceState.CIRCULATED.value, ConferenceState.ISSUED.value]


def _listed(rows: QuerySet[Conference]) -> Iterator[str]:
    for pk in rows.order_by("pk").values_list("pk", flat=True).distinct().iterator(chunk_size=CHUNK):
        yield f"J{pk:06d}"


def _held_without_members() -> Iterator[str]:
    there = Member.objects.filter(conference=OuterRef("pk"), is_observer=False, attended_at__isnull=False)
    yield from _listed(Conference.objects.filter(~Exists(there), state__in=HELD))


def _issued_without_number() -> Iterator[str]:
    bare = Minutes.objects.filter(conference=OuterRef("pk"), issued_at__isnull=False).filter(
        Q(sequence=None) | Q(circulated_at=None) | Q(circulated_at__gt=F("issued_at"))
    )
    yield from _listed(Conference.objects.filter(Exists(bare)))


def _silence_not_noted() -> Iterator[str]:
    for minutes in Minutes.objects.filter(issued_at__isnull=False).order_by("pk").iterator(chunk_size=CHUNK):
        spoken = Comment.objects.filter(minutes=minutes, round=minutes.round).values("member")
        if minutes.asked.exclude(pk__in=spoken).exists():
            yield f"J{minutes.conference_id:06d}"


def _in_force_without_minutes() -> Iterator[str]:
    issued = Minutes.objects.filter(
        conference=OuterRef("conference"), number=OuterRef("issued_in"), issued_at__isnull=False
    )
    rows = Resolution.objects.filter(~Exists(issued), issued_in__isnull=False)
    yield from _listed(Conference.objects.filter(pk__in=rows.values("conference")))


def _lateness_missed() -> Iterator[str]:
    before = (clock.now() - SLACK).date()
    rows = Resolution.objects.filter(
        state=ResolutionState.OPEN.value, issued_in__isnull=False, late_at=None, due_on__lt=before
    )
    yield from _listed(Conference.objects.filter(pk__in=rows.values("conference")))


def _lost_from_the_agenda() -> Iterator[str]:
    """Name conferences called after an open resolution of the same kind was issued, without it on the agenda."""
    rows = Conference.objects.filter(state__in=[ConferenceState.CALLED.value]).order_by("pk")
    for conference in rows.iterator(chunk_size=CHUNK):
        first = conference.steps.order_by("pk").values_list("at", flat=True)[:1]
        then = Minutes.objects.filter(
            conference=OuterRef("conference"), number=OuterRef("issued_in"), issued_at__lte=first[0]
        )
        there = AgendaItem.objects.filter(conference=conference, earlier=OuterRef("pk"))
        lost = Resolution.objects.filter(
            Exists(then),
            ~Exists(there),
            state=ResolutionState.OPEN.value,
            conference__host=conference.host_id,
            conference__kind=conference.kind,
        )
        if lost.exists():
            yield conference.number


def _steps_miscounted() -> Iterator[str]:
    yield from _listed(Conference.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of conferences."""
    rules = (
        ("conference.members", _("nobody alone holds a conference"), _held_without_members),
        ("conference.number", _("issued minutes went round and have a number"), _issued_without_number),
        ("conference.silence", _("who was asked and said nothing is noted as silent"), _silence_not_noted),
        ("conference.in_force", _("a resolution in force stands in issued minutes"), _in_force_without_minutes),
        ("conference.late", _("no resolution is late without its being noted"), _lateness_missed),
        ("conference.returns", _("an open resolution stands on the next agenda"), _lost_from_the_agenda),
        ("conference.steps", _("a conference has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
