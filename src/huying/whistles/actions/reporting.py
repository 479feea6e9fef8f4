"""Reporting in 报到: a called unit answers, comes, or refuses and is ruled on; the host notes the arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.rules.errors import RuleBrokenError
from huying.rules.whistles import WhistleStep, check_refusal
from huying.rulesets import queries as rulesets
from huying.whistles import policies
from huying.whistles.actions.stepping import WHISTLE, call_of, said
from huying.whistles.queries.rules import list_of

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor
    from huying.whistles.models import Whistle


def acknowledge(whistle_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Whistle:
    """Say for one's own unit that it comes."""
    with WHISTLE.step(WhistleStep.ACKNOWLEDGE, whistle_id, policy=None, actor=actor, at=at, version=version) as taking:
        call = call_of(taking, actor.unit_id or 0)
        policies.ANSWER_WHISTLE.check(actor, call)
        if call.acknowledged_at is not None or call.arrived_at is not None:
            raise RuleBrokenError("whistle.acknowledged_already")
        call.acknowledged_at = at
        call.save(update_fields=["acknowledged_at"])
    return taking.row


def arrive(whistle_id: int, *, unit_id: int, actor: Actor, at: datetime, version: int | None = None) -> Whistle:
    """Note, as the host, that a called unit is there; the host's word counts, not the unit's."""
    with WHISTLE.step(
        WhistleStep.ARRIVE, whistle_id, policy=policies.HOST_WHISTLE, actor=actor, at=at, version=version
    ) as taking:
        call = call_of(taking, unit_id)
        if call.arrived_at is not None:
            raise RuleBrokenError("whistle.arrived_already")
        call.arrived_at = at
        if call.due_at is not None and at > call.due_at and call.late_at is None and not call.is_excused:
            call.late_at = call.due_at
            taking.facts["late"] = True
        call.save(update_fields=["arrived_at", "late_at"])
    return taking.row


def refuse(
    whistle_id: int, *, ground: str, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Whistle:
    """Refuse for one's own unit on a ground of the list; the unit still comes until the district has ruled."""
    with WHISTLE.step(WhistleStep.REFUSE, whistle_id, policy=None, actor=actor, at=at, version=version) as taking:
        call = call_of(taking, actor.unit_id or 0)
        policies.ANSWER_WHISTLE.check(actor, call)
        if call.refused_at is not None or call.arrived_at is not None:
            raise RuleBrokenError("whistle.refused_already")
        rules, whistle = list_of(taking.row), taking.row
        check_refusal(ground, called_at=whistle.blown_at or at, at=at, rules=rules, calendar=rulesets.calendar())
        call.ground, call.refusal, call.refused_at = ground, said(reason, code="case.reason_missing"), at
        call.save(update_fields=["ground", "refusal", "refused_at"])
        taking.note = call.refusal
        taking.facts["ground"] = ground
    return taking.row


def rule(
    whistle_id: int,
    *,
    unit_id: int,
    is_upheld: bool,
    reason: str,
    asks_list_change: bool = False,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Whistle:
    """Rule on a refusal: upheld the unit is excused, otherwise it comes; the ruling may ask for a better list."""
    with WHISTLE.step(WhistleStep.RULE, whistle_id, policy=None, actor=actor, at=at, version=version) as taking:
        call = call_of(taking, unit_id)
        policies.RULE_WHISTLE.check(actor, call)
        if call.refused_at is None or call.ruled_at is not None:
            raise RuleBrokenError("whistle.no_refusal")
        call.is_excused, call.ruled_at = is_upheld, at
        call.ruling, call.asks_list_change = said(reason, code="case.reason_missing"), asks_list_change
        call.save(update_fields=["is_excused", "ruled_at", "ruling", "asks_list_change"])
        taking.note = call.ruling
        taking.facts |= {"upheld": is_upheld, "list_change": asks_list_change}
    return taking.row
