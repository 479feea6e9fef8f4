"""Which transfers an actor may see 移送可见范围: of the post's ranges, and those of its unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.regions.queries import in_spans
from huying.rules.errors import RuleBrokenError
from huying.rules.roles import Role
from huying.transfers.models import WAITED_FOR, StepTaken, Transfer
from huying.transfers.policies import READERS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from huying.core.actors import Actor

PAGE, DIGITS = 25, 12
DEPARTMENT = frozenset({Role.DEPARTMENT_LEADER, Role.DEPARTMENT_OFFICER})


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilter:
    """What the list is narrowed to; `is_waited_for` are those without a decision."""

    state: str = ""
    is_waited_for: bool = False
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class TransferSlice:
    """One page of the list with the cursor of the next, empty at the end."""

    rows: list[Transfer]
    next_cursor: str


def visible_to(actor: Actor) -> QuerySet[Transfer]:
    """Return the transfers an actor may see."""
    rows = Transfer.objects.all()
    if actor.is_system:
        return rows
    if actor.role not in READERS:
        return rows.none()
    ours = Q(unit=actor.unit_id or 0)
    if actor.role in DEPARTMENT:
        return rows.filter(ours)
    return rows.filter(in_spans(actor.include, actor.exclude) | ours)


def find(number: str, *, actor: Actor) -> Transfer:
    """Return a visible transfer by its number, or refuse as not found."""
    digits = number[1:]
    is_number = number[:1] == "Y" and digits.isascii() and digits.isdigit() and len(digits) <= DIGITS
    rows = visible_to(actor).select_related("unit", "case", "asked_by")
    found = rows.filter(pk=int(digits)).first() if is_number else None
    if found is None:
        raise RuleBrokenError("transfer.not_found")
    return found


def late(at: datetime) -> Q:
    """Return the condition that a receipt or decision is late at an instant."""
    no_receipt = Q(state=WAITED_FOR[0], receipt_due_at__lt=at)
    return no_receipt | Q(state__in=WAITED_FOR, result_due_at__lt=at)


def page_of(actor: Actor, wanted: TransferFilter, *, at: datetime, cursor: str = "") -> TransferSlice:
    """Return one page, the newest first."""
    rows = visible_to(actor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.is_waited_for:
        rows = rows.filter(state__in=WAITED_FOR)
    if wanted.is_late:
        rows = rows.filter(late(at))
    if cursor:
        if not cursor.isascii() or not cursor.isdigit():
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__lt=min(int(cursor), 2**63 - 1))
    found = list(rows.select_related("unit", "case").order_by("-pk")[: PAGE + 1])
    return TransferSlice(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def steps_of(transfer: Transfer) -> list[StepTaken]:
    """Return the timeline; one query."""
    return list(StepTaken.objects.filter(transfer=transfer).select_related("unit", "person").order_by("pk"))
