"""Marks 黄牌、红牌、通报: given for a reason of the rule set, appealed against, upheld, lifted or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Unit
from huying.cases.queries.holders import Holders
from huying.cases.queries.limits import day_of
from huying.rules.case_clocks import due_of
from huying.rules.errors import RuleBrokenError
from huying.rules.marks import MarkKind, MarkState, MarkStep, check_appeal, check_marked, reason_for
from huying.rules.roles import UnitKind
from huying.rulesets import queries as rulesets
from huying.supervision import policies
from huying.supervision.actions.stepping import MARK, check_place, said
from huying.supervision.models import Mark
from huying.supervision.queries.rules import rules_of, rules_on
from huying.supervision.queries.visible import yellows_of

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.supervision.models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A mark on the unit of an order, or on the holder of a case."""

    kind: MarkKind
    reason: str
    words: str
    order: Order | None = None
    case: Case | None = None
    is_synthetic: bool = False

    @property
    def place(self) -> int:
        """Return the place of what it rests on, or refuse a mark that rests on nothing."""
        found = self.order or self.case
        if found is None:
            raise RuleBrokenError("mark.rests_on_nothing")
        return found.place

    @property
    def unit(self) -> Unit:
        """Return the unit that is marked."""
        if self.order is not None:
            return self.order.unit
        if self.case is not None:
            return self.case.holder_unit
        raise RuleBrokenError("mark.rests_on_nothing")


def give(given: Given, *, actor: Actor, at: datetime) -> Mark:
    """Put a mark on a unit below; it stands at once, and may be appealed against within the limit."""
    policies.GIVE_MARK.check(actor)
    rules, calendar = rules_on(day_of(at)), rulesets.calendar()
    with transaction.atomic():
        giver = Unit.objects.get(pk=actor.unit_id or 0)
        place, unit = given.place, given.unit
        check_marked(giver=UnitKind(giver.kind), unit=UnitKind(unit.kind))
        check_place(place, actor=actor)
        if not actor.covers(unit.place):
            raise RuleBrokenError("mark.not_below")
        yellows = [mark.given_at for mark in yellows_of(unit.pk)]
        reason = reason_for(given.kind, given.reason, yellows=yellows, at=at, rules=rules)
        mark = Mark(
            order=given.order,
            case=given.case,
            place=place,
            giver=giver,
            unit=unit,
            ruler=Holders(on=day_of(at)).above(giver, place=place),
            kind=given.kind.value,
            reason=reason.code,
            list_version=rules.number,
            words=said(given.words, MARK, missing="mark.words_missing"),
            state=MarkState.GIVEN.value,
            given_at=at,
            given_by_id=actor.person_id,
            appeal_by=due_of(rules.limits["appeal"], start=at, calendar=calendar).due,
            is_synthetic=given.is_synthetic,
        )
        facts = {"marked": unit.pk, "kind": mark.kind, "reason": mark.reason}
        MARK.begin(mark, MarkStep.GIVE, actor=actor, at=at, **facts)
        return mark


def receive_mark(mark_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Mark:
    """Receive the notice of a mark for one's own unit."""
    with MARK.step(
        MarkStep.RECEIVE, mark_id, policy=policies.ANSWER_MARK, actor=actor, at=at, version=version
    ) as taking:
        if taking.row.received_at is not None:
            raise RuleBrokenError("mark.received_already")
        taking.row.received_at = at
    return taking.row


def appeal(mark_id: int, *, appeal: str, actor: Actor, at: datetime, version: int | None = None) -> Mark:
    """Appeal for one's own unit, within the limit; the level above the giver rules."""
    with MARK.step(
        MarkStep.APPEAL, mark_id, policy=policies.ANSWER_MARK, actor=actor, at=at, version=version
    ) as taking:
        mark = taking.row
        check_appeal(appeal_by=mark.appeal_by, at=at)
        mark.appeal = taking.note = said(appeal, MARK, missing="mark.appeal_missing")
        mark.appealed_at, mark.received_at = at, mark.received_at or at
        limit = rules_of(mark).limits["ruling"]
        mark.rule_by = due_of(limit, start=at, calendar=rulesets.calendar()).due
    return taking.row


def uphold(mark_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Mark:
    """Rule that the mark stands 维持."""
    return _ruled(MarkStep.UPHOLD, mark_id, reason=reason, actor=actor, at=at, version=version)


def lift(mark_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Mark:
    """Rule that the mark does not stand; it stays in the ledger as withdrawn 裁定撤销."""
    return _ruled(MarkStep.LIFT, mark_id, reason=reason, actor=actor, at=at, version=version)


def _ruled(step: MarkStep, mark_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None) -> Mark:
    with MARK.step(step, mark_id, policy=policies.RULE_MARK, actor=actor, at=at, version=version) as taking:
        taking.row.ruling = taking.note = said(reason, MARK, missing="case.reason_missing")
        taking.row.ended_at = at
    return taking.row


def withdraw_mark(mark_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Mark:
    """Withdraw a mark as the unit that gave it, with the reason; it stays in the ledger as withdrawn."""
    with MARK.step(
        MarkStep.WITHDRAW, mark_id, policy=policies.GIVE_MARK, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, MARK, missing="case.reason_missing")
        taking.row.ruling, taking.row.ended_at = taking.row.ruling or taking.note, at
    return taking.row
