"""Following up 督促落实: a resolution is done with what shows it, lifted with a reason, or noted as late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.queries.limits import day_of
from huying.conferences import policies
from huying.conferences.actions.stepping import CONFERENCE, said
from huying.conferences.models import Resolution
from huying.core.actors import SYSTEM
from huying.rules.conferences import ConferenceStep, ResolutionState
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.conferences.models import Conference
    from huying.core.actors import Actor
    from huying.core.lives import Taking

CHUNK = 500


def _open(taking: Taking[Conference], resolution_id: int) -> Resolution:
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("lead")
    row = rows.filter(conference=taking.row, pk=resolution_id).first()
    if row is None:
        raise RuleBrokenError("conference.resolution_unknown")
    if row.issued_in is None:
        raise RuleBrokenError("conference.not_in_force")
    if row.state != ResolutionState.OPEN.value:
        raise RuleBrokenError("conference.ended_already")
    row.conference = taking.row
    taking.facts["resolution"] = row.pk
    return row


def finish(
    conference_id: int,
    *,
    resolution_id: int,
    evidence: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Conference:
    """Say that a resolution is done and what shows it: its lead, or the host."""
    with CONFERENCE.step(
        ConferenceStep.FINISH, conference_id, policy=None, actor=actor, at=at, version=version
    ) as taking:
        row = _open(taking, resolution_id)
        policies.CARRY_OUT_RESOLUTION.check(actor, row)
        row.evidence = taking.note = said(evidence, code="conference.evidence_missing")
        row.state, row.ended_at = ResolutionState.DONE.value, at
        row.save(update_fields=["evidence", "state", "ended_at"])
    return taking.row


def lift(
    conference_id: int,
    *,
    resolution_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Conference:
    """Lift a resolution that is not to be carried out any more; the reason stays with it."""
    with CONFERENCE.step(
        ConferenceStep.LIFT, conference_id, policy=policies.ISSUE_MINUTES, actor=actor, at=at, version=version
    ) as taking:
        row = _open(taking, resolution_id)
        row.lifted_reason = taking.note = said(reason, code="conference.reason_missing")
        row.state, row.ended_at = ResolutionState.LIFTED.value, at
        row.save(update_fields=["lifted_reason", "state", "ended_at"])
    return taking.row


def sweep(*, at: datetime) -> int:
    """Note the resolutions whose day has passed undone; returns how many. Asked again it does nothing more."""
    rows = Resolution.objects.filter(
        state=ResolutionState.OPEN.value, issued_in__isnull=False, late_at=None, due_on__lt=day_of(at)
    )
    keys = rows.order_by("due_on", "pk").values_list("conference_id", "pk")
    return sum(_late(*each, at=at) for each in keys.iterator(chunk_size=CHUNK))


def _check_not_noted(row: Resolution) -> None:
    if row.late_at is not None:
        raise RuleBrokenError("conference.late_already")


def _late(conference_id: int, resolution_id: int, *, at: datetime) -> int:
    try:
        with CONFERENCE.step(ConferenceStep.LATE, conference_id, policy=None, actor=SYSTEM, at=at) as taking:
            row = _open(taking, resolution_id)
            _check_not_noted(row)
            row.late_at = at
            row.save(update_fields=["late_at"])
    except RuleBrokenError:
        return 0  # it was done, lifted or noted in this very moment
    return 1
