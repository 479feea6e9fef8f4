"""Blowing a whistle 吹哨: asked by a clerk, approved by the unit's leader; an oral emergency goes at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Unit
from huying.cases.queries.limits import day_of
from huying.regions import queries as regions
from huying.rules.case_clocks import due_of
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind
from huying.rules.whistles import (
    Cause,
    Direction,
    Pace,
    WhistleState,
    WhistleStep,
    arrive_by,
    check_asked,
)
from huying.rulesets import queries as rulesets
from huying.whistles import policies
from huying.whistles.actions.stepping import WHISTLE, said
from huying.whistles.models import Whistle, WhistleCall
from huying.whistles.queries.callable import callable_units
from huying.whistles.queries.rules import list_of, list_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.whistles import WhistleList


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a unit asks for; `pace` empty is that of the list's line."""

    place: int
    called: Sequence[int]
    cause: Cause
    item: str
    matter: str
    tries: str
    compound: int | None = None
    case: Case | None = None
    pace: Pace | None = None
    is_oral: bool = False
    is_synthetic: bool = False


def ask(asked: Asked, *, actor: Actor, at: datetime) -> Whistle:
    """Ask for a whistle; the unit's leader, or an oral emergency, blows it with the asking."""
    policies.BLOW_WHISTLE.check(actor)
    rules = list_on(day_of(at))
    item = rules.item(asked.item)
    pace = Pace.URGENT if asked.is_oral else asked.pace or item.pace
    with transaction.atomic():
        unit = Unit.objects.get(pk=actor.unit_id or 0)
        _check_place(asked, actor=actor)
        called = list(asked.called)
        check_asked(called=called, caller=unit.pk, cause=asked.cause, pace=pace, is_oral=asked.is_oral, rules=rules)
        units = _called_units(called, place=asked.place, caller=unit, on=day_of(at))
        is_blown = asked.is_oral or policies.APPROVE_WHISTLE.may(actor)
        whistle = Whistle(
            place=asked.place,
            compound_key=asked.compound,
            case=asked.case,
            unit=unit,
            direction=direction_of(unit, units).value,
            cause=asked.cause.value,
            item=item.code,
            list_version=rules.number,
            pace=pace.value,
            matter=said(asked.matter, code="whistle.matter_missing"),
            tries=said(asked.tries, code="" if asked.is_oral else "whistle.tries_missing"),
            state=WhistleState.WAITING.value,
            is_oral=asked.is_oral,
            asked_at=at,
            asked_by_id=actor.person_id,
            is_synthetic=asked.is_synthetic,
        )
        if is_blown:
            _blow(whistle, rules=rules, at=at)
        whistle.save(force_insert=True)
        rows = [WhistleCall(whistle=whistle, unit=each, due_at=whistle.arrive_by) for each in units]
        WhistleCall.objects.bulk_create(rows)
        case = asked.case.pk if asked.case else None
        return WHISTLE.begin(whistle, WhistleStep.ASK, actor=actor, at=at, item=item.code, called=called, case=case)


def _check_place(asked: Asked, *, actor: Actor) -> None:
    if regions.place_book().nearest(asked.place) is None or not actor.covers(asked.place):
        raise RuleBrokenError("whistle.place_elsewhere")


def _called_units(called: list[int], *, place: int, caller: Unit, on: date) -> list[Unit]:
    """Return the called units, or refuse one that cannot be called to this place."""
    offered = {unit.pk: unit for unit in callable_units(place, caller=caller, on=on)}
    missing = [each for each in called if each not in offered]
    if missing:
        raise RuleBrokenError("whistle.unit_not_callable")
    return [offered[each] for each in called]


def direction_of(caller: Unit, called: Sequence[Unit]) -> Direction:
    """Return who calls whom: a street calls; a department calls departments, or a street."""
    if caller.kind == UnitKind.STREET.value:
        return Direction.STREET
    if any(unit.kind == UnitKind.STREET.value for unit in called):
        return Direction.TO_STREET
    return Direction.DEPARTMENT


def _blow(whistle: Whistle, *, rules: WhistleList, at: datetime) -> None:
    calendar = rulesets.calendar()
    whistle.state, whistle.blown_at = WhistleState.BLOWN.value, at
    whistle.arrive_by = arrive_by(Pace(whistle.pace), at=at, rules=rules, calendar=calendar).due
    if whistle.is_oral:
        whistle.paper_due_at = due_of(rules.limits["paper"], start=at, calendar=calendar).due


def approve(whistle_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Whistle:
    """Approve and blow: the time of the called units runs from now."""
    with WHISTLE.step(
        WhistleStep.APPROVE, whistle_id, policy=policies.APPROVE_WHISTLE, actor=actor, at=at, version=version
    ) as taking:
        _blow(taking.row, rules=list_of(taking.row), at=at)
        WhistleCall.objects.filter(whistle=taking.row).update(due_at=taking.row.arrive_by)
    return taking.row


def turn_down(whistle_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Whistle:
    """Do not approve; the reason goes back to who asked."""
    with WHISTLE.step(
        WhistleStep.TURN_DOWN, whistle_id, policy=policies.APPROVE_WHISTLE, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="case.reason_missing")
    return taking.row


def paper(whistle_id: int, *, tries: str, actor: Actor, at: datetime, version: int | None = None) -> Whistle:
    """Write down an oral whistle: what was tried before; within a working day."""
    with WHISTLE.step(
        WhistleStep.PAPER, whistle_id, policy=policies.APPROVE_WHISTLE, actor=actor, at=at, version=version
    ) as taking:
        whistle = taking.row
        if not whistle.is_oral or whistle.papered_at is not None:
            raise RuleBrokenError("whistle.no_paper_due")
        whistle.tries, whistle.papered_at = said(tries, code="whistle.tries_missing"), at
    return taking.row
