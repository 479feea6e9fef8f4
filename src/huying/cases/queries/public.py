"""What the reporter reads 群众查询: found by tracking code with four digits; only what was issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.models import Answer, CallBack, Case, IdentityOpening
from huying.cases.queries.codes import secret_index, tracking_index
from huying.rules.case_flow import PUBLIC, CaseState
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.rules.case_flow import PublicStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAnswer:
    """An answer as issued 答复."""

    text: str
    unit: str
    issued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """That somebody opened the reporter's identity: unit, purpose and time, never the officer's name."""

    unit: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase:
    """A case as its reporter sees it 查询结果."""

    case_id: int
    number: str
    title: str
    status: PublicStatus
    holder: str
    received_at: datetime
    due_at: datetime | None
    answers: tuple[PublicAnswer, ...]
    openings: tuple[Opening, ...]
    may_rate: bool
    has_rated: bool


def find_by_code(code: str, digits: str) -> PublicCase:
    """Return a case for its tracking code and four digits; wrong code and wrong digits are told alike."""
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    case = Case.objects.select_related("holder_unit", "reporter").filter(tracking_index=tracking_index(plain)).first()
    if case is None or case.reporter.secret_index != secret_index(plain, digits.strip()):
        raise RuleBrokenError("tracking.not_found")
    return _shown(case)


def _shown(case: Case) -> PublicCase:
    answers = Answer.objects.filter(case=case, issued_at__isnull=False).select_related("unit").order_by("id")
    openings = IdentityOpening.objects.filter(case=case).select_related("unit").order_by("id")
    rated = (
        CallBack.objects.filter(case=case, round=case.round, is_reached=True, at__gte=case.answered_at).exists()
        if case.answered_at
        else False
    )
    return PublicCase(
        case_id=case.pk,
        number=case.number,
        title=case.title,
        status=PUBLIC[CaseState(case.state)],
        holder=case.holder_unit.name,
        received_at=case.received_at,
        due_at=case.due_at,
        answers=tuple(
            PublicAnswer(text=row.text, unit=row.unit.name if row.unit else "", issued_at=row.issued_at)
            for row in answers
        ),
        openings=tuple(
            Opening(unit=row.unit.name if row.unit else "", purpose=row.purpose, at=row.at) for row in openings
        ),
        may_rate=case.state == CaseState.ANSWERED.value and not rated,
        has_rated=rated,
    )
