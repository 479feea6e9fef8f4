"""What must always hold of notices 通知不变式."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.invariants import Group, Invariant, Level
from huying.notices import ways
from huying.notices.kinds import codes
from huying.notices.models import Address, Delivery, Notice
from huying.rules.delivery import OPEN, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 2000
SLACK = timedelta(minutes=30)
LINGERING = timedelta(days=2)
STATES = sorted(each.value for each in OPEN)


def _named(rows: QuerySet[Notice]) -> Iterator[str]:
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield f"{row.pk} {row}"


def _keys(rows: QuerySet[Delivery] | QuerySet[Address]) -> Iterator[str]:
    for pk, way in rows.order_by("pk").values_list("pk", "way").iterator(chunk_size=CHUNK):
        yield f"{pk} {way}"


def _unknown() -> Iterator[str]:
    return _named(Notice.objects.exclude(kind__in=codes()))


def _read_early() -> Iterator[str]:
    return _named(Notice.objects.filter(read_at__lt=F("at")))


def _ended_oddly() -> Iterator[str]:
    """Yield what was sent without a try, given up or needless without a reason, or sent with one."""
    sent, given_up = DeliveryState.SENT.value, DeliveryState.GIVEN_UP.value
    return _keys(
        Delivery.objects.filter(
            Q(state=sent, tries=0)
            | (Q(state=sent) & ~Q(why=""))
            | Q(state__in=[given_up, DeliveryState.NEEDLESS.value, DeliveryState.FAILED.value], why="")
        )
    )


def _lingering() -> Iterator[str]:
    return _keys(Address.objects.filter(verified_at=None, asked_at__lt=clock.now() - LINGERING))


def _late() -> Iterator[str]:
    return _keys(Delivery.objects.filter(state__in=STATES, due_at__lt=clock.now() - SLACK))


def _given_up() -> Iterator[str]:
    return _keys(Delivery.objects.filter(state=DeliveryState.GIVEN_UP.value))


def _troubles() -> Iterator[str]:
    for way, carrier in ways.CARRIERS.items():
        yield from (f"{way.value}: {trouble}" for trouble in carrier.troubles())


def invariants() -> Iterator[Invariant]:
    """Yield the rules of notices."""
    known = _("every notice is of a known kind")
    yield Invariant(name="notice.kind", meaning=known, breaches=_unknown, level=Level.NOTICE)
    yield Invariant(name="notice.read", meaning=_("no notice was read before it was told"), breaches=_read_early)
    yield Invariant(name="notice.delivery", meaning=_("every delivery ended as its tries say"), breaches=_ended_oddly)
    yield Invariant(
        name="notice.address",
        meaning=_("no address is kept that nobody proved"),
        breaches=_lingering,
        level=Level.NOTICE,
    )
    yield Invariant(
        name="notice.given_up",
        meaning=_("no delivery of a notice was given up"),
        breaches=_given_up,
        level=Level.NOTICE,
    )
    yield Invariant(
        name="notice.way",
        meaning=_("every way of notices is set up rightly"),
        breaches=_troubles,
        level=Level.NOTICE,
        group=Group.INSTALLATION,
    )


def running() -> Iterator[Invariant]:
    """Yield what must hold while a worker runs."""
    yield Invariant(
        name="notice.late",
        meaning=_("no delivery waits half an hour longer than it should"),
        breaches=_late,
        level=Level.NOTICE,
        group=Group.RUNNING,
    )
