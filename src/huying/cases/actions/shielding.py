"""The reporter's shield 保护诉求人: the brief that is released, and each opening of an identity, logged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.queries import post_title
from huying.cases import policies
from huying.cases.actions.stepping import needs, stepping
from huying.cases.models import Case, IdentityOpening, ProtectedSpan, Reporter
from huying.cases.queries.codes import CONTEXT_DOOR, CONTEXT_NAME, CONTEXT_PHONE, CONTEXT_SPAN
from huying.cases.queries.recusals import withdrew
from huying.core import audit, crypto
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import check_handler
from huying.rules.masking import find_spans

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.stepping import CaseRef
    from huying.core.actors import Actor
    from huying.rules.case_facts import Purpose

BRIEF_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An identity as opened for a purpose 诉求人信息."""

    name: str
    phone: str
    door: str
    numbers: tuple[str, ...]


def release_brief(ref: CaseRef, *, brief: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Release what the complained-about party may read; numbers of persons in it are refused."""
    with stepping(
        Step.RELEASE_BRIEF, ref, policy=policies.RELEASE_BRIEF, actor=actor, at=at, version=version
    ) as taking:
        words = needs(brief, code="case.brief_missing")
        if len(words) > BRIEF_LENGTH:
            raise RuleBrokenError("case.too_long", field="brief", length=len(words), most=BRIEF_LENGTH)
        if find_spans(words) or "〔号码" in words:
            raise RuleBrokenError("case.brief_has_numbers")
        taking.case.brief, taking.case.brief_released_at = words, at
        taking.case.is_brief_template = False
        taking.facts["length"] = len(words)
        return taking.case


def open_identity(case_id: int, *, purpose: Purpose, actor: Actor, at: datetime) -> Identity:
    """Open a reporter's identity for a named purpose; the opening is logged before anything is read."""
    with transaction.atomic():
        case = Case.objects.select_related("reporter").get(pk=case_id)
        if not hasattr(case, "reporter"):
            raise RuleBrokenError("case.no_identity")
        policies.OPEN_IDENTITY.check(actor, case)
        check_handler(has_direct_interest=withdrew(case, actor.person_id))
        IdentityOpening.objects.create(
            case=case,
            unit_id=actor.unit_id,
            person_id=actor.person_id,
            post_title=post_title(actor.post_id),
            purpose=purpose.value,
            at=at,
        )
        audit.record("case.identity_opened", case, actor=actor, at=at, purpose=purpose.value)
    return _read(case.reporter)


def _read(reporter: Reporter) -> Identity:
    spans = ProtectedSpan.objects.filter(case_id=reporter.case_id).order_by("order")
    return Identity(
        name=_plain(reporter.name_sealed, CONTEXT_NAME),
        phone=_plain(reporter.phone_sealed, CONTEXT_PHONE),
        door=_plain(reporter.door_sealed, CONTEXT_DOOR),
        numbers=tuple(crypto.unseal(bytes(span.sealed), context=CONTEXT_SPAN) for span in spans),
    )


def _plain(sealed: bytes | memoryview[int] | None, context: str) -> str:
    return crypto.unseal(bytes(sealed), context=context) if sealed else ""
