"""What must always hold of cases 诉求不变式: one holder, a clock that runs, a record of every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from huying.cases.models import (
    Answer,
    CallBack,
    Case,
    CaseStep,
    Clock,
    Extension,
    OutsideOrder,
    Pause,
    Recusal,
    SendBack,
    Standing,
)
from huying.cases.queries.committing import row_of
from huying.core.invariants import Invariant
from huying.core.models import AuditRecord, SealedEvent
from huying.rules.case_clocks import ClockKind
from huying.rules.case_flow import CLOCKS, FLOW, OPEN, CaseState, Ending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

CHUNK = 2000
CLOSED = CaseState.CLOSED.value
VERBS = ["case.received", *(f"case.{step.value}" for step in FLOW)]


def numbers(rows: QuerySet[Case]) -> Iterator[str]:
    """Yield the numbers of cases, reading a chunk at a time."""
    for case in rows.order_by("pk").only("pk", "received_at").iterator(chunk_size=CHUNK):
        yield case.number


def _has(model: type[Model], **wanted: Any) -> Exists:
    return Exists(model._base_manager.filter(case=OuterRef("pk"), **wanted))


def _counted(model: type[Model], condition: Q | None = None) -> Any:
    rows = model._base_manager.filter(condition or Q(), case=OuterRef("pk")).order_by().values("case")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def _audited(field: str | None = None) -> Any:
    rows = AuditRecord.objects.filter(object_type=Case._meta.label_lower, object_id=OuterRef("pk"), verb__in=VERBS)
    if field is None:
        return Coalesce(Subquery(rows.order_by().values("object_id").annotate(n=Count("pk")).values("n")), 0)
    return Subquery(rows.order_by("-id").annotate(told=KeyTextTransform(field, "facts")).values("told")[:1])


def _states(states: Sequence[CaseState] | frozenset[CaseState]) -> list[str]:
    return [state.value for state in states]


def _open() -> QuerySet[Case]:
    return Case.objects.filter(state__in=_states(OPEN))


def _asleep() -> QuerySet[Case]:
    condition = Q(pk__in=[])
    for state, kinds in CLOCKS.items():
        if kinds:
            waits = [kind.value for kind in kinds]
            condition |= Q(~_has(Clock, kind__in=waits, stopped_at=None), state=state.value)
    return Case.objects.filter(condition)


def _clock_twice() -> Iterator[str]:
    running = Clock.objects.filter(stopped_at=None).exclude(kind=ClockKind.PART.value).order_by()
    rows = running.values("case", "kind").annotate(n=Count("pk")).filter(n__gt=1)
    for row in rows.values_list("case", "kind").iterator(chunk_size=CHUNK):
        yield f"{row[0]} {row[1]}"


def _due_differs() -> QuerySet[Case]:
    running = Clock.objects.filter(case=OuterRef("pk"), kind="finish", stopped_at=None).values("due_at")[:1]
    return _open().annotate(clock_due=Subquery(running)).exclude(clock_due=None).exclude(due_at=F("clock_due"))


def _state_unaudited() -> QuerySet[Case]:
    told = Case.objects.filter(version__gt=1).annotate(told=_audited("after"))
    return told.filter(~Q(told=F("state")) | Q(told=None))


def _round_differs() -> QuerySet[Case]:
    orders = OutsideOrder.objects.filter(case=OuterRef("pk")).order_by("-round").values("round")[:1]
    return (
        Case.objects.exclude(source="")
        .annotate(outside=Subquery(orders))
        .exclude(outside=None)
        .exclude(outside=F("round"))
    )


def _row_differs() -> Iterator[str]:
    """Yield the cases whose row is not the one their last step left, with the sealed event that says so."""
    last = 0
    while cases := list(Case.objects.filter(pk__gt=last).exclude(seal_key=None).order_by("pk")[:CHUNK]):
        last = cases[-1].pk
        records = AuditRecord.objects.filter(
            object_type=Case._meta.label_lower, object_id__in=[case.pk for case in cases], facts__has_key="row"
        )
        told = {
            key: (pk, facts["row"]) for pk, key, facts in records.order_by("pk").values_list("pk", "object_id", "facts")
        }
        for case in cases:
            record, row = told.get(case.pk, (0, ""))
            if row != row_of(case):
                seq = SealedEvent.objects.filter(record_id=record).values_list("seq", flat=True).first()
                yield f"{case.number} {'—' if seq is None else seq}"


def _either(first: Q | Exists, second: Q | Exists) -> Q:
    """Return the condition that exactly one of two holds."""
    one, other = Q(first), Q(second)
    return (one & ~other) | (~one & other)


ANSWERED, HANDLING = Q(state=CaseState.ANSWERED.value), CaseState.HANDLING
DRAFT_OPEN = {"issued_at": None, "is_refused": False}
RULES: tuple[tuple[str, _StrPromise, Callable[[], QuerySet[Case]]], ...] = (
    ("case.asleep", _("every open case has a clock that runs or is paused"), _asleep),
    (
        "case.closed_clock",
        _("no clock runs for a closed case"),
        lambda: Case.objects.filter(_has(Clock, stopped_at=None), state=CLOSED),
    ),
    ("case.due", _("the deadline in the lists is that of the finish clock"), _due_differs),
    (
        "case.holder_closed",
        _("every open case is held by a unit that works"),
        lambda: _open().filter(holder_unit__is_active=False),
    ),
    (
        "case.person_gone",
        _("nobody holds an open case who may no longer sign in"),
        lambda: _open().filter(holder_person__is_active=False),
    ),
    (
        "case.held_by_complained_about",
        _("no complaint is held by the unit it is about"),
        lambda: _open().filter(Q(holder_unit=F("about_unit")) | Q(holder_unit__parent=F("about_unit"))),
    ),
    (
        "case.steps",
        _("the version of a case is the number of its steps"),
        lambda: Case.objects.annotate(steps_counted=_counted(CaseStep)).exclude(steps_counted=F("version")),
    ),
    (
        "case.audit",
        _("every step has its audit record"),
        lambda: Case.objects.annotate(audited=_audited()).exclude(audited=F("version")),
    ),
    ("case.audit_state", _("the last audit record names the state the case is in"), _state_unaudited),
    (
        "case.ending",
        _("closed cases, and only they, have an ending and a day of closing"),
        lambda: Case.objects.filter(
            _either(Q(state=CLOSED), ~Q(ending="")) | _either(Q(state=CLOSED), Q(closed_at__isnull=False))
        ),
    ),
    (
        "case.solved_shown",
        _("a case counted as solved has a call-back that says so"),
        lambda: Case.objects.filter(~_has(CallBack, is_solved=True), ending=Ending.SOLVED.value),
    ),
    (
        "case.answered",
        _("an answered case has an issued answer"),
        lambda: Case.objects.filter(ANSWERED).filter(~_has(Answer, issued_at__isnull=False) | Q(answered_at=None)),
    ),
    (
        "case.pause",
        _("a case is paused when one pause is open, and only while it is handled"),
        lambda: Case.objects.filter(
            _either(Q(is_paused=True), _has(Pause, until_at=None)) | (Q(is_paused=True) & ~Q(state=HANDLING.value))
        ),
    ),
    (
        "case.paused_clock",
        _("the clocks of a case are paused with it"),
        lambda: _open().filter(
            Q(_has(Clock, stopped_at=None, is_paused=True), is_paused=False)
            | Q(_has(Clock, stopped_at=None, is_paused=False), is_paused=True)
        ),
    ),
    (
        "case.return_open",
        _("a return waits for its ruling in that state, and nowhere else"),
        lambda: Case.objects.filter(_either(Q(state=CaseState.RETURN_ASKED.value), _has(SendBack, ruled_at=None))),
    ),
    (
        "case.returns",
        _("the count of returns is the number of returns"),
        lambda: Case.objects.annotate(returned=_counted(SendBack)).exclude(returned=F("send_backs")),
    ),
    (
        "case.extension_open",
        _("a request for more time waits only while the unit holds the case"),
        lambda: Case.objects.filter(
            _has(Extension, decided_at=None),
            ~Q(state__in=_states((HANDLING, CaseState.CHECKING, CaseState.RETURN_ASKED))),
        ),
    ),
    (
        "case.draft_open",
        _("a draft waits for its check in that state, and nowhere else"),
        lambda: Case.objects.filter(_either(Q(state=CaseState.CHECKING.value), _has(Answer, **DRAFT_OPEN))),
    ),
    (
        "case.standing",
        _("a standing case has its approval, and stands marked"),
        lambda: Case.objects.filter(state=CaseState.STANDING.value).filter(
            Q(is_long_term=False) | ~_has(Standing, is_granted=True, ended_at=None)
        ),
    ),
    (
        "case.brief",
        _("a brief is released with its words and its time, or not at all"),
        lambda: Case.objects.filter(_either(~Q(brief=""), Q(brief_released_at__isnull=False))),
    ),
    (
        "case.recusal",
        _("nobody who withdrew holds an open case"),
        lambda: _open().filter(_has(Recusal, person=OuterRef("holder_person"), is_granted=True)),
    ),
    ("case.round", _("a mirrored case is in the round of its newest outside order"), _round_differs),
    (
        "case.topic",
        _("a case that was sent has a confirmed topic"),
        lambda: (
            Case.objects.filter(is_history=False, is_topic_confirmed=False)
            .exclude(state=CaseState.TRIAGE.value)
            .exclude(ending__in=[Ending.WITHDRAWN.value, Ending.DECLINED.value])  # ended before anybody sent it
        ),
    ),
)


def invariants() -> Iterator[Invariant]:
    """Yield the rules of cases."""
    for name, meaning, rows in RULES:
        yield Invariant(name=name, meaning=meaning, breaches=_breaches(rows))
    yield Invariant(
        name="case.row", meaning=_("no case was changed past the door since its last step"), breaches=_row_differs
    )
    yield Invariant(name="clock.twice", meaning=_("no two clocks of one kind run for a case"), breaches=_clock_twice)


def _breaches(rows: Callable[[], QuerySet[Case]]) -> Callable[[], Iterator[str]]:
    return lambda: numbers(rows())
