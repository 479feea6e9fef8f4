"""What must always hold of problems 同一问题不变式: one lead, one unit, one place, every voice counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Answer, Case, CasePart, Clock, Matter, Membership, Problem
from huying.cases.queries.invariants import numbers
from huying.core.invariants import Invariant
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CaseState
from huying.rules.problems import heat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500
OPEN_PART = Q(answered_at=None, ended_at=None)
DONE = [CaseState.ANSWERED.value, CaseState.CLOSED.value]


def _astray() -> Iterator[str]:
    rows = Case.objects.filter(follows__isnull=False)
    yield from numbers(
        rows.filter(
            Q(problem=None)
            | ~Q(problem=F("follows__problem"))
            | Q(follows__follows__isnull=False)
            | Q(state__in=DONE)
            | Q(follows__state__in=DONE)
        )
    )


def _other_unit() -> Iterator[str]:
    rows = Case.objects.filter(follows__isnull=False)
    yield from numbers(rows.exclude(holder_unit=F("follows__holder_unit")))


def _membership_differs() -> Iterator[str]:
    current = Membership.objects.filter(case=OuterRef("pk"), left_at=None)
    rows = Case.objects.annotate(
        is_member=Exists(current), is_right=Exists(current.filter(problem=OuterRef("problem")))
    )
    yield from numbers(rows.filter(Q(problem=None, is_member=True) | Q(problem__isnull=False, is_right=False)))


def _other_place() -> Iterator[str]:
    rows = Case.objects.filter(problem__isnull=False, compound_key__isnull=False)
    yield from numbers(
        rows.filter(problem__lead__compound_key__isnull=False).exclude(compound_key=F("problem__lead__compound_key"))
    )


def _leaderless() -> Iterator[str]:
    leads = Membership.objects.filter(problem=OuterRef("pk"), case=OuterRef("lead"), left_at=None)
    for pk in _keys(~Exists(leads) & Q(ended_at=None)):
        yield f"{pk}"


def _miscounted() -> Iterator[str]:
    for problem in Problem.objects.prefetch_related("memberships").iterator(chunk_size=CHUNK):
        persons = [row.person for row in problem.memberships.all() if row.left_at is None]
        found = heat(persons)
        told = (problem.members, problem.people, problem.repeats, problem.ended_at is None)
        if told != (len(persons), found.people, found.repeats, bool(persons)):
            yield f"{problem.pk}"


def _keys(condition: Q) -> Iterator[int]:
    yield from Problem.objects.filter(condition).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK)


def _other_words() -> Iterator[str]:
    rows = Answer.objects.filter(common__isnull=False).exclude(text=F("common__text"))
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"{pk}"


def _matter_miscounted() -> Iterator[str]:
    for matter in Matter.objects.prefetch_related("told").iterator(chunk_size=CHUNK):
        voices = list(matter.told.all())
        found = heat(voice.person for voice in voices)
        if (matter.voices, matter.people, matter.repeats) != (len(voices), found.people, found.repeats):
            yield f"{matter.pk}"


def _part_without_clock() -> Iterator[str]:
    running = Clock.objects.filter(
        case=OuterRef("case"), unit=OuterRef("unit"), kind=ClockKind.PART.value, stopped_at=None
    )
    yield from _listed(CasePart.objects.filter(~Exists(running), OPEN_PART))


def _clock_without_part() -> Iterator[str]:
    waiting = CasePart.objects.filter(OPEN_PART, case=OuterRef("case"), unit=OuterRef("unit"))
    yield from _listed(Clock.objects.filter(~Exists(waiting), kind=ClockKind.PART.value, stopped_at=None))


def _part_out_of_turn() -> Iterator[str]:
    out_of_turn = Q(case__state__in=DONE) | Q(unit=F("case__holder_unit")) | Q(unit=F("case__about_unit"))
    yield from _listed(CasePart.objects.filter(OPEN_PART).filter(out_of_turn))


def _miscounted_parts() -> Iterator[str]:
    waiting = CasePart.objects.filter(OPEN_PART, case=OuterRef("pk")).order_by().values("case")
    counted = Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), Value(0))
    has_parts = Q(open_parts__gt=0) | Q(pk__in=CasePart.objects.filter(OPEN_PART).values("case"))
    rows = Case.objects.filter(has_parts).annotate(counted=counted).exclude(open_parts=F("counted"))
    yield from numbers(rows)


def _listed(rows: QuerySet[Any]) -> Iterator[str]:
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"{pk}"


def invariants() -> Iterator[Invariant]:
    """Yield the rules of problems."""
    rules = (
        ("problem.follows", _("a case follows an open lead of its own problem"), _astray),
        ("problem.unit", _("a case that follows is held by the unit of its lead"), _other_unit),
        ("problem.member", _("a case is in the problem its membership names"), _membership_differs),
        ("problem.place", _("the cases of a problem lie in one compound"), _other_place),
        ("problem.lead", _("the lead of a problem belongs to it"), _leaderless),
        ("problem.heat", _("the people of a problem are those a recount finds"), _miscounted),
        ("problem.answer", _("the common answer reads the same for everybody"), _other_words),
        ("matter.heat", _("the people of a hot matter are those a recount finds"), _matter_miscounted),
        ("part.clock", _("every open part of a case has its clock"), _part_without_clock),
        ("part.open", _("no clock of a part runs without it"), _clock_without_part),
        ("part.unit", _("a part waits before the answer, for a free unit"), _part_out_of_turn),
        ("part.count", _("a case knows how many parts are still owed"), _miscounted_parts),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
