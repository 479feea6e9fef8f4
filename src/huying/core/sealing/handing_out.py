"""Handing the sealed log out 导出审计日志: that it left, to whom and from which head on, is itself an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.core import audit
from huying.core.models import SealHead
from huying.core.sealing import bundles, policies
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from huying.core.actors import Actor


@transaction.atomic
def hand_out_log(*, from_head: int, actor: Actor, at: datetime) -> Iterator[str]:
    """Record that the log leaves from a head on, and return its lines."""
    policies.SEE_SEAL.check(actor)
    newest = SealHead.objects.order_by("-number").first()
    if newest is None:
        raise RuleBrokenError("seal.nothing_sealed")
    if not 0 <= from_head <= newest.number:
        raise RuleBrokenError("seal.no_head", number=from_head)
    audit.record("log.handed_out", newest, actor=actor, at=at, from_head=from_head, to_head=newest.number)
    return bundles.log_lines(at=at, from_head=from_head)
