"""Holding 开会: who is there, what was said, what was resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.queries.limits import day_of
from huying.conferences import policies
from huying.conferences.actions.stepping import CONFERENCE, item_of, member_of, said
from huying.conferences.models import Member, Resolution
from huying.conferences.queries.rules import rules_of
from huying.rules.conferences import (
    Basis,
    ConferenceStep,
    ResolutionKind,
    ResolutionState,
    Resolved,
    check_quorum,
    check_resolution,
)
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import UnitKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from huying.conferences.models import Conference
    from huying.core.actors import Actor

MOST_BASIS = 200
WITH_POWERS = frozenset({UnitKind.DEPARTMENT.value, UnitKind.STREET.value, UnitKind.DISTRICT_OFFICE.value})
"""Kinds of unit that may hold powers of enforcement by law or entrustment (R6.3)."""


def attend(
    conference_id: int, *, members: Sequence[int], actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Note from the list, as the host, who is there."""
    with CONFERENCE.step(
        ConferenceStep.ATTEND, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        if not members:
            raise RuleBrokenError("conference.nobody_ticked")
        for member_id in members:
            _there(member_of(taking, member_id), at=at)
        taking.facts["members"] = sorted(members)
    return taking.row


def attend_oneself(conference_id: int, *, actor: Actor, at: datetime) -> Conference:
    """Note, by the code shown in the room, that one's own unit is there."""
    with CONFERENCE.step(ConferenceStep.ATTEND, conference_id, policy=None, actor=actor, at=at) as taking:
        member = Member.objects.filter(conference=taking.row, unit=actor.unit_id or 0).first()
        if member is None:
            raise RuleBrokenError("conference.member_unknown")
        policies.SIT_IN_CONFERENCE.check(actor, member)
        if member.attended_at is not None:
            raise RuleBrokenError("conference.attended_already")
        _there(member, at=at)
        taking.facts |= {"members": [member.pk], "by_code": True}
    return taking.row


def _there(member: Member, *, at: datetime) -> None:
    if member.attended_at is None:
        member.attended_at, member.excuse = at, ""
        member.save(update_fields=["attended_at", "excuse"])


def excuse(
    conference_id: int, *, member_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Say that a body does not come and why: the body itself, or the host for it."""
    with CONFERENCE.step(
        ConferenceStep.EXCUSE, conference_id, policy=None, actor=actor, at=at, version=version
    ) as taking:
        member = member_of(taking, member_id)
        if not policies.HOST_CONFERENCE.may(actor, taking.row):
            policies.SIT_IN_CONFERENCE.check(actor, member)
        if member.attended_at is not None:
            raise RuleBrokenError("conference.attended_already")
        member.excuse = said(reason, code="conference.reason_missing", most=MOST_BASIS)
        member.save(update_fields=["excuse"])
        taking.note, taking.facts["member"] = member.excuse, member.pk
    return taking.row


def hold(conference_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Open the conference: enough members are there."""
    with CONFERENCE.step(
        ConferenceStep.HOLD, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        members = Member.objects.filter(conference=taking.row, is_observer=False)
        present = members.filter(attended_at__isnull=False).count()
        check_quorum(members=members.count(), present=present, rules=rules_of(taking.row))
        taking.row.held_at, taking.facts["present"] = at, present
        _count_returns(taking.row)
    return taking.row


def _count_returns(conference: Conference) -> None:
    """Count once more the resolutions that came back undone."""
    for item in conference.items.filter(earlier__isnull=False).select_related("earlier"):
        earlier = item.earlier
        if earlier is not None and earlier.state == ResolutionState.OPEN.value:
            earlier.came_back += 1
            earlier.save(update_fields=["came_back"])


def sum_up(
    conference_id: int, *, item_id: int, summary: str, actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Write down what was said to a matter."""
    with CONFERENCE.step(
        ConferenceStep.SUM_UP, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        item = item_of(taking, item_id)
        item.summary = said(summary, code="conference.summary_missing")
        item.save(update_fields=["summary"])
        taking.facts["item"] = item.pk
    return taking.row


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A resolution as the form gives it."""

    item_id: int
    kind: ResolutionKind
    words: str
    lead_id: int | None
    due_on: date | None
    basis: Basis | None = None
    basis_words: str = ""
    matter: int | None = None
    is_public: bool = False


def resolve(conference_id: int, *, draft: Draft, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Write down a resolution; what the conference has no power for is refused with the form that is right."""
    with CONFERENCE.step(
        ConferenceStep.RESOLVE, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        item = item_of(taking, draft.item_id)
        lead = member_of(taking, draft.lead_id) if draft.lead_id is not None else None
        words = said(draft.words, code="conference.resolution_words")
        is_task, is_motion = draft.kind is ResolutionKind.TASK, draft.kind is ResolutionKind.MOTION
        resolved = Resolved(
            kind=draft.kind,
            words=words,
            has_owner=lead is not None,
            owner_present=lead is not None and lead.attended_at is not None,
            owner_has_powers=lead is not None and lead.unit is not None and lead.unit.kind in WITH_POWERS,
            due_on=draft.due_on,
            basis=draft.basis,
            basis_words=draft.basis_words,
            matter=draft.matter,
        )
        due_on = check_resolution(resolved, today=day_of(at), rules=rules_of(taking.row))
        row = Resolution(
            conference=taking.row,
            item=item,
            kind=draft.kind.value,
            words=words,
            lead=lead,
            due_on=due_on,
            basis=draft.basis.value if is_task and draft.basis else "",
            basis_words=said(draft.basis_words, most=MOST_BASIS) if is_task else "",
            matter=draft.matter if is_motion else None,
            is_public=draft.is_public,
            state=ResolutionState.OPEN.value,
        )
        row.save(force_insert=True)
        taking.facts["resolution"] = row.pk
    return taking.row


def strike(
    conference_id: int, *, resolution_id: int, actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Strike a resolution that was not issued yet; an issued one is lifted instead."""
    with CONFERENCE.step(
        ConferenceStep.STRIKE, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        row = Resolution.objects.filter(conference=taking.row, pk=resolution_id).first()
        if row is None:
            raise RuleBrokenError("conference.resolution_unknown")
        if row.issued_in is not None:
            raise RuleBrokenError("conference.issued_stays")
        taking.facts["resolution"], taking.note = row.pk, row.words
        row.delete()
    return taking.row
