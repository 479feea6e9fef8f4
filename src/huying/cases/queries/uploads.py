"""Uploaded sheets as the desk shows them 上传记录: one's own, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huying.cases.models import HeadingMemory, SheetUpload
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from huying.core.actors import Actor

SHOWN = 20
SOURCES = 50


def own(actor: Actor, *, before: int | None = None) -> tuple[list[SheetUpload], int | None]:
    """Return one page of somebody's uploads and the key the next page begins before."""
    rows = SheetUpload.objects.filter(person_id=actor.person_id or 0)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.defer("report").order_by("-pk")[: SHOWN + 1])
    return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else None


def find(upload_id: int, *, actor: Actor) -> SheetUpload:
    """Return one of somebody's own uploads; that of another is not found."""
    found = SheetUpload.objects.filter(pk=upload_id, person_id=actor.person_id or 0).select_related("person").first()
    if found is None:
        raise RuleBrokenError("import.upload_unknown")
    return found


def known_sources() -> list[str]:
    """Return the senders whose headings are remembered."""
    return list(HeadingMemory.objects.order_by("pk").values_list("pk", flat=True)[:SOURCES])
