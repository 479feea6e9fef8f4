"""Sending 送达: one delivery after the other, each taken, sent, and marked.

Taking counts the try and moves the delivery on for some minutes, in a transaction of its own; no lock is held while a
stranger answers. Who dies before marking leaves a delivery that comes due once more and goes out with the same key.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

from django.db import connection, transaction

from huying.notices import ways
from huying.notices.delivery_rules import rules_at
from huying.notices.models import Address, Delivery
from huying.notices.queries import habit_of, plain
from huying.notices.ways.carrying import NotCarriedError
from huying.notices.wording import message_of
from huying.rules.delivery import OPEN, DeliveryState, Quiet, Way, Why, loud_from, next_try

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.notices.models import Habit, Notice
    from huying.notices.ways.carrying import Carrier
    from huying.rules.delivery import DeliveryRules

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
REST = timedelta(minutes=1)
PATIENCE = 20.0
"""Seconds after which a turn ends: the worker has other things to do, and what it took stays well within its lease."""
STATES = sorted(each.value for each in OPEN)
RESTS = frozenset({Why.UNREACHABLE, Why.NOT_ALLOWED})
"""What is wrong with the way and not with the message: the way rests, and the others do not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A delivery that is being sent."""

    pk: int
    tries: int
    told_at: datetime
    notice: Notice
    address: Address
    language: str
    carrier: Carrier


def send_due(*, at: datetime) -> int:
    """Send what is due, for some seconds at most; returns how many went out."""
    until = monotonic() + PATIENCE
    resting: set[str] = set()
    sent = 0
    while _due(at, resting).exists():
        rules = rules_at(at)
        is_found, taken = _take(at=at, resting=resting, rules=rules)
        if not is_found:
            break  # another worker holds the rest
        if taken is None:
            continue
        why = _carry(taken)
        _mark(taken, why, at=at, rules=rules)
        sent += why is None
        if why in RESTS:
            way = taken.carrier.way.value
            resting.add(way)
            _due(at, ()).filter(way=way).update(due_at=at + REST)
        if monotonic() >= until:
            break
    return sent


def _due(at: datetime, resting: Collection[str]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=STATES, due_at__lte=at).exclude(way__in=resting)


@transaction.atomic
def _take(*, at: datetime, resting: Collection[str], rules: DeliveryRules) -> tuple[bool, Taken | None]:
    """Look at the delivery that is due longest: take it to be sent, or end or postpone it."""
    rows = _due(at, resting).select_related("notice__person").order_by("due_at", "pk")
    can_skip = connection.features.has_select_for_update_skip_locked
    row = rows.select_for_update(of=("self",), skip_locked=can_skip).first()
    if row is None:
        return False, None
    address = Address.objects.filter(person=row.notice.person_id, way=row.way).first()
    carrier = ways.opened().get(Way(row.way))
    ended = _ended(row, address, carrier, at=at, rules=rules)
    if ended is not None or address is None or carrier is None:
        state, why = ended or (DeliveryState.NEEDLESS, Why.NO_ADDRESS)
        row.state, row.why, row.ended_at = state.value, why.value, at
        row.save(update_fields=["state", "why", "ended_at"])
        return True, None
    habit = habit_of(row.notice.person_id)
    loud = _loud_from(row.notice, habit, at=at, rules=rules)
    if loud > at:
        row.due_at = loud
        row.save(update_fields=["due_at"])
        return True, None
    row.tries, row.due_at = row.tries + 1, at + LEASE
    row.save(update_fields=["tries", "due_at"])
    return True, Taken(
        pk=row.pk,
        tries=row.tries,
        told_at=row.at,
        notice=row.notice,
        address=address,
        language=habit.language if habit else "",
        carrier=carrier,
    )


def _ended(
    row: Delivery, address: Address | None, carrier: Carrier | None, *, at: datetime, rules: DeliveryRules
) -> tuple[DeliveryState, Why] | None:
    """Return how a delivery ends without being sent once more, None where it is to be sent."""
    needless = _needless(row.notice, address, carrier)
    if needless is not None:
        return DeliveryState.NEEDLESS, needless
    if at > row.at + rules.give_up:
        return DeliveryState.GIVEN_UP, Why.TOO_OLD
    return (DeliveryState.GIVEN_UP, Why.CUT_OFF) if row.tries >= rules.most_tries else None


def _needless(notice: Notice, address: Address | None, carrier: Carrier | None) -> Why | None:
    """Return why nothing has to be sent."""
    if carrier is None:
        return Why.WAY_SHUT
    if notice.read_at is not None:
        return Why.READ
    if not notice.person.is_active:
        return Why.LEFT
    if address is None or address.verified_at is None:
        return Why.NO_ADDRESS
    return Why.SWITCHED_OFF if notice.kind in address.muted else None


def _loud_from(notice: Notice, habit: Habit | None, *, at: datetime, rules: DeliveryRules) -> datetime:
    """Return when a person may be disturbed with a notice: now, or when the quiet hours end."""
    if rules.breaks_quiet(notice.kind, is_danger=notice.is_danger):
        return at
    if habit is None or habit.quiet_begins is None or habit.quiet_ends is None:
        return loud_from(at, quiet=rules.quiet)
    return loud_from(at, quiet=Quiet(habit.quiet_begins, habit.quiet_ends))


def _carry(taken: Taken) -> Why | None:
    """Hand a message over; None when it went out."""
    try:
        message = message_of(taken.notice, to=plain(taken.address), language=taken.language)
        taken.carrier.carry(message)
    except NotCarriedError as error:
        return error.why
    except Exception as error:  # noqa: BLE001 - whatever a way throws, the delivery must live on
        log.warning("delivery %s failed: %s", taken.pk, type(error).__name__)
        return Why.BROKEN
    return None


def _mark(taken: Taken, why: Why | None, *, at: datetime, rules: DeliveryRules) -> None:
    """Note how a try ended, unless the delivery was taken anew meanwhile."""
    rows = Delivery.objects.filter(pk=taken.pk, tries=taken.tries, state__in=STATES)
    if why is None:
        rows.update(state=DeliveryState.SENT.value, ended_at=at, why="")
        return
    again = next_try(tries=taken.tries, told_at=taken.told_at, at=at, rules=rules)
    if again is None:
        rows.update(state=DeliveryState.GIVEN_UP.value, ended_at=at, why=why.value)
    else:
        rows.update(state=DeliveryState.FAILED.value, due_at=again, why=why.value)
