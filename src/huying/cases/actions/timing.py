"""More time 延期 and time that does not count 暂停: asked, granted and capped by rule set."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions import clocks
from huying.cases.actions.stepping import needs, stepping
from huying.cases.models import Extension, Pause
from huying.rules.case_clocks import ClockKind, LimitUnit
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.case_facts import PauseReason


def extend(case_id: int, *, days: int, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Ask for more working days before the clock is over; it runs on until they are granted (R4.3)."""
    with stepping(
        Step.EXTEND, case_id, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        case, limits = taking.case, taking.limits
        most = int(limits.setting("extension_working_days_cap"))
        if not 1 <= days <= most:
            raise RuleBrokenError("case.extension_days", days=days, most=most)
        if case.due_at is not None and at > case.due_at:
            raise RuleBrokenError("case.extension_too_late", due=case.due_at.isoformat())
        times = int(limits.setting("extensions_at_most"))
        if Extension.objects.filter(case=case, is_granted=True).count() >= times:
            raise RuleBrokenError("case.extension_spent", times=times)
        if Extension.objects.filter(case=case, decided_at=None).exists():
            raise RuleBrokenError("case.extension_open")
        asked = Extension.objects.create(
            case=case,
            days=days,
            reason=taking.note,
            asked_at=at,
            asked_by=case.holder_unit,
            ruler=taking.holders.above(case.holder_unit, place=case.place),
        )
        taking.facts |= {"extension": asked.pk, "days": days, "ruler": asked.ruler_id}
        return case


def decide_extension(
    case_id: int, *, is_granted: bool, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Case:
    """Grant or refuse more time; granted days are added to the limit and the due instant is worked out anew."""
    asked = Extension.objects.filter(case_id=case_id, decided_at=None).first()
    if asked is None:
        raise RuleBrokenError("case.no_extension")
    policies.DECIDE_EXTENSION.check(actor, asked)
    with stepping(
        Step.DECIDE_EXTENSION, case_id, policy=policies.SEE_CASES, actor=actor, at=at, version=version, note=reason
    ) as taking:
        if not is_granted:
            needs(reason, code="case.reason_missing")
        asked.is_granted, asked.decided_at = is_granted, at
        asked.save()
        if is_granted:
            _lengthen(taking.case, asked.days)
            clocks.recompute(taking.case, calendar=taking.calendar)
        taking.facts |= {"extension": asked.pk, "granted": is_granted}
        return taking.case


def _lengthen(case: Case, days: int) -> None:
    clock = clocks.running(case, ClockKind.FINISH)
    if clock is None:
        raise RuleBrokenError("case.no_clock")
    if clock.limit_unit in {LimitUnit.WORKING_DAYS.value, LimitUnit.NATURAL_DAYS.value}:
        clock.amount += days
    else:
        clock.amount, clock.limit_unit = days, LimitUnit.WORKING_DAYS.value
    clock.reminded_at = clock.yellow_at = clock.red_at = None
    clock.save()


def pause(
    case_id: int,
    *,
    reason: PauseReason,
    note: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Case:
    """Stop the clocks of a case for a reason of the closed list; the reporter's total runs on."""
    with stepping(
        Step.PAUSE, case_id, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        needs(note, code="case.reason_missing")
        if taking.case.is_paused:
            raise RuleBrokenError("case.paused_already")
        Pause.objects.create(case=taking.case, reason=reason.value, from_at=at)
        taking.case.is_paused = True
        clocks.recompute(taking.case, calendar=taking.calendar)
        taking.facts["reason"] = reason.value
        return taking.case


def resume(case_id: int, *, actor: Actor, at: datetime, version: int | None = None, note: str = "") -> Case:
    """Let the clocks run on; the due instant moves by the time that did not count."""
    with stepping(
        Step.RESUME, case_id, policy=policies.HANDLE_CASE, actor=actor, at=at, version=version, note=note
    ) as taking:
        if not taking.case.is_paused:
            raise RuleBrokenError("case.not_paused")
        pauses = Pause.objects.filter(case=taking.case, until_at=None)
        began = pauses.values_list("from_at", flat=True).get()
        pauses.update(until_at=max(at, began + timedelta(seconds=1)))
        taking.case.is_paused = False
        clocks.recompute(taking.case, calendar=taking.calendar)
        return taking.case
