"""Locks of cases 加锁: what was joined to a locked row may be older than the row.

A statement that locks a case and joins its holder waits for whoever holds the case. Where that one gave it to another
holder, PostgreSQL looks again at the locked row alone: the case, or its person, is then missed. What was missed is
read once more, under the lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.models import Case

if TYPE_CHECKING:
    from django.db.models import QuerySet


def lock_one(case_id: int) -> Case:
    """Lock a case for change and return it as it is then, with its holder."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("holder_unit", "holder_person")
    case = rows.filter(pk=case_id).first()
    if case is None or (case.holder_person_id is not None and case.holder_person is None):
        return rows.get(pk=case_id)
    return case


def lock(rows: QuerySet[Case]) -> list[Case]:
    """Lock cases in the order of their keys, then read them with their holders."""
    keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not keys:
        return []
    return list(Case.objects.select_related("holder_unit", "holder_person").filter(pk__in=keys).order_by("pk"))
