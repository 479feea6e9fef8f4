"""Doors of groups 领导小组与工作专班动作: who sits in them, sessions, tasks, terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Post
from huying.cases.queries.limits import day_of
from huying.core.actors import SYSTEM
from huying.leadership import policies
from huying.leadership.actions.promises import CHUNK, check_ahead, finished, open_one, sweep_late, unit_of
from huying.leadership.actions.stepping import GROUP, MOST_TITLE, own_unit, said
from huying.leadership.models import Group, GroupSeat, GroupSession, GroupTask
from huying.leadership.queries.rules import rules_of, rules_on
from huying.rules.errors import RuleBrokenError
from huying.rules.groups import (
    GroupKind,
    GroupState,
    GroupStep,
    Seated,
    SeatRank,
    check_composition,
    check_term,
    remind_on,
)
from huying.rules.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from huying.core.actors import Actor

MOST_POST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeat:
    """Somebody to be seated: a post of the system, or a body and its post by name."""

    rank: SeatRank
    sector: str
    post: int | None = None
    body: str = ""
    title: str = ""


def form(
    *,
    kind: GroupKind,
    name: str,
    term: tuple[date, date],
    actor: Actor,
    at: datetime,
    is_synthetic: bool = False,
) -> Group:
    """Begin to form a group kept by one's own unit, for a term."""
    policies.KEEP_GROUP.check(actor)
    unit, rules = own_unit(actor), rules_on(day_of(at))
    check_term(starts_on=term[0], ends_on=term[1], rules=rules)
    group = Group(
        kind=kind.value,
        unit=unit,
        place=unit.place,
        name=said(name, code="leadership.title_missing", most=MOST_TITLE),
        starts_on=term[0],
        ends_on=term[1],
        state=GroupState.FORMING.value,
        rules_version=rules.number,
        is_synthetic=is_synthetic,
    )
    with transaction.atomic():
        GROUP.begin(group, GroupStep.FORM, actor=actor, at=at, kind=kind.value)
    return group


def seat(group_id: int, *, new: NewSeat, actor: Actor, at: datetime, version: int | None = None) -> Group:
    """Give somebody a seat, by unit and post: who holds the post today sits in it."""
    with GROUP.step(
        GroupStep.SEAT, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        group = taking.row
        if new.sector and rules_of(group).sector(GroupKind(group.kind), new.sector) is None:
            raise RuleBrokenError("group.sector_unknown")
        post = Post.objects.select_related("unit").filter(pk=new.post).first() if new.post is not None else None
        if new.post is not None and post is None:
            raise RuleBrokenError("leadership.post_out_of_reach")
        row = GroupSeat(
            group=group,
            post=post,
            unit=post.unit if post else None,
            body=post.unit.name if post else said(new.body, code="group.body_missing", most=MOST_TITLE),
            title=post.title if post else said(new.title, code="group.title_missing", most=MOST_POST),
            rank=new.rank.value,
            sector=new.sector,
            starts_on=max(day_of(at), group.starts_on),
        )
        _check_free(row)
        row.save(force_insert=True)
        taking.note = f"{row.body} {row.title}"
        taking.facts |= {"seat": row.pk, "rank": row.rank, "sector": row.sector}
    return taking.row


def _check_free(row: GroupSeat) -> None:
    seats = GroupSeat.objects.filter(group=row.group, ends_on=None)
    if seats.filter(body=row.body, title=row.title).exists():
        raise RuleBrokenError("group.seated_already")
    if row.rank == SeatRank.HEAD.value and seats.filter(rank=row.rank).exists():
        raise RuleBrokenError("group.one_head", count=2)


def unseat(
    group_id: int, *, seat_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Group:
    """End a seat with a reason; who sat there when stays. A standing group must stay complete."""
    with GROUP.step(
        GroupStep.UNSEAT, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        row = GroupSeat.objects.filter(group=taking.row, pk=seat_id, ends_on=None).first()
        if row is None:
            raise RuleBrokenError("group.seat_unknown")
        row.ends_on = day_of(at)
        row.save(update_fields=["ends_on"])
        taking.note = said(reason, code="leadership.reason_missing")
        taking.facts["seat"] = row.pk
    return taking.row


def seated(seats: Iterable[GroupSeat]) -> list[Seated]:
    """Return seats as the rules see them."""
    return [
        Seated(rank=SeatRank(row.rank), sector=row.sector, role=Role(row.post.role) if row.post else None)
        for row in seats
    ]


def _check_complete(group: Group) -> None:
    seats = GroupSeat.objects.filter(group=group, ends_on=None).select_related("post")
    check_composition(GroupKind(group.kind), seated(seats), rules=rules_of(group))


def set_up(group_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> Group:
    """Set a group up, once everybody who must be in it is."""
    with GROUP.step(
        GroupStep.SET_UP, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        _check_complete(taking.row)
    return taking.row


def meet(
    group_id: int,
    *,
    title: str,
    held_on: date,
    present: int,
    summary: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Group:
    """Note a session: when, how many were there, what was said."""
    with GROUP.step(
        GroupStep.MEET, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        if held_on > day_of(at):
            raise RuleBrokenError("group.session_ahead")
        if not 1 <= present <= GroupSeat.objects.filter(group=taking.row, ends_on=None).count():
            raise RuleBrokenError("group.present_count")
        session = GroupSession(
            group=taking.row,
            title=said(title, code="leadership.title_missing", most=MOST_TITLE),
            held_on=held_on,
            present=present,
            summary=said(summary, code="group.summary_missing"),
        )
        session.save(force_insert=True)
        taking.note = session.title
        taking.facts |= {"session": session.pk, "present": present}
    return taking.row


def decide(
    group_id: int,
    *,
    session_id: int,
    words: str,
    unit: int,
    due_on: date,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Group:
    """Write down a decision of a session as a task of a unit with its day."""
    with GROUP.step(
        GroupStep.DECIDE, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        session = GroupSession.objects.filter(group=taking.row, pk=session_id).first()
        if session is None:
            raise RuleBrokenError("group.session_unknown")
        task = GroupTask(
            group=taking.row,
            session=session,
            unit=unit_of(unit, actor=actor),
            words=said(words, code="leadership.words_missing"),
            due_on=check_ahead(due_on, at=at),
        )
        task.save(force_insert=True)
        taking.note = task.words
        taking.facts |= {"promise": task.pk, "unit": task.unit_id, "due_on": due_on.isoformat()}
    return taking.row


def finish(
    group_id: int, *, promise_id: int, evidence: str, actor: Actor, at: datetime, version: int | None = None
) -> Group:
    """Say that a task is done, and what shows it."""
    with GROUP.step(GroupStep.FINISH, group_id, policy=None, actor=actor, at=at, version=version) as taking:
        row = open_one(GroupTask.objects.filter(group=taking.row).select_related("group"), promise_id)
        finished(row, taking, evidence=evidence)
    return taking.row


def renew(group_id: int, *, ends_on: date, actor: Actor, at: datetime, version: int | None = None) -> Group:
    """Give a complete group another term that begins where this one ends; its end will be told again."""
    with GROUP.step(
        GroupStep.RENEW, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        group = taking.row
        check_term(starts_on=group.ends_on, ends_on=ends_on, rules=rules_of(group))
        _check_complete(group)
        taking.facts |= {"was": [group.starts_on.isoformat(), group.ends_on.isoformat()]}
        group.starts_on, group.ends_on, group.reminded_at = group.ends_on, ends_on, None
    return taking.row


def dissolve(group_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None = None) -> Group:
    """Dissolve a group; its tasks go on to their end."""
    with GROUP.step(
        GroupStep.DISSOLVE, group_id, policy=policies.KEEP_GROUP, actor=actor, at=at, version=version
    ) as taking:
        taking.note = said(reason, code="leadership.reason_missing")
    return taking.row


def sweep(*, at: datetime) -> int:
    """Note tasks that passed their day, and terms whose end comes near."""
    return sweep_late(GROUP, GroupStep.LATE, GroupTask.objects.all(), at=at) + _remind(at=at)


def _remind(*, at: datetime) -> int:
    today = day_of(at)
    try:
        days = rules_on(today).remind_days
    except RuleBrokenError:
        return 0  # no rules are in force: nobody said how long before
    rows = Group.objects.filter(
        state=GroupState.STANDING.value, reminded_at=None, ends_on__lte=today + timedelta(days=days)
    )
    return sum(_reminded(pk, at=at) for pk in rows.values_list("pk", flat=True).iterator(chunk_size=CHUNK))


def _reminded(pk: int, *, at: datetime) -> int:
    try:
        with GROUP.step(GroupStep.REMIND, pk, policy=None, actor=SYSTEM, at=at) as taking:
            group = taking.row
            _check_near(group, today=day_of(at))
            group.reminded_at = at
            taking.facts["ends_on"] = group.ends_on.isoformat()
    except RuleBrokenError:
        return 0  # it was renewed, dissolved or told in this very moment
    return 1


def _check_near(group: Group, *, today: date) -> None:
    if group.reminded_at is not None or today < remind_on(group.ends_on, rules=rules_on(today)):
        raise RuleBrokenError("group.reminded_already")
