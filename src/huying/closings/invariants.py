"""What must always hold of closed months 结算不变式."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from huying.closings.actions.freezing import digest_of
from huying.closings.models import Closing, Correction, Objection
from huying.closings.queries.figures import published
from huying.closings.queries.rules import rules_of
from huying.core.invariants import Invariant
from huying.rules.closings import ClosingState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet


def _listed(rows: QuerySet[Closing]) -> Iterator[str]:
    for closing in rows.order_by("pk").iterator():
        yield closing.number


def _uncorrected() -> QuerySet[Closing]:
    """Return the published months nobody corrected: their rows are as they were."""
    corrected = Correction.objects.filter(closing=OuterRef("pk"))
    return Closing.objects.filter(~Exists(corrected), state=ClosingState.PUBLISHED.value)


def _rows_changed() -> Iterator[str]:
    for closing in _uncorrected().order_by("pk").iterator():
        if digest_of(closing) != closing.digest:
            yield closing.number


def _figures_differ() -> Iterator[str]:
    for closing in _uncorrected().order_by("pk").iterator():
        if published(closing, rules_of(closing)) != closing.figures:
            yield closing.number


def _published_with_open_objections() -> Iterator[str]:
    waiting = Objection.objects.filter(closing=OuterRef("pk"), ruled_at=None)
    yield from _listed(Closing.objects.filter(Exists(waiting), state=ClosingState.PUBLISHED.value))


def _steps_miscounted() -> Iterator[str]:
    yield from _listed(Closing.objects.annotate(taken=Count("steps")).exclude(version=F("taken")))


def invariants() -> Iterator[Invariant]:
    """Yield the rules of closed months."""
    rules = (
        ("closing.rows", _("the rows of a published month are those that were published"), _rows_changed),
        ("closing.figures", _("published figures are a count of their rows"), _figures_differ),
        ("closing.ruled", _("every objection is ruled on before publication"), _published_with_open_objections),
        ("closing.steps", _("a month has as many steps as its version says"), _steps_miscounted),
    )
    for name, meaning, breaches in rules:
        yield Invariant(name=name, meaning=meaning, breaches=breaches)
