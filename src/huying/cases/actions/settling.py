"""Making the changes that a complete import staged 更新: rounds, limits, call-back results; safe to run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases import policies
from huying.cases.actions import mirroring
from huying.cases.actions.said import FateKind, Said, judge, known_orders
from huying.cases.models import ImportBatch, OutsideOrder, StagedChange

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from huying.core.actors import Actor

SETTLE = "cases.import_settle"
CHUNK = 200
"""Each change is a step of a case with its own audit record, so that fewer go into one transaction."""


def _quiet(_stage: str, _count: int) -> None:
    return


def settle(
    batch_id: int, *, actor: Actor, at: datetime, progress: Callable[[str, int], None] = _quiet
) -> dict[str, int]:
    """Make what waits of a complete batch and return the counts of the whole import."""
    policies.IMPORT_CASES.check(actor)
    while done := _chunk(batch_id, actor=actor, at=at):
        progress("changed", done)
    summary = ImportBatch.objects.values_list("summary", flat=True).get(pk=batch_id)
    return {kind.value: int(summary.get(kind.value, 0)) for kind in FateKind}


def settle_source(source: str, *, actor: Actor, at: datetime) -> None:
    """Make what a killed import of this source left waiting."""
    rows = ImportBatch.objects.filter(source=source, completed_at__isnull=False, changes__isnull=False)
    for batch_id in rows.order_by("pk").values_list("pk", flat=True).distinct():
        settle(batch_id, actor=actor, at=at)


@transaction.atomic
def _chunk(batch_id: int, *, actor: Actor, at: datetime) -> int:
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.completed_at is None:
        return 0
    staged = list(StagedChange.objects.filter(batch=batch).order_by("id")[:CHUNK])
    rows = [Said.unsealed(row.sealed) for row in staged]
    orders = known_orders(batch.source, (said.key for said in rows))
    for said in rows:
        kind = _apply(orders.get(said.key, []), said, actor=actor, at=at)
        batch.summary[kind.value] = batch.summary.get(kind.value, 0) + 1
    StagedChange.objects.filter(pk__in=[row.pk for row in staged]).delete()
    batch.save(update_fields=["summary"])
    return len(staged)


def _apply(orders: list[OutsideOrder], said: Said, *, actor: Actor, at: datetime) -> FateKind:
    """Make one change; between staging and now somebody else may have made it already."""
    if not orders:  # its case was removed since
        return FateKind.UNCHANGED
    fate = judge(orders, said)
    if fate.kind is FateKind.ROUND:
        orders.append(mirroring.begin_round(orders[-1].case_id, orders[-1], said, actor=actor, at=at))
    elif fate.kind is FateKind.UPDATED and fate.order is not None:
        is_latest = fate.order is orders[-1]
        mirroring.note_change(
            fate.order.case_id, fate.order, said, fate.changes, is_latest=is_latest, actor=actor, at=at
        )
    return fate.kind
