"""What the pages of the duty log read 值班日志查询."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.accounts.models import Unit
from huying.accounts.queries import on_duty
from huying.cases.queries.limits import day_of
from huying.cases.queries.visible import visible_to as visible_cases
from huying.rules.errors import RuleBrokenError
from huying.rules.watches import WatchState, is_late
from huying.seasons.models import LogEntry, Watch
from huying.seasons.queries.rules import rules_if_any
from huying.seasons.queries.shifts import FIRST, may_take, shifts_of
from huying.seasons.queries.visible import WATCHES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from huying.accounts.models import DutyShift, Person
    from huying.core.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a unit's duty stands: who is on watch until taken over, which shift is due, and what one may do."""

    watch: Watch | None
    shift: DutyShift | None
    on_duty: list[Person]
    is_late: bool
    may_take: bool
    may_write: bool


def unit_asked(asked: str, *, actor: Actor) -> Unit:
    """Return the unit whose log is asked for, one's own without any, or refuse one out of sight."""
    if not asked or asked == str(actor.unit_id):
        own = Unit.objects.filter(pk=actor.unit_id or 0).first()
        if own is None:
            raise RuleBrokenError("seasons.no_unit")
        return own
    seen = WATCHES.visible_to(actor).filter(unit=int(asked) if asked.isascii() and asked.isdigit() else 0)
    watch = seen.select_related("unit").order_by("-pk").first()
    if watch is None:
        raise RuleBrokenError("watch.not_found")
    unit: Unit = watch.unit
    return unit


def standing(unit: Unit, *, actor: Actor, at: datetime) -> Standing:
    """Return how the duty of a unit stands; six queries at most."""
    rules = rules_if_any(day_of(at))
    until = at + rules.early if rules else at
    watch = Watch.objects.filter(unit=unit, state=WatchState.TAKEN.value).select_related("taken_by").first()
    shifts = shifts_of([unit.pk], starts_at=at, ends_at=until).get(unit.pk, []) if rules else []
    due = [shift for shift in shifts if shift.order == FIRST and (watch is None or shift.starts_at > watch.starts_at)]
    shift = due[-1] if due else None
    is_own = unit.pk == actor.unit_id
    return Standing(
        watch=watch,
        shift=shift,
        on_duty=on_duty(unit, at=at),
        is_late=bool(shift and rules and is_late(starts_at=shift.starts_at, at=at, rules=rules)),
        may_take=bool(shift and is_own and _is_on(unit, shift, actor=actor, at=at)),
        may_write=bool(
            watch and is_own and (watch.taken_by_id == actor.person_id or _is_on(unit, watch, actor=actor, at=at))
        ),
    )


def _writes(unit: Unit, watch: Watch, *, actor: Actor, at: datetime) -> bool:
    return watch.taken_by_id == actor.person_id or _is_on(unit, watch, actor=actor, at=at)


def _is_on(unit: Unit, span: DutyShift | Watch, *, actor: Actor, at: datetime) -> bool:
    return may_take(unit.pk, actor.person_id, starts_at=span.starts_at, ends_at=span.ends_at, at=at)


def entries_in(watch: Watch) -> list[LogEntry]:
    """Return the entries of one watch, the first first."""
    rows = LogEntry.objects.filter(watch=watch).select_related("written_by", "corrects", "watch")
    return list(rows.prefetch_related("cases__case").order_by("pk"))


def entry_in(watch: Watch, entry_id: int) -> LogEntry:
    """Return an entry of a watch, or refuse."""
    found = LogEntry.objects.filter(watch=watch, pk=min(entry_id, 2**63 - 1)).select_related("written_by").first()
    if found is None:
        raise RuleBrokenError("watch.entry_unknown")
    return found


def seen_cases(entries: Iterable[LogEntry], *, actor: Actor) -> set[int]:
    """Return which of the cases that entries name an actor may open; one query."""
    keys = {link.case_id for entry in entries for link in entry.cases.all()}
    return set(visible_cases(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
