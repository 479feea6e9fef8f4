"""What the reporter reads 群众查询: found by tracking code with four digits; only what was issued, no names."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from huying.accounts.models import Unit
from huying.cases.models import Answer, CallBack, Case, CaseStep, Clock, IdentityOpening, Pause
from huying.cases.queries import limits
from huying.cases.queries.codes import secret_index, tracking_index
from huying.cases.queries.problems import others_than
from huying.rules.case_clocks import ClockKind
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import PUBLIC, CaseState, Ending, Step, may_follow
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.rules.case_flow import PublicStatus

TRIES_OF_ONE_CODE, TRIES_FROM_ONE_ADDRESS, TRIES_WINDOW = 5, 100, timedelta(minutes=15)
"""Five wrong tries close a code (trust D11); an address may stand for a whole mobile network."""
URGE_AGAIN_AFTER = timedelta(hours=24)
ENDINGS_REOPENED = frozenset({Ending.SOLVED, Ending.EXPLAINED})
"""A case referred, withdrawn or imported is not reopened by its reporter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicUnit:
    """A unit by name and kind 单位; never a person."""

    name: str
    kind: str
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAnswer:
    """An answer as issued 答复."""

    text: str
    unit: str
    issued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """That somebody opened the reporter's identity: unit, post, purpose and time, never the officer's name."""

    unit: str
    post: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStep:
    """A step of the timeline: who did it, to whom it led, and the closed facts that the reporter may read."""

    step: Step
    at: datetime
    unit: str
    to_unit: str
    is_by_reporter: bool
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicClock:
    """A limit that runs 时限, with the steps by which its end came about."""

    due_at: datetime
    steps: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase:
    """A case as its reporter sees it 查询结果."""

    case_id: int
    number: str
    title: str
    text: str
    state: CaseState
    status: PublicStatus
    ending: str
    holder: PublicUnit
    received_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    clocks: dict[ClockKind, PublicClock]
    paused_for: str
    answers: tuple[PublicAnswer, ...]
    steps: tuple[PublicStep, ...]
    openings: tuple[Opening, ...]
    may_rate: bool
    has_rated: bool
    may_urge: bool
    may_ask_recusal: bool
    may_withdraw: bool
    reopen_until: datetime | None
    others: int


def find_by_code(code: str, digits: str) -> PublicCase:
    """Return a case for its tracking code and four digits; wrong code and wrong digits are told alike."""
    case = _cases().filter(tracking_index=tracking_index(code)).first()
    kept = case.reporter.secret_index if case is not None else ""
    is_right = hmac.compare_digest(kept, secret_index(code, digits))
    if case is None or not is_right:
        raise RuleBrokenError("tracking.not_found")
    return shown(case)


def by_key(case_id: int) -> PublicCase:
    """Return a case to whoever has shown already that it is theirs."""
    return shown(_cases().get(pk=case_id))


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("holder_unit", "reporter")


def shown(case: Case) -> PublicCase:
    """Return what the reporter reads of a case: six queries, however long its story."""
    state = CaseState(case.state)
    steps = list(CaseStep.objects.filter(case=case).select_related("unit").order_by("id"))
    clocks = Clock.objects.filter(case=case, stopped_at=None).order_by("id")
    rated = has_rated(case)
    holder = case.holder_unit
    return PublicCase(
        case_id=case.pk,
        number=case.number,
        title=case.title,
        text=case.text,
        state=state,
        status=PUBLIC[state],
        ending=case.ending,
        holder=PublicUnit(name=holder.name, kind=holder.kind, phone=holder.phone),
        received_at=case.received_at,
        answered_at=case.answered_at,
        closed_at=case.closed_at,
        clocks={ClockKind(row.kind): PublicClock(due_at=row.due_at, steps=row.steps) for row in clocks},
        paused_for=_pause(case),
        answers=_answers(case),
        steps=_steps(steps),
        openings=_openings(case),
        may_rate=state is CaseState.ANSWERED and not rated,
        has_rated=rated,
        may_urge=may_urge(state),
        may_ask_recusal=Step.ASK_RECUSAL in may_follow(state) and not rated,
        may_withdraw=Step.WITHDRAW in may_follow(state) and not rated,
        reopen_until=reopen_until(case),
        others=others_than(case),
    )


def may_urge(state: CaseState) -> bool:
    """Tell whether somebody still has to act, so that the reporter may press."""
    return state not in {CaseState.ANSWERED, CaseState.CLOSED}


def reopen_until(case: Case) -> datetime | None:
    """Return until when the reporter may have a closed case taken up again, once (R4.8); None: not at all."""
    is_open_to_it = case.ending in {ending.value for ending in ENDINGS_REOPENED} and case.reworks == 0
    if case.closed_at is None or case.is_history or not is_open_to_it:
        return None
    return case.closed_at + limits.limits_on(limits.day_of(case.received_at)).rating_window


def has_rated(case: Case) -> bool:
    """Tell whether the reporter or a caller has said what the reporter thinks of the answer that stands."""
    if case.answered_at is None:
        return False
    rows = CallBack.objects.filter(case=case, round=case.round, is_reached=True, at__gte=case.answered_at)
    return rows.exclude(by=CallBackBy.HOTLINE.value).exists()


def _pause(case: Case) -> str:
    if not case.is_paused:
        return ""
    row = Pause.objects.filter(case=case, until_at=None).first()
    return row.reason if row else ""


def _answers(case: Case) -> tuple[PublicAnswer, ...]:
    rows = Answer.objects.filter(case=case, issued_at__isnull=False).select_related("unit").order_by("id")
    return tuple(
        PublicAnswer(text=row.text, unit=row.unit.name if row.unit else "", issued_at=row.issued_at) for row in rows
    )


def _openings(case: Case) -> tuple[Opening, ...]:
    rows = IdentityOpening.objects.filter(case=case).select_related("unit").order_by("id")
    return tuple(
        Opening(unit=row.unit.name if row.unit else "", post=row.post_title, purpose=row.purpose, at=row.at)
        for row in rows
    )


def _steps(rows: Iterable[CaseStep]) -> tuple[PublicStep, ...]:
    known = list(rows)
    wanted = {row.facts["unit"] for row in known if row.facts.get("unit")}
    names = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return tuple(
        PublicStep(
            step=Step(row.step),
            at=row.at,
            unit=row.unit.name if row.unit else "",
            to_unit=names.get(row.facts.get("unit"), ""),
            is_by_reporter=row.facts.get("by") == CallBackBy.REPORTER.value,
            facts={name: row.facts[name] for name in OPEN_FACTS & row.facts.keys()},
        )
        for row in known
    )


OPEN_FACTS = frozenset(
    {"reached", "granted", "days", "upheld", "reason", "solved", "rework", "ending", "unrated", "ground"}
)
"""Closed facts of a step that the reporter may read; notes and persons are none of them."""
