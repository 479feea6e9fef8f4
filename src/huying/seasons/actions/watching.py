"""Doors of the duty log 值班交接: take over a watch, write, correct; what nobody took over is noted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import DutyShift
from huying.cases.queries import visible as cases
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.rules.errors import RuleBrokenError
from huying.rules.watches import WatchState, WatchStep, check_entry, check_taking, is_late
from huying.seasons import policies
from huying.seasons.actions.stepping import WATCH, own_unit, said
from huying.seasons.models import EntryCase, LogEntry, Watch
from huying.seasons.queries.rules import rules_if_any, rules_of, rules_on
from huying.seasons.queries.shifts import FIRST, first_shifts, may_take

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from huying.accounts.models import Unit
    from huying.cases.models import Case
    from huying.core.actors import Actor

LOOK_BACK = timedelta(days=1)
"""What began earlier is no news: the worker stood still, or the rota was older than the log."""
MOST_CASES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was left open, what was done, what to watch, and the numbers of the cases it is about."""

    left_open: str = ""
    done: str = ""
    to_watch: str = ""
    cases: tuple[str, ...] = ()


def take_over(*, actor: Actor, at: datetime) -> Watch:
    """Take over the watch of one's unit that is due now; it ends the one before. Pressing twice takes it once."""
    policies.KEEP_WATCH.check(actor)
    unit, rules = own_unit(actor), rules_on(day_of(at))
    with transaction.atomic():
        shift = _locked(_shift_for(unit, actor=actor, at=at))
        check_taking(starts_at=shift.starts_at, ends_at=shift.ends_at, at=at, rules=rules)
        watch = _watch_of(shift, at=at)
        if watch.state != WatchState.WAITING.value and watch.taken_by_id == actor.person_id:
            return watch
        before = Watch.objects.filter(unit=unit, state=WatchState.TAKEN.value).exclude(pk=watch.pk).order_by("pk")
        for pk in before.values_list("pk", flat=True):
            with WATCH.step(WatchStep.HAND_ON, pk, policy=policies.KEEP_WATCH, actor=actor, at=at) as taking:
                taking.row.handed_at = at
                taking.facts["to"] = watch.pk
        with WATCH.step(WatchStep.TAKE, watch.pk, policy=policies.KEEP_WATCH, actor=actor, at=at) as taking:
            taking.row.taken_at, taking.row.taken_by_id = at, actor.person_id
    return taking.row


def _shift_for(unit: Unit, *, actor: Actor, at: datetime) -> int:
    """Return the shift of first order somebody may take over now, the latest to begin, or refuse."""
    early = rules_on(day_of(at)).early
    rows = DutyShift.objects.filter(unit=unit, order=FIRST, starts_at__lte=at + early, ends_at__gt=at)
    shifts = list(rows.order_by("-starts_at"))
    if not shifts:
        raise RuleBrokenError("watch.no_shift")
    for shift in shifts:
        if may_take(unit.pk, actor.person_id, starts_at=shift.starts_at, ends_at=shift.ends_at, at=at):
            return shift.pk
    raise RuleBrokenError("watch.not_on_duty")


def _locked(shift_id: int) -> DutyShift:
    """Return a shift, locked so that its watch is begun once, or refuse one that was dropped."""
    shift = DutyShift.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=shift_id).first()
    if shift is None:
        raise RuleBrokenError("watch.no_shift")
    return shift


def _watch_of(shift: DutyShift, *, at: datetime) -> Watch:
    """Return the watch of a shift, begun where there is none yet."""
    found = Watch.objects.select_for_update().filter(unit=shift.unit_id, starts_at=shift.starts_at).first()
    if found is not None:
        return found
    watch = Watch(
        unit=shift.unit,
        place=shift.unit.place,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        state=WatchState.WAITING.value,
        rules_version=rules_on(day_of(at)).number,
        is_synthetic=shift.unit.is_synthetic,
    )
    return WATCH.begin(watch, WatchStep.EXPECT, actor=SYSTEM, at=at)


def write(watch_id: int, *, entry: Entry, actor: Actor, at: datetime, version: int | None = None) -> LogEntry:
    """Write into the log of a watch that was taken over and not handed on."""
    return _written(watch_id, WatchStep.WRITE, entry, actor=actor, at=at, version=version)


def correct(
    watch_id: int, *, corrects: int, entry: Entry, actor: Actor, at: datetime, version: int | None = None
) -> LogEntry:
    """Correct an entry by another; what was written stays."""
    wrong = LogEntry.objects.filter(pk=corrects, watch=watch_id).first()
    if wrong is None:
        raise RuleBrokenError("watch.entry_unknown")
    return _written(watch_id, WatchStep.CORRECT, entry, actor=actor, at=at, version=version, corrects=wrong)


def _written(
    watch_id: int,
    step: WatchStep,
    entry: Entry,
    *,
    actor: Actor,
    at: datetime,
    version: int | None,
    corrects: LogEntry | None = None,
) -> LogEntry:
    words = said(entry.left_open), said(entry.done), said(entry.to_watch)
    check_entry(words=words)
    found = _cases(entry.cases, actor=actor)
    with WATCH.step(step, watch_id, policy=policies.KEEP_WATCH, actor=actor, at=at, version=version) as taking:
        _check_own(taking.row, actor=actor, at=at)
        row = LogEntry.objects.create(
            watch=taking.row,
            unit=taking.row.unit,
            left_open=words[0],
            done=words[1],
            to_watch=words[2],
            corrects=corrects,
            written_at=at,
            written_by_id=actor.person_id,
        )
        EntryCase.objects.bulk_create([EntryCase(entry=row, case=case) for case in found])
        taking.facts |= {"entry": row.pk, "cases": [case.pk for case in found]}
        if corrects is not None:
            taking.facts["corrects"] = corrects.pk
    return row


def _check_own(watch: Watch, *, actor: Actor, at: datetime) -> None:
    """Refuse who neither took the watch over nor is on the rota of it."""
    if watch.taken_by_id == actor.person_id:
        return
    if not may_take(watch.unit_id, actor.person_id, starts_at=watch.starts_at, ends_at=watch.ends_at, at=at):
        raise RuleBrokenError("watch.not_on_duty")


def _cases(numbers: Iterable[str], *, actor: Actor) -> list[Case]:
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST_CASES:
        raise RuleBrokenError("watch.too_many_cases", most=MOST_CASES)
    return [cases.find(number, actor=actor) for number in wanted]


def sweep(*, at: datetime) -> int:
    """Note watches nobody took over in time; returns how many. Asked again it does nothing more."""
    rules = rules_if_any(day_of(at))
    if rules is None:
        return 0
    shifts = first_shifts(since=at - LOOK_BACK, at=at - rules.late)
    settled = set(
        Watch.objects.filter(starts_at__gt=at - LOOK_BACK)
        .exclude(state=WatchState.WAITING.value, late_at=None)
        .values_list("unit_id", "starts_at")
    )
    waiting = [shift for shift in shifts if (shift.unit_id, shift.starts_at) not in settled]
    return sum(_late(shift, at=at) for shift in waiting)


def _late(shift: DutyShift, *, at: datetime) -> int:
    try:
        with transaction.atomic():
            watch = _watch_of(_locked(shift.pk), at=at)
            with WATCH.step(WatchStep.LATE, watch.pk, policy=None, actor=SYSTEM, at=at) as taking:
                _check_late(taking.row, at=at)
                taking.row.late_at = at
    except RuleBrokenError:
        return 0  # it was taken over or noted in this very moment
    return 1


def _check_late(watch: Watch, *, at: datetime) -> None:
    if watch.late_at is not None or not is_late(starts_at=watch.starts_at, at=at, rules=rules_of(watch)):
        raise RuleBrokenError("watch.late_already")
