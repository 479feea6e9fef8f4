"""The audit record 审计: every change through the one door appends who, what, when, which, why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huying.core import bulk
from huying.core.clock import system_now
from huying.core.models import AuditRecord
from huying.core.requests import request_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import Model

    from huying.core.actors import Actor


def entry(verb: str, subject: Model, /, *, actor: Actor, at: datetime, **facts: Any) -> AuditRecord:
    """Build a record without writing it; bulk doors write many at once."""
    return bulk.made(
        AuditRecord,
        verb=verb,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        actor_id=actor.person_id,
        post_id=actor.post_id,
        at=at,
        recorded_at=system_now(),
        request_id=request_id.get(),
        facts=facts,
    )


def record(verb: str, subject: Model, /, *, actor: Actor, at: datetime, **facts: Any) -> None:
    """Append one record in the caller's transaction."""
    entry(verb, subject, actor=actor, at=at, **facts).save(force_insert=True)


def write(entries: Iterable[AuditRecord]) -> None:
    """Append many records in the caller's transaction."""
    bulk.insert(AuditRecord, list(entries))
