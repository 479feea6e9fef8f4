"""One step of a case 办理: lock, re-read, ask the policy, ask the flow table, save, record, publish.

Every handling action is `with stepping(...) as taking:`; inside it changes `taking.case` and adds rows; leaving it
writes the case, the timeline, one audit record and one message in the same transaction. Leaving it by an
exception writes nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.cases.actions import carrying, clocks
from huying.cases.actions.folders import Folder, Stored
from huying.cases.actions.locking import lock_one
from huying.cases.models import Case, CaseStep, Recusal
from huying.cases.queries import limits as limit_queries
from huying.cases.queries.committing import facts_of
from huying.core import audit
from huying.core.policies import Policy
from huying.rules.case_flow import CaseState, Step, after
from huying.rules.errors import RuleBrokenError
from huying.rules.hotline_duties import check_handler
from huying.rules.news import TELLS
from huying.rules.problems import COMMON
from huying.rules.roles import UnitKind
from huying.rules.routing import Lead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from huying.accounts.models import Unit
    from huying.cases.queries.holders import Holders
    from huying.cases.queries.limits import Limits
    from huying.core.actors import Actor
    from huying.rules.routing import ResponsibilityList
    from huying.rules.workdays import WorkCalendar

ANYBODY = Policy("anybody", "", lambda _actor, _case: True)
"""Asked where the step of a lead was allowed already."""
CaseRef = int | Folder
"""Which case is meant: its key, or its folder where a bulk door holds it."""
STEPPED, TELLING = "case.stepped", "case.telling"
NOTE_LENGTH = 2000


@dataclass(slots=True)
class Taking:
    """A step being taken."""

    folder: Folder
    step: Step
    actor: Actor
    at: datetime
    state_before: CaseState
    place_before: int
    note: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    row: CaseStep | None = None

    @property
    def case(self) -> Case:
        """Return the case."""
        return self.folder.case

    @property
    def limits(self) -> Limits:
        """Return the limits in force when the case was received; a running case keeps its version's day."""
        return self.folder.intake.on(limit_queries.day_of(self.case.received_at))[0]

    @property
    def duties(self) -> ResponsibilityList:
        """Return the responsibility list in force when the case was received."""
        return self.folder.intake.on(limit_queries.day_of(self.case.received_at))[1]

    @property
    def calendar(self) -> WorkCalendar:
        """Return the work-day calendar."""
        return self.folder.intake.calendar

    @property
    def holders(self) -> Holders:
        """Return the units of the day of the step."""
        return self.folder.intake.on(limit_queries.day_of(self.at))[2]

    def ruler(self) -> Unit:
        """Return who rules on a return or an extension: the hotline centre on its own orders, else the level above."""
        case, holders = self.case, self.holders
        centre = holders.unit_for(Lead(kind=UnitKind.HOTLINE), place=case.place) if case.source else None
        return centre or holders.above(case.holder_unit, place=case.place)


def locked(case_id: int, *, version: int | None) -> Case:
    """Return the case locked for change, or refuse a form that is older than the case."""
    case = lock_one(case_id)
    not_stale(case, version=version)
    return case


def not_stale(case: Case, *, version: int | None) -> None:
    """Refuse a form that is older than the case."""
    if version is not None and case.version != version:
        raise RuleBrokenError("case.stale", number=case.number, seen=version, now=case.version, **_last_step(case))


@contextmanager
def opened(ref: CaseRef, *, version: int | None = None) -> Iterator[Folder]:
    """Open the folder of a case for change, locked in a transaction; a folder given is already open."""
    if isinstance(ref, Folder):
        not_stale(ref.case, version=version)
        yield ref
        return
    with transaction.atomic():
        yield Stored(locked(ref, version=version))


def key_of(ref: CaseRef) -> int:
    """Return the key of the case meant."""
    return ref.case.pk if isinstance(ref, Folder) else ref


def _last_step(case: Case) -> dict[str, Any]:
    """Return what was done last, by which unit and when, for somebody whose form is older."""
    row = CaseStep.objects.filter(case=case).select_related("unit").order_by("-id").first()
    if row is None:
        return {"step": "", "unit": "", "at": case.received_at}
    return {"step": Step(row.step), "unit": row.unit.name if row.unit else "", "at": row.at}


@contextmanager
def stepping(
    step: Step,
    ref: CaseRef,
    *,
    policy: Policy,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    note: str = "",
) -> Iterator[Taking]:
    """Open one step of a case; what it changes is written when the block ends."""
    if len(note) > NOTE_LENGTH:
        raise RuleBrokenError("case.too_long", field="note", length=len(note), most=NOTE_LENGTH)
    with opened(ref, version=version) as folder:
        case = folder.case
        policy.check(actor, case)
        _not_following(folder, step)
        if folder.lead is None:
            check_handler(has_direct_interest=is_recused(folder, actor.person_id))
        before = CaseState(case.state)
        case.state = after(step, before).value
        place = case.place
        taking = Taking(
            folder=folder,
            step=step,
            actor=actor,
            at=at,
            state_before=before,
            place_before=place,
            note=note.strip(),
        )
        if folder.lead is not None:
            taking.note, taking.facts["lead"] = "", folder.lead
        if case.is_paused and case.state != CaseState.HANDLING.value:
            _let_run(taking)
        yield taking
        finish(taking)


def _not_following(folder: Folder, step: Step) -> None:
    """Refuse a step of the common handling on a case that follows another, unless the lead carries it."""
    lead = folder.case.follows
    if lead is not None and folder.lead is None and step in COMMON:
        raise RuleBrokenError("problem.follows", lead=lead.number, step=step)


def is_recused(folder: Folder, person_id: int | None) -> bool:
    """Tell whether somebody withdrew from the case 回避."""
    if not folder.case.has_recusals or person_id is None:
        return False
    return bool(folder.find(Recusal, person_id=person_id, is_granted=True))


def _let_run(taking: Taking) -> None:
    """End the pause of a case that moves on: what was waited for is over, or no longer waited for."""
    for each in carrying.followers(taking.folder):
        if carrying.is_paused_along(each, taking.folder):
            with stepping(Step.RESUME, each, policy=ANYBODY, actor=taking.actor, at=taking.at) as along:
                clocks.let_run(along.folder, at=taking.at)
    clocks.let_run(taking.folder, at=taking.at)
    taking.facts["resumed"] = True


def finish(taking: Taking) -> None:
    """Write the case, its timeline row, one audit record and one message."""
    case = taking.case
    case.version += 1
    taking.folder.save(case)
    taking.row = CaseStep(
        case=case,
        step=taking.step.value,
        at=taking.at,
        unit_id=taking.actor.unit_id,
        person_id=taking.actor.person_id,
        note=taking.note,
        facts=taking.facts,
    )
    taking.folder.add(taking.row)
    entry = audit.entry(
        f"case.{taking.step.value}",
        case,
        actor=taking.actor,
        at=taking.at,
        before=taking.state_before.value,
        after=case.state,
        version=case.version,
        **taking.facts,
        **facts_of(case, note=taking.note),
    )
    taking.folder.note(entry)
    taking.folder.recount(taking.place_before, case.place)
    taking.folder.publish(STEPPED)
    if taking.step in TELLS and taking.folder.lead is None:
        taking.folder.tell(TELLING, taking.row)


def needs(value: str, *, code: str) -> str:
    """Return the words given, or refuse when there are none."""
    if not value.strip():
        raise RuleBrokenError(code)
    return value.strip()
