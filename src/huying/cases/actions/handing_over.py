"""Handing over 移交: the open cases of somebody who leaves or moves go to a successor, or back to the unit's desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from huying.accounts import queries as accounts
from huying.accounts.models import Holding, Person, Unit
from huying.cases import policies
from huying.cases.actions.stepping import is_recused, needs, opened, stepping
from huying.cases.models import Case
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.rules.case_flow import CaseState, Step
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

CHUNK = 200


def open_cases_of(person_id: int, *, unit_id: int) -> QuerySet[Case]:
    """Return the open cases somebody works on for a unit."""
    rows = Case.objects.filter(holder_person=person_id, holder_unit=unit_id)
    return rows.exclude(state=CaseState.CLOSED.value).order_by("pk")


@transaction.atomic
def hand_over(
    *, person_id: int, unit_id: int, successor_id: int | None, reason: str, actor: Actor, at: datetime
) -> int:
    """Hand all open cases of a person to a named successor of the unit, or to its desk; all of them or none."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise RuleBrokenError("case.unit_unknown", unit=unit_id)
    policies.HAND_OVER.check(actor, unit)
    needs(reason, code="case.reason_missing")
    successor = _successor(person_id, unit, successor_id, at=at)
    return sum(
        _give(case_id, person_id=person_id, to=successor, reason=reason, actor=actor, at=at)
        for case_id in list(open_cases_of(person_id, unit_id=unit_id).values_list("pk", flat=True))
    )


def _successor(person_id: int, unit: Unit, successor_id: int | None, *, at: datetime) -> Person | None:
    if successor_id is None:
        return None
    if successor_id == person_id:
        raise RuleBrokenError("case.successor_same")
    found = next((each for each in accounts.people_in(unit, on=day_of(at)) if each.pk == successor_id), None)
    if found is None:
        raise RuleBrokenError("case.person_not_in_unit", person=successor_id, unit=unit.name)
    return found


def _give(case_id: int, *, person_id: int, to: Person | None, reason: str, actor: Actor, at: datetime) -> int:
    with opened(case_id) as folder:
        if folder.case.holder_person_id != person_id or folder.case.state == CaseState.CLOSED.value:
            return 0  # somebody was quicker
        with stepping(Step.HAND_OVER, folder, policy=policies.SEE_CASES, actor=actor, at=at, note=reason) as taking:
            taker = None if to is not None and is_recused(folder, to.pk) else to
            taking.case.holder_person = taker
            taking.facts |= {"person": person_id, "to": taker and taker.pk}
    return 1


def left_behind(at: datetime) -> QuerySet[Case]:
    """Return the open cases of people who no longer hold a post in the unit that holds the case."""
    held = Holding.objects.filter(
        accounts.valid_on(day_of(at)),
        person=OuterRef("holder_person"),
        person__is_active=True,
        post__unit=OuterRef("holder_unit"),
    )
    rows = Case.objects.filter(~Exists(held), holder_person__isnull=False)
    return rows.exclude(state=CaseState.CLOSED.value).order_by("pk")


def return_to_desk(*, at: datetime) -> int:
    """Put what somebody left behind back on the unit's desk; the worker asks this hourly and when somebody leaves."""
    done = 0
    while found := list(left_behind(at).values_list("pk", "holder_person")[:CHUNK]):
        for case_id, person_id in found:
            done += _give(case_id, person_id=person_id, to=None, reason="", actor=SYSTEM, at=at)
    return done
