"""Import batches 导入批次: one open at a time for a source, written by one process, resumed or removed whole.

A batch names the process that writes it. Another that comes while that one lives is refused; once it is dead the
same sheet goes on where it stopped, and another sheet first removes what the dead one left.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from huying.cases import policies
from huying.cases.models import (
    Answer,
    Case,
    CaseStep,
    Clock,
    ImportBatch,
    OutsideOrder,
    ProtectedSpan,
    Reporter,
    StagedChange,
)
from huying.core import audit
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from huying.core.actors import Actor

CHUNK = 1000
SILENT = timedelta(minutes=5)
"""So long without a chunk, and a writer on another machine is taken for dead."""
HANGING = (CaseStep, Clock, ProtectedSpan, Reporter, OutsideOrder, Answer)
_ours: set[str] = set()


def open_batch(*, source: str, digest: str, total: int, actor: Actor, at: datetime) -> ImportBatch:
    """Return the batch to write into: a new one, or the one a killed import of the same sheet left."""
    policies.IMPORT_CASES.check(actor)
    standing = ImportBatch.objects.filter(source=source, completed_at=None, removed_at=None).first()
    if standing is not None and is_written(standing):
        raise RuleBrokenError("import.running", source=source)
    if standing is not None and standing.digest != digest:
        remove_batch(standing.pk, actor=actor, at=at)
        standing = None
    if standing is None:
        try:
            with transaction.atomic():
                standing = ImportBatch.objects.create(source=source, digest=digest, started_at=at, rows_total=total)
        except IntegrityError as error:
            raise RuleBrokenError("import.running", source=source) from error
    return _claimed(standing)


def _claimed(batch: ImportBatch) -> ImportBatch:
    runner = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(8)}"
    with transaction.atomic():
        held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if held.runner != batch.runner:
            raise RuleBrokenError("import.running", source=batch.source)
        _ours.add(runner)
        held.runner, held.touched_at = runner, Now()
        held.save(update_fields=["runner", "touched_at"])
    held.refresh_from_db()
    return held


def release(batch: ImportBatch) -> None:
    """Let go of a batch, so that the next import may take it up."""
    _ours.discard(batch.runner)
    ImportBatch.objects.filter(pk=batch.pk, runner=batch.runner).update(runner="")


def is_written(batch: ImportBatch) -> bool:
    """Tell whether a living process writes a batch."""
    if not batch.runner:
        return False
    if not ImportBatch.objects.filter(pk=batch.pk, touched_at__gt=Now() - SILENT).exists():
        return False
    host, pid, _token = batch.runner.rsplit(":", 2)
    if host != socket.gethostname()[:60]:
        return True
    return batch.runner in _ours if int(pid) == os.getpid() else _lives(int(pid))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def locked(batch: ImportBatch) -> ImportBatch:
    """Return the batch locked, or refuse where another process took it over; the caller holds the transaction."""
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if held.runner != batch.runner or held.removed_at is not None:
        raise RuleBrokenError("import.taken_over", source=batch.source)
    held.touched_at = Now()
    return held


def remove_batch(batch_id: int, *, actor: Actor, at: datetime) -> int:
    """Remove what an unfinished import wrote; nobody ever saw it. Returns how many cases it had written."""
    policies.IMPORT_CASES.check(actor)
    batch = _claimed(ImportBatch.objects.get(pk=batch_id, completed_at=None, removed_at=None))
    removed = 0
    while ids := list(Case.objects.filter(batch=batch.pk).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        _remove_chunk(batch, ids)
        removed += len(ids)
    with transaction.atomic():
        held = locked(batch)
        StagedChange.objects.filter(batch=held).delete()
        held.removed_at, held.runner = at, ""
        held.save(update_fields=["removed_at", "runner"])
        audit.record("cases.import_removed", held, actor=actor, at=at, source=held.source, cases=removed)
    _ours.discard(batch.runner)
    return removed


@transaction.atomic
def _remove_chunk(batch: ImportBatch, ids: list[int]) -> None:
    held = locked(batch)
    held.save(update_fields=["touched_at"])
    for model in HANGING:
        model.objects.filter(case_id__in=ids).delete()
    Case.objects.filter(pk__in=ids).delete()
