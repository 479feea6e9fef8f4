"""What becomes late by itself 逾期未到与升级: the district is told at once, the city after more hours, once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from huying.core.actors import SYSTEM
from huying.core.outbox import publish
from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import LEVELS, WhistleState, WhistleStep, levels_told
from huying.rulesets import queries as rulesets
from huying.whistles.actions.stepping import WHISTLE, call_of
from huying.whistles.models import Whistle, WhistleCall
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from datetime import datetime

CHUNK = 500
RUNNING = (WhistleState.BLOWN.value, WhistleState.DECIDED.value)
LATE, TOLD = "whistle.late", "whistle.told_above"


def sweep(*, at: datetime) -> int:
    """Mark what is late now; returns on how many it acted. Asked again it does nothing more."""
    waiting = Q(is_excused=None) | Q(is_excused=False)
    calls = WhistleCall.objects.filter(waiting, due_at__lt=at, arrived_at=None, told__lt=len(LEVELS))
    rows = calls.filter(whistle__state__in=RUNNING).order_by("due_at", "pk").values_list("whistle_id", "unit_id")
    done = sum(_look_at(*row, at=at) for row in rows.iterator(chunk_size=CHUNK))
    papers = Whistle.objects.filter(is_oral=True, papered_at=None, paper_late_at=None, paper_due_at__lt=at)
    for whistle_id in papers.filter(state__in=RUNNING).values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        done += _paper_late(whistle_id, at=at)
    return done


def _look_at(whistle_id: int, unit_id: int, *, at: datetime) -> int:
    whistle = Whistle.objects.get(pk=whistle_id)
    calendar = rulesets.calendar()
    call = WhistleCall.objects.get(whistle=whistle, unit=unit_id)
    due = call.due_at or at
    wanted = levels_told(due=due, at=at, rules=list_of(whistle), calendar=calendar)
    if wanted <= call.told:
        return 0
    step = WhistleStep.LATE if call.told == 0 else WhistleStep.ESCALATE
    try:
        with WHISTLE.step(step, whistle_id, policy=None, actor=SYSTEM, at=at) as taking:
            held = call_of(taking, unit_id)
            _check_missing(held, wanted=wanted)
            held.late_at, held.told = held.late_at or due, wanted
            held.save(update_fields=["late_at", "told"])
            taking.facts["level"] = LEVELS[wanted - 1]
            publish(LATE if step is WhistleStep.LATE else TOLD, [whistle_id])
    except RuleBrokenError:
        return 0  # it came, or was excused, in this very moment
    return 1


def _check_missing(call: WhistleCall, *, wanted: int) -> None:
    if call.arrived_at is not None or call.is_excused or call.told >= wanted:
        raise RuleBrokenError("whistle.arrived_already")


def _check_paper_missing(whistle: Whistle) -> None:
    if whistle.papered_at is not None or whistle.paper_late_at is not None:
        raise RuleBrokenError("whistle.no_paper_due")


def _paper_late(whistle_id: int, *, at: datetime) -> int:
    try:
        with WHISTLE.step(WhistleStep.ESCALATE, whistle_id, policy=None, actor=SYSTEM, at=at) as taking:
            _check_paper_missing(taking.row)
            taking.row.paper_late_at = at
            taking.facts |= {"paper": True, "level": LEVELS[0]}
    except RuleBrokenError:
        return 0  # it was written down in this very moment
    return 1
