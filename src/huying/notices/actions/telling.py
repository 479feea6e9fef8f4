"""Telling and reading 告知与阅读."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from huying.accounts.models import Person
from huying.core import audit
from huying.notices import policies, queries, ways
from huying.notices.kinds import kind_of
from huying.notices.models import Address, Delivery, Notice
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from huying.core.actors import Actor

KEPT = timedelta(days=90)
PROVED_WITHIN = timedelta(days=1)
SUBJECT_LENGTH, PLACE_LENGTH, KEY_LENGTH = 40, 80, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one person is told of one event: closed words, and names from registers alone."""

    key: str
    person: int
    kind: str
    subject: str
    place: str = ""
    state: str = ""
    is_danger: bool = False
    due_at: datetime | None = None


@transaction.atomic
def tell(news: Iterable[Told], *, actor: Actor, at: datetime) -> int:
    """Tell people, each of each event once, and by the ways they chose; returns how many of the notices stand.

    Those who no longer work here are told nothing. What told is recorded with the step that told it.
    """
    policies.TELL_PEOPLE.check(actor)
    news = list(news)
    _check_kinds(news)
    working = Person.objects.filter(pk__in={each.person for each in news}, is_active=True).in_bulk()
    rows = [_row(each, at=at) for each in news if each.person in working]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    _send_on(rows, at=at)
    return len(rows)


def _send_on(told: list[Notice], *, at: datetime) -> None:
    """Have notices sent on by the ways each person opened for their kind, each once by each way."""
    opened = [way.value for way in ways.opened()]
    if not opened or not told:
        return
    people = {row.person_id for row in told}
    addresses: defaultdict[int, list[Address]] = defaultdict(list)
    for address in Address.objects.filter(person__in=people, way__in=opened, verified_at__isnull=False):
        addresses[address.person_id].append(address)
    if not addresses:
        return
    stand = Notice.objects.filter(person__in=addresses, key__in={row.key for row in told})
    wanted = [
        Delivery(notice=notice, way=address.way, at=at, due_at=at)
        for notice in stand.order_by("pk")
        for address in addresses[notice.person_id]
        if notice.kind not in address.muted
    ]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True)


def _check_kinds(news: Iterable[Told]) -> None:
    for each in news:
        if kind_of(each.kind) is None:
            raise RuleBrokenError("notice.kind_unknown", kind=each.kind[:40])


def _row(told: Told, *, at: datetime) -> Notice:
    return Notice(
        key=told.key[:KEY_LENGTH],
        person_id=told.person,
        kind=told.kind,
        subject=told.subject[:SUBJECT_LENGTH],
        place=told.place[:PLACE_LENGTH],
        state=told.state,
        is_danger=told.is_danger,
        due_at=told.due_at,
        at=at,
    )


@transaction.atomic
def mark_read(notice_id: int, *, actor: Actor, at: datetime) -> Notice:
    """Note that somebody read a notice; reading it again changes nothing. Another's is not found."""
    policies.READ_NOTICES.check(actor)
    notice = queries.of(actor).select_for_update().filter(pk=notice_id).first()
    if notice is None:
        raise RuleBrokenError("notice.not_found")
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
        audit.record("notice.read", notice, actor=actor, at=at)
    return notice


@transaction.atomic
def mark_all_read(*, up_to: int, actor: Actor, at: datetime) -> int:
    """Note that somebody read all up to the newest one that was shown; what came since stays unread."""
    policies.READ_NOTICES.check(actor)
    rows = queries.of(actor).filter(read_at=None, pk__lte=up_to)
    last = rows.order_by("-pk").first()
    if last is None:
        return 0
    count = rows.update(read_at=at)
    audit.record("notice.all_read", last, actor=actor, at=at, count=count)
    return count


def forget_old_notices(*, at: datetime) -> int:
    """Delete what was told more than ninety days ago; what happened stands with what it happened to.

    Addresses that nobody proved within a day go with it, and those of who no longer works here.
    """
    unproved = Q(verified_at=None, asked_at__lt=at - PROVED_WITHIN)
    Address.objects.filter(unproved | Q(person__is_active=False)).delete()
    return Notice.objects.filter(at__lt=at - KEPT).delete()[0]
