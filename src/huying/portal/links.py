"""One-time links 一次性评价链接: made when an answer is told to its reporter, used once, for that answer alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.actions import ending
from huying.cases.models import Case, Reporter
from huying.cases.queries import public
from huying.cases.queries.codes import CONTEXT_PHONE
from huying.cases.queries.limits import day_of, limits_on
from huying.closings.actions import note_trace
from huying.core import audit, crypto
from huying.core.policies import policy
from huying.portal.models import RatingLink
from huying.rules.case_facts import CallBackBy
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.actions.ending import Verdict
    from huying.core.actors import Actor

MAKE_LINK = policy("make_rating_link", "Make the one-time link of an answer: the system", lambda _actor, _case: False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rater:
    """From where somebody rates: the random mark of the device, and the address, which is never stored."""

    device: str
    address: str


def _index(token: str) -> str:
    """Return the keyed hash by which a link is found."""
    return crypto.blind_index(token, context="rating.link")


def make_link(case_id: int, *, actor: Actor, at: datetime, real_at: datetime) -> tuple[str, str] | None:
    """Return a new token and the telephone to tell it to.

    None where there is nothing to rate, nobody to tell, or this answer was told already.
    """
    MAKE_LINK.check(actor)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        reporter = Reporter.objects.filter(pk=case_id).first()
        phone = phone_of(reporter) if reporter else ""
        answered_at = case.answered_at
        if not phone or answered_at is None or case.state != CaseState.ANSWERED.value or public.has_rated(case):
            return None
        if RatingLink.objects.filter(case=case, answered_at=answered_at).exists():
            return None
        token = crypto.new_token()
        RatingLink.objects.create(
            case=case,
            token_index=_index(token),
            answered_at=answered_at,
            expires_at=real_at + limits_on(day_of(case.received_at)).rating_window,
        )
        audit.record("case.link_made", case, actor=actor, at=at)
    return token, phone


def phone_of(reporter: Reporter) -> str:
    """Return the telephone of a reporter, empty without one; only what tells the reporter asks for it."""
    sealed = reporter.phone_sealed
    return crypto.unseal(bytes(sealed), context=CONTEXT_PHONE) if sealed else ""


def case_of_link(token: str, *, real_at: datetime) -> int:
    """Return the case a link leads to, or refuse one that is unknown, over, used, or of an earlier answer."""
    return _usable(token, real_at=real_at).case_id


def _usable(token: str, *, real_at: datetime) -> RatingLink:
    link = RatingLink.objects.select_related("case").filter(token_index=_index(token)).first()
    if link is None:
        raise RuleBrokenError("link.unknown")
    if link.used_at is not None:
        raise RuleBrokenError("link.used")
    if real_at >= link.expires_at or link.answered_at != link.case.answered_at:
        raise RuleBrokenError("link.over")
    return link


def rate_by_link(token: str, verdict: Verdict, *, rater: Rater, actor: Actor, at: datetime, real_at: datetime) -> Case:
    """Rate the answer a link leads to; the link is used up with it, and a trace is kept without an address."""
    with transaction.atomic():
        found = _usable(token, real_at=real_at)
        link = RatingLink.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if link.used_at is not None:
            raise RuleBrokenError("link.used")
        case = ending.call_back(link.case_id, verdict, by=CallBackBy.REPORTER, actor=actor, at=at)
        note_trace(case, device=rater.device, address=rater.address, at=at)
        link.used_at = real_at
        link.save(update_fields=["used_at"])
    return case
