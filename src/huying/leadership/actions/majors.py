"""Doors of the ledger of major problems 重大问题台账动作."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.leadership import policies
from huying.leadership.actions.promises import CHUNK
from huying.leadership.actions.stepping import MAJOR, MOST_TITLE, own_unit, said
from huying.leadership.models import MajorProblem, Study
from huying.leadership.queries.rules import rules_on
from huying.rules.errors import RuleBrokenError
from huying.rules.majors import MajorState, MajorStep, check_settled, check_studied, study_by
from huying.rulesets import queries as rulesets

if TYPE_CHECKING:
    from datetime import date, datetime

    from huying.core.actors import Actor


def enter(
    *, title: str, matter: str, actor: Actor, at: datetime, place: int | None = None, is_synthetic: bool = False
) -> MajorProblem:
    """Enter a problem into the ledger of one's own property office; its first study is due soon."""
    policies.KEEP_LEDGER.check(actor)
    unit, rules = own_unit(actor), rules_on(day_of(at))
    if place is not None and not actor.covers(place):
        raise RuleBrokenError("major.place_out_of_reach")
    row = MajorProblem(
        unit=unit,
        place=unit.place if place is None else place,
        title=said(title, code="leadership.title_missing", most=MOST_TITLE),
        matter=said(matter, code="major.matter_missing"),
        state=MajorState.OPEN.value,
        rules_version=rules.number,
        entered_at=at,
        study_by=study_by(at, is_first=True, rules=rules, calendar=rulesets.calendar()),
        is_synthetic=is_synthetic,
    )
    with transaction.atomic():
        MAJOR.begin(row, MajorStep.ENTER, actor=actor, at=at, study_by=row.study_by.isoformat())
    return row


def study(
    major_id: int, *, studied_on: date, conclusion: str, actor: Actor, at: datetime, version: int | None = None
) -> MajorProblem:
    """Note a study with its conclusion; the next is due in the rhythm in force today."""
    with MAJOR.step(
        MajorStep.STUDY, major_id, policy=policies.KEEP_LEDGER, actor=actor, at=at, version=version
    ) as taking:
        major, today = taking.row, day_of(at)
        last = Study.objects.filter(major=major).order_by("-studied_on").values_list("studied_on", flat=True).first()
        check_studied(studied_on, today=today, last=last)
        row = Study(
            major=major,
            studied_on=studied_on,
            conclusion=said(conclusion, code="major.conclusion_missing"),
            was_due_on=major.study_by,
            was_late=major.late_at is not None or studied_on > major.study_by,
        )
        row.save(force_insert=True)
        _due_again(major, at=at)
        taking.note = row.conclusion
        taking.facts |= {"study": row.pk, "was_late": row.was_late, "study_by": major.study_by.isoformat()}
    return taking.row


def _due_again(major: MajorProblem, *, at: datetime) -> None:
    rules = rules_on(day_of(at))
    major.rules_version, major.late_at = rules.number, None
    major.study_by = study_by(at, is_first=False, rules=rules, calendar=rulesets.calendar())


def settle(major_id: int, *, result: str, actor: Actor, at: datetime, version: int | None = None) -> MajorProblem:
    """Settle a problem that was studied, with what came of it."""
    with MAJOR.step(
        MajorStep.SETTLE, major_id, policy=policies.KEEP_LEDGER, actor=actor, at=at, version=version
    ) as taking:
        check_settled(studies=Study.objects.filter(major=taking.row).count())
        taking.row.result = taking.note = said(result, code="major.result_missing")
        taking.row.settled_at = at
    return taking.row


def reopen(major_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> MajorProblem:
    """Take a problem that came back into the ledger again."""
    with MAJOR.step(
        MajorStep.REOPEN, major_id, policy=policies.KEEP_LEDGER, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
        taking.row.settled_at, taking.row.result = None, ""
        _due_again(taking.row, at=at)
    return taking.row


def sweep(*, at: datetime) -> int:
    """Note the open problems whose study is overdue; once for each day a study was due."""
    rows = MajorProblem.objects.filter(state=MajorState.OPEN.value, late_at=None, study_by__lt=day_of(at))
    return sum(_late(pk, at=at) for pk in rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK))


def _late(pk: int, *, at: datetime) -> int:
    try:
        with MAJOR.step(MajorStep.LATE, pk, policy=None, actor=SYSTEM, at=at) as taking:
            _check_late(taking.row, today=day_of(at))
            taking.row.late_at = at
            taking.facts["study_by"] = taking.row.study_by.isoformat()
    except RuleBrokenError:
        return 0  # it was studied, settled or noted in this very moment
    return 1


def _check_late(major: MajorProblem, *, today: date) -> None:
    if major.late_at is not None or major.study_by >= today:
        raise RuleBrokenError("major.late_already")
