"""The hotline's order beside ours 热线工单对照: its limit, status and call-back win; the difference is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from huying.cases import labels
from huying.cases.clock_words import span_words
from huying.cases.models.cases import CHINA
from huying.rules.case_flow import CaseState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.cases.models import CallBack, Case, OutsideOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing as the centre has it and as we have it."""

    name: str
    theirs: str
    ours: str
    difference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """One round of an outside order, compared with our case."""

    order: OutsideOrder
    rows: tuple[Compared, ...]


def compared(case: Case, orders: Sequence[OutsideOrder], *, call_back: CallBack | None, at: datetime) -> list[Mirrored]:
    """Return each round of the outside order beside ours; only the present round is compared."""
    return [
        Mirrored(
            order=order,
            rows=(_limit(case, order), _status(case, order), _called(order, call_back), _reply(case, order, at=at))
            if order.round == case.round
            else (),
        )
        for order in orders
    ]


def _limit(case: Case, order: OutsideOrder) -> Compared:
    difference = ""
    if order.limit_at is not None and case.due_at is not None and order.limit_at != case.due_at:
        told = {"time": span_words(abs(order.limit_at - case.due_at))}
        is_inside = case.due_at < order.limit_at
        difference = _("ours ends %(time)s earlier") % told if is_inside else _("ours ends %(time)s later") % told
    return Compared(
        name=_("Deadline"), theirs=_written(order.limit_at), ours=_written(case.due_at), difference=difference
    )


def _status(case: Case, order: OutsideOrder) -> Compared:
    is_over = order.finished_at is not None
    is_ours_over = case.state in {CaseState.ANSWERED.value, CaseState.CLOSED.value}
    difference = ""
    if is_over and not is_ours_over:
        difference = _("finished there, not here")
    elif is_ours_over and not is_over:
        difference = _("answered here, not finished there")
    ours = labels.label(CaseState(case.state))
    return Compared(name=_("Status"), theirs=order.status or "—", ours=ours, difference=difference)


def _called(order: OutsideOrder, call_back: CallBack | None) -> Compared:
    theirs = (order.call_back_solved, order.call_back_satisfied)
    ours = (call_back.is_solved, call_back.is_satisfied) if call_back is not None else (None, None)
    differs = any(a is not None and b is not None and a != b for a, b in zip(theirs, ours, strict=True))
    return Compared(
        name=_("Call-back"),
        theirs=_verdict(*theirs),
        ours=_verdict(*ours),
        difference=_("theirs counts") if differs else "",
    )


def _reply(case: Case, order: OutsideOrder, *, at: datetime) -> Compared:
    is_waiting = case.answered_at is not None and order.answer_id_handed_back is None and order.finished_at is None
    waited = span_words(at - case.answered_at) if is_waiting and case.answered_at is not None else ""
    return Compared(
        name=_("Answer"),
        theirs=_("handed back") if order.answer_id_handed_back else (order.result[:40] or "—"),
        ours=_written(case.answered_at),
        difference=_("answered here %(time)s ago, not handed back") % {"time": waited} if waited else "",
    )


def _verdict(is_solved: bool | None, is_satisfied: bool | None) -> str:  # noqa: FBT001 - a pair as stored
    solved = {True: _("solved"), False: _("not solved"), None: ""}[is_solved]
    satisfied = {True: _("satisfied"), False: _("not satisfied"), None: ""}[is_satisfied]
    return "; ".join(filter(None, (solved, satisfied))) or "—"


def _written(instant: datetime | None) -> str:
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if instant is not None else "—"
