"""What must always hold of the register of policy documents 文库不变式."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from huying.core.invariants import Invariant
from huying.library.models import PolicyDocument
from huying.rules.policy_documents import DocumentState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

CHUNK = 500


def _listed(rows: QuerySet[PolicyDocument]) -> Iterator[str]:
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"ZC{pk:06d}"


def _two_editions_at_once() -> Iterator[str]:
    """Name documents that still apply on the first day of the edition that replaced them."""
    replaced = PolicyDocument.objects.filter(replaced_by__state=DocumentState.RELEASED.value)
    yield from _listed(replaced.filter(Q(valid_to=None) | Q(valid_to__gt=F("replaced_by__valid_from"))))


def _steps_miscounted() -> Iterator[str]:
    yield from _listed(PolicyDocument.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of policy documents."""
    rules = (
        ("document.editions", _("two editions of a document never apply on one day"), _two_editions_at_once),
        ("document.steps", _("a document has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
