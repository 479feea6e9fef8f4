"""Planning and calling 筹备与通知: the meeting, its agenda, who is invited, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Unit
from huying.cases.queries.limits import day_of
from huying.conferences import policies
from huying.conferences.actions.stepping import CONFERENCE, MOST_ITEM_WORDS, MOST_TITLE, item_of, said
from huying.conferences.models import AgendaItem, Conference, Member, Resolution
from huying.conferences.queries.offered import invitable
from huying.conferences.queries.rules import rules_of, rules_on
from huying.core import audit
from huying.rules.conferences import ConferenceKind, ConferenceState, ConferenceStep, ResolutionState, TopicClass
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.whistles.models import Whistle


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter for the agenda: from a case, a whistle, or words alone."""

    topic: TopicClass
    words: str
    case: Case | None = None
    whistle: Whistle | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A body to be invited: a unit by its key, or a name without account."""

    unit_id: int | None
    name: str = ""
    is_observer: bool = False


def plan(
    *,
    kind: ConferenceKind,
    title: str,
    room: str,
    starts_at: datetime,
    actor: Actor,
    at: datetime,
    is_synthetic: bool = False,
) -> Conference:
    """Plan a conference of one's own unit; every open resolution of the last ones of its kind stands on it."""
    policies.HOST_CONFERENCE.check(actor)
    with transaction.atomic():
        host = Unit.objects.get(pk=actor.unit_id or 0)
        _check_future(starts_at, at=at)
        conference = Conference(
            kind=kind.value,
            host=host,
            place=host.place,
            title=said(title, code="conference.title_missing", most=MOST_TITLE),
            room=said(room, code="conference.room_missing", most=MOST_TITLE),
            starts_at=starts_at,
            state=ConferenceState.PLANNED.value,
            rules_version=rules_on(day_of(at)).number,
            is_synthetic=is_synthetic,
        )
        conference.save(force_insert=True)
        returned = _bring_back(conference)
        return CONFERENCE.begin(conference, ConferenceStep.PLAN, actor=actor, at=at, returned=returned)


def _bring_back(conference: Conference) -> int:
    """Put the open resolutions of the host's issued conferences of this kind on the agenda."""
    rows = Resolution.objects.filter(
        conference__host=conference.host,
        conference__kind=conference.kind,
        state=ResolutionState.OPEN.value,
        issued_in__isnull=False,
    ).select_related("item")
    items = [
        AgendaItem(
            conference=conference,
            host=conference.host,
            topic=row.item.topic,
            words=row.words[:MOST_ITEM_WORDS],
            earlier=row,
        )
        for row in rows.order_by("due_on", "pk")
    ]
    AgendaItem.objects.bulk_create(items)
    return len(items)


def _check_future(starts_at: datetime, *, at: datetime) -> None:
    if starts_at <= at:
        raise RuleBrokenError("conference.starts_past")


def add_item(
    conference_id: int, *, matter: Matter, actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Put a matter on the agenda."""
    with CONFERENCE.step(
        ConferenceStep.ADD_ITEM,
        conference_id,
        policy=policies.HOST_CONFERENCE,
        actor=actor,
        at=at,
        version=version,
    ) as taking:
        _check_room(taking.row)
        item = _item(taking.row.host, matter)
        _check_twice(taking.row, item)
        item.conference = taking.row
        item.save(force_insert=True)
        taking.facts["item"] = item.pk
    return taking.row


def accept_item(
    conference_id: int, *, item_id: int, actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Put a proposal that waits for the host on the agenda."""
    with CONFERENCE.step(
        ConferenceStep.ADD_ITEM,
        conference_id,
        policy=policies.HOST_CONFERENCE,
        actor=actor,
        at=at,
        version=version,
    ) as taking:
        _check_room(taking.row)
        rows = AgendaItem.objects.select_for_update(of=("self",))
        item = rows.filter(pk=item_id, host=taking.row.host, conference=None).first()
        if item is None:
            raise RuleBrokenError("conference.proposal_gone")
        _check_twice(taking.row, item)
        item.conference = taking.row
        item.save(update_fields=["conference"])
        taking.facts |= {"item": item.pk, "proposed": True}
    return taking.row


def _check_room(conference: Conference) -> None:
    most = rules_of(conference).most_items
    if AgendaItem.objects.filter(conference=conference).count() >= most:
        raise RuleBrokenError("conference.too_many_items", most=most)


def _check_twice(conference: Conference, item: AgendaItem) -> None:
    rows = AgendaItem.objects.filter(conference=conference)
    is_case = item.case_id is not None and rows.filter(case=item.case_id).exists()
    if is_case or (item.whistle_id is not None and rows.filter(whistle=item.whistle_id).exists()):
        raise RuleBrokenError("conference.item_twice")


def _item(host: Unit, matter: Matter) -> AgendaItem:
    return AgendaItem(
        host=host,
        topic=matter.topic.value,
        words=said(matter.words, code="conference.item_words", most=MOST_ITEM_WORDS),
        case=matter.case,
        whistle=matter.whistle,
    )


def drop_item(
    conference_id: int, *, item_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Take a matter off the agenda with a reason; an open resolution that came back stays."""
    with CONFERENCE.step(
        ConferenceStep.DROP_ITEM,
        conference_id,
        policy=policies.HOST_CONFERENCE,
        actor=actor,
        at=at,
        version=version,
    ) as taking:
        item = item_of(taking, item_id)
        if item.earlier is not None and item.earlier.state == ResolutionState.OPEN.value:
            raise RuleBrokenError("conference.item_returns")
        taking.note = f"{item.words}: {said(reason, code='conference.reason_missing')}"
        taking.facts["item"] = item.pk
        item.delete()
    return taking.row


def propose(*, host: Unit, matter: Matter, actor: Actor, at: datetime) -> AgendaItem:
    """Propose a matter to a street or community; it waits until the host puts it on an agenda."""
    policies.PROPOSE_ITEM.check(actor)
    with transaction.atomic():
        item = _item(host, matter)
        item.proposing_id, item.proposed_at = actor.unit_id, at
        item.save(force_insert=True)
        audit.record("conference.propose", item, actor=actor, at=at, host=host.pk)
        return item


def invite(
    conference_id: int, *, seats: Sequence[Seat], actor: Actor, at: datetime, version: int | None = None
) -> Conference:
    """Say who takes part, as members or observers; asked again it replaces who was named before."""
    with CONFERENCE.step(
        ConferenceStep.INVITE,
        conference_id,
        policy=policies.HOST_CONFERENCE,
        actor=actor,
        at=at,
        version=version,
    ) as taking:
        conference = taking.row
        rows = _members(conference, seats, at=at)
        Member.objects.filter(conference=conference).delete()
        Member.objects.bulk_create(rows)
        taking.facts |= {"members": sum(not row.is_observer for row in rows), "bodies": len(rows)}
    return taking.row


def _members(conference: Conference, seats: Sequence[Seat], *, at: datetime) -> list[Member]:
    rules = rules_of(conference)
    if not any(not seat.is_observer for seat in seats):
        raise RuleBrokenError("conference.nobody_invited")
    if len(seats) > rules.most_members:
        raise RuleBrokenError("conference.too_many_members", most=rules.most_members)
    offered = {unit.pk: unit for unit in invitable(conference.host, on=day_of(at))}
    rows = []
    for seat in seats:
        unit = offered.get(seat.unit_id) if seat.unit_id is not None else None
        if seat.unit_id is not None and unit is None:
            raise RuleBrokenError("conference.unit_not_invitable")
        name = unit.name if unit else said(seat.name, code="conference.member_name", most=MOST_TITLE)
        rows.append(Member(conference=conference, unit=unit, name=name, is_observer=seat.is_observer))
    if len({row.name for row in rows}) != len(rows):
        raise RuleBrokenError("conference.member_twice")
    return rows


def call(conference_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Send the invitations: there is an agenda, somebody is invited, and it lies ahead."""
    with CONFERENCE.step(
        ConferenceStep.CALL, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        conference = taking.row
        _check_future(conference.starts_at, at=at)
        if not Member.objects.filter(conference=conference, is_observer=False).exists():
            raise RuleBrokenError("conference.nobody_invited")
        if not AgendaItem.objects.filter(conference=conference).exists():
            raise RuleBrokenError("conference.no_items")
        conference.called_at = at
    return taking.row


def postpone(
    conference_id: int,
    *,
    starts_at: datetime,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Conference:
    """Move the conference to another time; who was invited hears of it."""
    with CONFERENCE.step(
        ConferenceStep.POSTPONE, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        _check_future(starts_at, at=at)
        taking.note = said(reason, code="conference.reason_missing")
        taking.facts["from"] = taking.row.starts_at.isoformat()
        taking.row.starts_at = starts_at
    return taking.row


def cancel(conference_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Conference:
    """Call the conference off; its proposals wait for the next, and resolutions come back by themselves."""
    with CONFERENCE.step(
        ConferenceStep.CANCEL, conference_id, policy=policies.HOST_CONFERENCE, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="conference.reason_missing")
        waiting = AgendaItem.objects.filter(conference=taking.row, proposed_at__isnull=False)
        taking.facts["waiting"] = waiting.update(conference=None)
    return taking.row
