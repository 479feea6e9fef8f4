"""What must hold of volumes 卷宗不变式."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from huying.cases.models import IdentityOpening
from huying.core.invariants import Invariant
from huying.core.models import AuditRecord
from huying.rules.volumes import Variant
from huying.volumes.models import Volume

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500


def _listed(rows: QuerySet[Volume]) -> Iterator[str]:
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"volume {pk}"


def _full_unseen() -> Iterator[str]:
    opened = IdentityOpening.objects.filter(case=OuterRef("case"), at=OuterRef("made_at"), person=OuterRef("person"))
    yield from _listed(Volume.objects.filter(~Exists(opened), variant=Variant.FULL.value))


def _unrecorded() -> Iterator[str]:
    records = AuditRecord.objects.filter(
        object_type="cases.case", object_id=OuterRef("case_id"), verb="case.volume_made", at=OuterRef("made_at")
    )
    yield from _listed(Volume.objects.filter(~Exists(records)))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of volumes."""
    yield Invariant(
        name="volume.full_is_seen",
        meaning=_("every full volume is an opening the reporter sees"),
        breaches=_full_unseen,
    )
    yield Invariant(name="volume.recorded", meaning=_("every volume stands in the audit log"), breaches=_unrecorded)
