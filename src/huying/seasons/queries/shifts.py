"""Who is on the rota 值班人员: of a watch, of a day, and when nobody is."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from huying.accounts.models import Absence, DutyShift

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FIRST = 1


def shifts_of(units: Iterable[int], *, starts_at: datetime, ends_at: datetime) -> dict[int, list[DutyShift]]:
    """Return the shifts of units within a span, in calling order; one query."""
    rows = DutyShift.objects.filter(
        unit__in=list(units), starts_at__lt=ends_at, ends_at__gt=starts_at, person__is_active=True
    )
    found: defaultdict[int, list[DutyShift]] = defaultdict(list)
    for row in rows.select_related("person").order_by("starts_at", "order", "pk"):
        found[row.unit_id].append(row)
    return found


def first_shifts(*, since: datetime, at: datetime) -> list[DutyShift]:
    """Return the shifts of first order that began after an instant, up to another; they make watches."""
    rows = DutyShift.objects.filter(order=FIRST, starts_at__gt=since, starts_at__lte=at)
    return list(rows.select_related("unit").order_by("starts_at", "pk"))


def may_take(unit_id: int, person_id: int | None, *, starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Tell whether a person is on the rota of a unit within a span, or stands in now for somebody who is."""
    rows = DutyShift.objects.filter(unit=unit_id, starts_at__lt=ends_at, ends_at__gt=starts_at)
    away = Absence.objects.filter(deputy=person_id, starts_at__lte=at, ends_at__gt=at).values("person")
    return rows.filter(Q(person=person_id) | Q(person__in=away)).exists()
