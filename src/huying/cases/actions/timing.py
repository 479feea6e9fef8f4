"""More time 延期 and time that does not count 暂停: asked, granted and capped by rule set."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.carrying import carry, is_paused_along
from huying.cases.actions.stepping import needs, opened, stepping
from huying.cases.models import Extension, OutsideOrder, Pause
from huying.cases.models.cases import CHINA
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError
from huying.rules.problems import OF_THE_MATTER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from huying.cases.actions.folders import Stored
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.case_facts import PauseReason


def extend(ref: CaseRef, *, days: int, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Ask for more working days before the clock is over; it runs on until they are granted (R4.3)."""
    with stepping(
        Step.EXTEND, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        case, limits = taking.case, taking.limits
        most = int(limits.setting("extension_working_days_cap"))
        if not 1 <= days <= most:
            raise RuleBrokenError("case.extension_days", days=days, most=most)
        if case.due_at is not None and at > case.due_at:
            raise RuleBrokenError("case.extension_too_late", due=case.due_at.isoformat())
        times = int(limits.setting("extensions_at_most"))
        earlier = taking.folder.find(Extension)
        if sum(bool(each.is_granted) for each in earlier) >= times:
            raise RuleBrokenError("case.extension_spent", times=times)
        if any(each.decided_at is None for each in earlier):
            raise RuleBrokenError("case.extension_open")
        asked = Extension(
            case=case,
            days=days,
            reason=reason.strip(),
            asked_at=at,
            asked_by=case.holder_unit,
            ruler=taking.ruler(),
        )
        taking.folder.add(asked)
        taking.facts |= {"extension": asked.pk, "days": days, "ruler": asked.ruler_id}
        carry(
            taking,
            lambda each: extend(each, days=days, reason=reason, actor=actor, at=at),
            only=lambda each: _may_extend(each, taking),
        )
        return case


def _may_extend(each: Stored, taking: Taking) -> bool:
    """Tell whether a follower may ask along; one that mirrors an order asks its centre by itself."""
    case = each.case
    is_late = case.due_at is not None and taking.at > case.due_at
    if case.source or taking.case.source or is_late or each.find(Extension, decided_at=None):
        return False
    return len(each.find(Extension, is_granted=True)) < int(taking.limits.setting("extensions_at_most"))


def decide_extension(
    ref: CaseRef, *, is_granted: bool, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Grant or refuse more time; granted days are added to the limit and the due instant is worked out anew."""
    with _deciding(ref, actor=actor, at=at, version=version, note=reason) as (taking, asked):
        if not is_granted:
            needs(reason, code="case.reason_missing")
        asked.is_granted, asked.decided_at = is_granted, at
        taking.folder.save(asked)
        if is_granted:
            _move_outside(taking, asked.days)
            clocks.lengthen(taking.folder, asked.days)
        taking.facts |= {"extension": asked.pk, "granted": is_granted}
        carry(
            taking,
            lambda each: decide_extension(each, is_granted=is_granted, reason=reason, actor=actor, at=at),
            only=lambda each: bool(each.find(Extension, decided_at=None, asked_at=asked.asked_at, ruler=asked.ruler)),
        )
        return taking.case


@contextmanager
def _deciding(
    ref: CaseRef, *, actor: Actor, at: datetime, version: int | None, note: str
) -> Iterator[tuple[Taking, Extension]]:
    """Open the step of a decision for the level above, with the request it is about."""
    with opened(ref, version=version) as folder:
        asked = folder.last(Extension, decided_at=None)
        if asked is None:
            raise RuleBrokenError("case.no_extension")
        policies.DECIDE_EXTENSION.check(actor, asked)
        step = Step.DECIDE_EXTENSION
        with stepping(step, folder, policy=policies.SEE_CASES, actor=actor, at=at, note=note) as taking:
            yield taking, asked


def _move_outside(taking: Taking, days: int) -> None:
    """Move the limit of the outside order too, as the centre's own sheet will say."""
    order = taking.folder.last(OutsideOrder, round=taking.case.round) if taking.case.source else None
    if order is None or order.limit_at is None:
        return
    limit = order.limit_at.astimezone(CHINA)
    day = taking.calendar.add_working_days(limit.date(), days)
    order.limit_at = datetime.combine(day, limit.timetz())
    taking.folder.save(order, "limit_at")


def pause(
    ref: CaseRef,
    *,
    reason: PauseReason,
    note: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Stop the clocks of a case for a reason of the closed list; the reporter's total runs on."""
    with stepping(
        Step.PAUSE, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        needs(note, code="case.reason_missing")
        if taking.case.is_paused:
            raise RuleBrokenError("case.paused_already")
        taking.folder.add(Pause(case=taking.case, reason=reason.value, from_at=at))
        taking.case.is_paused = True
        clocks.recompute(taking.folder)
        taking.facts["reason"] = reason.value
        if reason in OF_THE_MATTER:
            carry(
                taking,
                lambda each: pause(each, reason=reason, note=note, actor=actor, at=at),
                only=lambda each: not each.case.is_paused,
            )
        return taking.case


def resume(ref: CaseRef, *, actor: Actor, at: datetime, version: int | None = None, note: str = "") -> Case:
    """Let the clocks run on; the due instant moves by the time that did not count."""
    with stepping(
        Step.RESUME, ref, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        if not taking.case.is_paused:
            raise RuleBrokenError("case.not_paused")
        carry(
            taking,
            lambda each: resume(each, actor=actor, at=at),
            only=lambda each: is_paused_along(each, taking.folder),
        )
        clocks.let_run(taking.folder, at=at)
        return taking.case
