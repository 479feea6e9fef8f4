"""Which cases a post may see 可见范围. Out of sight is not found.

Officials see what lies in their ranges and what their unit holds. The enterprise and the committee see what they
hold, and complaints about them once a brief was released; of a complaint they read only the brief.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from huying.cases.models import Case, CasePart, ImportBatch
from huying.core.compiled import Compiled
from huying.regions.queries import in_spans
from huying.rules.case_facts import Nature
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import OFFICIAL, SHIELDED_FROM_REPORTER, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.core.actors import Actor

SERIAL_DIGITS = 18
WITH = ("holder_unit", "holder_person", "about_unit", "reporter", "problem", "follows")
BY_UNIT = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER})
"""Departments see what they hold; the whole district is not theirs to read."""


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Return the cases an actor may see, complete imports only."""
    return complete(_in_sight(actor))


def _in_sight(actor: Actor) -> QuerySet[Case]:
    rows = Case.objects.all()
    if actor.is_system:
        return rows
    if actor.role in SHIELDED_FROM_REPORTER:
        return rows.filter(
            Q(holder_unit_id=actor.unit_id) | Q(about_unit_id=actor.unit_id, brief_released_at__isnull=False)
        )
    if actor.role in BY_UNIT:
        return rows.filter(holder_unit_id=actor.unit_id)
    if actor.role is Role.CALLER:
        return rows.filter(in_ranges(actor), state__in=[CaseState.ANSWERED.value, CaseState.CLOSED.value])
    if actor.role in OFFICIAL or actor.role is Role.AUDITOR:
        return rows.filter(held_or_in_ranges(actor))
    return rows.none()


_unfinished = Compiled(lambda: ImportBatch.objects.filter(completed_at=None, removed_at=None).values_list("pk"))


def unfinished_batches() -> list[int]:
    """Return the imports that are not complete; nothing of them may be seen or acted on."""
    return [row[0] for row in _unfinished.rows()]


def complete(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Leave out the cases of imports that are not complete."""
    unfinished = ImportBatch.objects.filter(completed_at=None, removed_at=None)
    return rows.exclude(batch__in=unfinished.values("pk"))


def held_or_in_ranges(actor: Actor) -> Q:
    """Return the condition that a case lies in the post's ranges or its unit holds it."""
    return in_ranges(actor) | Q(holder_unit_id=actor.unit_id)


def in_ranges(actor: Actor) -> Q:
    """Return the condition that a case lies in the post's ranges, the narrower range winning."""
    return in_spans(actor.include, actor.exclude)


def reads_original(actor: Actor, case: Case) -> bool:
    """Tell whether an actor reads the reporter's own words, or only the released brief."""
    if actor.role not in SHIELDED_FROM_REPORTER:
        return True
    return case.nature == Nature.SERVICE.value and case.holder_unit_id == actor.unit_id


def _serial_of(number: str) -> int | None:
    """Return the serial within a case number, None where there is none."""
    serial = number.partition("-")[2]
    is_serial = serial.isascii() and serial.isdigit() and len(serial) <= SERIAL_DIGITS
    return int(serial) if is_serial else None


def find(number: str, *, actor: Actor) -> Case:
    """Return a visible case by its number, or refuse as not found."""
    serial, found = _serial_of(number), None
    if serial is not None:
        rows = _in_sight(actor).select_related(*WITH)
        found = rows.filter(pk=serial).first() or _assisted(serial, actor)
        if found is not None and found.batch is not None and found.batch in unfinished_batches():
            found = None  # only a case that was imported costs the question
    if found is None or found.number.partition("-")[0] != number.partition("-")[0]:
        raise RuleBrokenError("case.not_found", number=number[:40])
    return found


def _assisted(pk: int, actor: Actor) -> Case | None:
    """Return a case of which a part was asked of the actor's unit; it stands in no list."""
    if actor.unit_id is None or actor.role not in (OFFICIAL | SHIELDED_FROM_REPORTER) - {Role.CALLER}:
        return None
    is_asked = CasePart.objects.filter(case=pk, unit=actor.unit_id).exists()
    return Case.objects.select_related(*WITH).filter(pk=pk).first() if is_asked else None


def sees(actor: Actor, number: str) -> bool:
    """Tell whether an actor may see a case as it stands now; a step may have taken it out of sight."""
    serial = _serial_of(number)
    if serial is None:
        return False
    return visible_to(actor).filter(pk=serial).exists() or _assisted(serial, actor) is not None


def state_of(case: Case) -> CaseState:
    """Return the state as the flow table knows it."""
    return CaseState(case.state)
