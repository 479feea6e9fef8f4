"""Keeping a filter 常用筛选."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.models import SavedFilter
from huying.core import audit
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

NAME_LENGTH, QUERY_LENGTH = 40, 500


@transaction.atomic
def save_filter(*, name: str, query: str, actor: Actor, at: datetime) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it."""
    policies.SEE_CASES.check(actor)
    if len(name) > NAME_LENGTH or len(query) > QUERY_LENGTH or actor.person_id is None:
        raise RuleBrokenError("list.filter_name")
    row, _is_new = SavedFilter.objects.update_or_create(person_id=actor.person_id, name=name, defaults={"query": query})
    audit.record("filter.saved", row, actor=actor, at=at)
    return row


@transaction.atomic
def drop_filter(*, name: str, actor: Actor, at: datetime) -> None:
    """Give up a filter one kept; one already gone is no matter."""
    policies.SEE_CASES.check(actor)
    row = SavedFilter.objects.filter(person_id=actor.person_id or 0, name=name[:NAME_LENGTH]).first()
    if row is not None:
        audit.record("filter.dropped", row, actor=actor, at=at)
        row.delete()
