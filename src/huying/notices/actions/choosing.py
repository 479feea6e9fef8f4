"""Choosing 个人设置: which kinds come by which way, and when one is not to be disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.accounts.models import Person
from huying.core import audit
from huying.notices import policies
from huying.notices.kinds import offered
from huying.notices.models import Address, Habit
from huying.notices.wording import language_or
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime, time

    from huying.core.actors import Actor
    from huying.rules.delivery import Way


@transaction.atomic
def choose_kinds(wanted: Mapping[Way, Collection[str]], *, actor: Actor, at: datetime) -> int:
    """Say which kinds come by which way; what one may not be told of stays as it was. Returns how many ways changed."""
    policies.SET_NOTICES.check(actor)
    known = {kind.code for kind in offered(actor)}
    rows = Address.objects.select_for_update(of=("self",)).filter(
        person=actor.person_id or 0, way__in=[way.value for way in wanted]
    )
    by_way = {way.value: set(kinds) for way, kinds in wanted.items()}
    changed = 0
    for row in rows.order_by("pk"):
        muted = sorted((set(row.muted) - known) | (known - by_way[row.way]))
        if muted != row.muted:
            row.muted = muted
            row.save(update_fields=["muted"])
            audit.record("notice.kinds_chosen", row, actor=actor, at=at, way=row.way, muted=len(muted))
            changed += 1
    return changed


@transaction.atomic
def choose_quiet(*, begins: time | None, ends: time | None, language: str, actor: Actor, at: datetime) -> Habit:
    """Say when one is not to be disturbed, or leave it to the rules; messages come in the language of the page."""
    policies.SET_NOTICES.check(actor)
    if (begins is None) != (ends is None):
        raise RuleBrokenError("notice.quiet_half")
    person_id = actor.person_id or 0
    Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    row = Habit.objects.filter(person=person_id).first() or Habit(person_id=person_id)
    row.quiet_begins, row.quiet_ends, row.language = begins, ends, language_or(language)
    row.save()
    audit.record("notice.quiet_chosen", row, actor=actor, at=at)
    return row
