"""Recusal 回避: nobody handles a matter in which they have a direct interest (R4.11; JN12345 art. 16).

Somebody withdraws, or the reporter asks for it with the receipt's code and a checker of the unit decides. Whoever
withdrew takes no step of the case any more and opens no identity in it; a colleague is named, or the unit's desk has
it. Of cases handled as one, the leading case is meant: it is there that somebody works.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases import policies
from huying.cases.actions.pressing import PRESS_OWN_CASE, say
from huying.cases.actions.stepping import needs, stepping
from huying.cases.models import Case, Recusal
from huying.cases.queries.limits import day_of
from huying.rules.case_flow import Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.accounts.models import Person
    from huying.cases.actions.stepping import CaseRef, Taking
    from huying.core.actors import Actor


def ask_recusal(ref: CaseRef, *, word: str, actor: Actor, at: datetime) -> Case:
    """Let the reporter ask that whoever handles the case withdraws; one request at a time, about one person once."""
    with stepping(Step.ASK_RECUSAL, ref, policy=PRESS_OWN_CASE, actor=actor, at=at) as taking:
        needs(word, code="case.reason_missing")
        lead = taking.case.follows or taking.case
        if lead.holder_person_id is None:
            raise RuleBrokenError("case.nobody_to_recuse")
        if Recusal.objects.filter(case=lead, person=lead.holder_person_id).exists():
            raise RuleBrokenError("case.recusal_asked")
        say(taking, word)
        asked = Recusal(case=lead, person_id=lead.holder_person_id, is_asked_by_reporter=True, asked_at=at)
        taking.folder.add(asked)
        taking.facts |= {"recusal": asked.pk, "unit": lead.holder_unit_id}
        return taking.case


def recuse(
    ref: CaseRef,
    *,
    person_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    successor_id: int | None = None,
    version: int | None = None,
) -> Case:
    """Take somebody off a case: oneself by one's own word, a colleague by a checker of the unit."""
    policy = policies.HANDLE_CASE if person_id == actor.person_id else policies.CHECK_ANSWER
    with stepping(Step.RECUSE, ref, policy=policy, actor=actor, at=at, version=version, note=reason) as taking:
        needs(reason, code="case.reason_missing")
        case = taking.case
        person = _member(taking, person_id)
        successor = _member(taking, successor_id) if successor_id is not None else None
        gone = {row.person_id for row in taking.folder.find(Recusal, is_granted=True)}
        if person.pk in gone:
            raise RuleBrokenError("case.recused_already", person=person.name)
        if successor is not None and successor.pk in gone | {person.pk}:
            raise RuleBrokenError("hotline.direct_interest")
        _grant(taking, person)
        case.has_recusals = True
        if case.holder_person_id == person.pk:
            case.holder_person = successor
        taking.facts |= {"person": person.pk, "to": successor and successor.pk}
        return case


def refuse_recusal(ref: CaseRef, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Case:
    """Refuse what the reporter asked, with the reason; nobody decides about themselves."""
    with stepping(
        Step.REFUSE_RECUSAL, ref, policy=policies.CHECK_ANSWER, actor=actor, at=at, version=version, note=reason
    ) as taking:
        needs(reason, code="case.reason_missing")
        waiting = taking.folder.find(Recusal, decided_at=None)
        if not waiting:
            raise RuleBrokenError("case.no_recusal")
        if any(row.person_id == actor.person_id for row in waiting):
            raise RuleBrokenError("case.own_recusal")
        _decide(taking, waiting, is_granted=False)
        taking.facts["recusal"] = waiting[0].pk
        return taking.case


def _grant(taking: Taking, person: Person) -> None:
    """Note that somebody is off the case: by the request that waits, or by a row of its own."""
    waiting = taking.folder.find(Recusal, person_id=person.pk, decided_at=None)
    _decide(taking, waiting[:1], is_granted=True)
    _decide(taking, waiting[1:], is_granted=False)  # asked twice at the same instant
    if not waiting:
        row = Recusal(case=taking.case, person=person, asked_at=taking.at, is_granted=True, decided_at=taking.at)
        taking.folder.add(row)


def _decide(taking: Taking, waiting: list[Recusal], *, is_granted: bool) -> None:
    for row in waiting:
        row.is_granted, row.decided_at = is_granted, taking.at
    taking.folder.save_all(waiting, "is_granted", "decided_at")


def _member(taking: Taking, person_id: int) -> Person:
    unit = taking.case.holder_unit
    person = taking.folder.intake.registers.member(unit.pk, person_id, day_of(taking.at))
    if person is None:
        raise RuleBrokenError("case.person_not_in_unit", person=person_id, unit=unit.name)
    return person
