"""Questions put to notices 通知查询."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huying.core import crypto
from huying.core.compiled import Compiled
from huying.notices.models import Address, Delivery, Habit, Notice
from huying.rules.delivery import DeliveryState, Way

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from huying.core.actors import Actor

ADDRESS = "notices.address"
"""The context addresses are sealed in."""
ON_A_PAGE = 25
MOST_COUNTED = 100
CURSOR_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of notices with the cursor of the next, empty at the end."""

    rows: list[Notice]
    next_cursor: str


def _unread_rows(*, person: Any) -> QuerySet[Notice, tuple[Any, ...]]:
    return Notice.objects.filter(person=person, read_at=None).values_list("pk")[:MOST_COUNTED]


_unread = Compiled(_unread_rows, person=int)


def unread(actor: Actor) -> int:
    """Return how many notices somebody has not read, at most a hundred; one query of a small index."""
    return 0 if actor.person_id is None else len(_unread.rows(person=actor.person_id))


def of(actor: Actor) -> QuerySet[Notice]:
    """Return what somebody was told, unordered."""
    return Notice.objects.filter(person_id=actor.person_id or 0)


def page_of(actor: Actor, *, cursor: str = "", only_unread: bool = False) -> Slice:
    """Return one page of what somebody was told, the newest first; a cursor that is none begins at the top."""
    rows = of(actor).filter(read_at=None) if only_unread else of(actor)
    if cursor.isascii() and cursor.isdigit():
        rows = rows.filter(pk__lt=int(cursor[:CURSOR_DIGITS]))
    found = list(rows.order_by("-pk")[: ON_A_PAGE + 1])
    is_more = len(found) > ON_A_PAGE
    return Slice(found[:ON_A_PAGE], str(found[ON_A_PAGE - 1].pk) if is_more else "")


def plain(address: Address) -> str:
    """Return an address unsealed; read only to send there, and to show its owner a part of it."""
    return crypto.unseal(address.sealed, context=ADDRESS)


def addresses_of(actor: Actor) -> dict[Way, Address]:
    """Return somebody's own addresses by way."""
    return {Way(row.way): row for row in Address.objects.filter(person=actor.person_id or 0)}


def habit_of(person_id: int) -> Habit | None:
    """Return what somebody chose for all ways, None where nothing was chosen."""
    return Habit.objects.filter(person=person_id).first()


def troubled(*, cursor: str = "") -> tuple[list[Delivery], str]:
    """Return one page of deliveries that failed or were given up, the newest first, with the cursor of the next."""
    rows = Delivery.objects.filter(state__in=[DeliveryState.FAILED.value, DeliveryState.GIVEN_UP.value])
    if cursor.isascii() and cursor.isdigit():
        rows = rows.filter(pk__lt=int(cursor[:CURSOR_DIGITS]))
    found = list(rows.select_related("notice__person").order_by("-pk")[: ON_A_PAGE + 1])
    is_more = len(found) > ON_A_PAGE
    return found[:ON_A_PAGE], str(found[ON_A_PAGE - 1].pk) if is_more else ""
