"""What must always hold of clocks, reporters and files 时限与附属数据不变式."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from huying.cases.models import (
    Attachment,
    Case,
    Clock,
    IdentityOpening,
    ImportBatch,
    Milestone,
    ProtectedSpan,
    Reporter,
)
from huying.cases.queries import limits as limit_queries
from huying.cases.queries import reckoning
from huying.cases.queries.codes import CONTEXT_NAME, CONTEXT_PHONE
from huying.cases.queries.files import path_of
from huying.core import crypto
from huying.core.invariants import Invariant, Level
from huying.rulesets import queries as rulesets
from huying.rulesets.models import RuleSet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import Model

    from huying.cases.queries.limits import Limits

CHUNK = 500
UNSEALED = 50
"""So many of the newest reporters are opened to see that the key fits; what they hold is not kept."""


def differing() -> Iterator[tuple[Clock, reckoning.Reckoned]]:
    """Yield the running clocks whose due instant is not what their facts give, with what they give."""
    calendar = rulesets.calendar()
    days: dict[date, Limits] = {}
    rows = Clock.objects.filter(stopped_at=None).select_related("case").order_by("pk")
    for clock in rows.prefetch_related("case__pauses", "case__orders").iterator(chunk_size=CHUNK):
        case = clock.case
        day = limit_queries.day_of(case.received_at)
        if day not in days:
            days[day] = limit_queries.limits_on(day)
        outside = next((each.limit_at for each in case.orders.all() if each.round == case.round), None)
        found = reckoning.reckoned(
            clock,
            pauses=case.pauses.all(),
            limit_at=outside if case.source else None,
            limits=days[day],
            calendar=calendar,
        )
        facts = (found.due_at, found.is_paused, found.is_provisional)
        if facts != (clock.due_at, clock.is_paused, clock.is_provisional):
            yield clock, found


def _differing_numbers() -> Iterator[str]:
    for clock, _found in differing():
        yield f"{clock.case.number} {clock.kind}"


def _unknown_rules() -> Iterator[str]:
    known = RuleSet.objects.filter(family=limit_queries.LIMITS, is_released=True, number=OuterRef("rule_version"))
    for pk, number in _pairs(Clock, Q(~Exists(known)), "rule_version"):
        yield f"{pk}: {number}"


def _unknown_lists() -> Iterator[str]:
    known = RuleSet.objects.filter(family=limit_queries.LIST, number=OuterRef("list_version"))
    for pk, number in _pairs(Case, Q(~Exists(known)) & ~Q(list_item=""), "list_version"):
        yield f"{pk}: {number}"


def _pairs(model: type[Model], condition: Q, field: str) -> Iterator[tuple[int, int]]:
    rows = model._base_manager.filter(condition).order_by("pk").values_list("pk", field)
    yield from rows.iterator(chunk_size=CHUNK)


def _without_case(model: type[Model]) -> Iterator[str]:
    rows = model._base_manager.filter(~Exists(Case.objects.filter(pk=OuterRef("case_id"))))
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
        yield f"{model._meta.model_name} {pk}"


def _orphans() -> Iterator[str]:
    for model in (Reporter, ProtectedSpan, IdentityOpening, Clock, Attachment):
        yield from _without_case(model)


def _unopenable() -> Iterator[str]:
    sealed = (("name_sealed", CONTEXT_NAME), ("phone_sealed", CONTEXT_PHONE))
    for reporter in Reporter.objects.order_by("-pk")[:UNSEALED]:
        for field, context in sealed:
            value = getattr(reporter, field)
            if value is not None and not _opens(bytes(value), context):
                yield f"{reporter.pk} {field}"


def _opens(value: bytes, context: str) -> bool:
    try:
        crypto.unseal(value, context=context)
    except (InvalidTag, ValueError):
        return False
    return True


def _missing_files() -> Iterator[str]:
    for digest in Attachment.objects.order_by("pk").values_list("digest", flat=True).iterator(chunk_size=CHUNK):
        if not path_of(digest).is_file():
            yield digest[:12]


def _before_start() -> Iterator[str]:
    for pk, case in _pairs(Clock, Q(due_at__lt=F("started_at")), "case_id"):
        yield f"{pk} ({case})"


def _told_out_of_turn() -> Iterator[str]:
    for pk, case in _pairs(Clock, Q(red_at__lt=F("due_at"), red_at__isnull=False) & Q(stopped_at=None), "case_id"):
        yield f"{pk} ({case})"


def _open_batches() -> Iterator[str]:
    for batch in ImportBatch.objects.filter(completed_at=None, removed_at=None):
        yield f"{batch.source} {batch.pk}"


def _foreign_milestones() -> Iterator[str]:
    for pk, case in _pairs(Milestone, ~Q(standing__case=F("case")), "case_id"):
        yield f"{pk} ({case})"


def invariants() -> Iterator[Invariant]:
    """Yield the rules of what hangs on cases."""
    yield Invariant(
        name="clock.recomputed",
        meaning=_("the deadline of every running clock follows from its stored facts"),
        breaches=_differing_numbers,
    )
    yield Invariant(name="clock.order", meaning=_("no clock is due before it starts"), breaches=_before_start)
    yield Invariant(
        name="clock.red_early", meaning=_("no running clock is red before it is due"), breaches=_told_out_of_turn
    )
    yield Invariant(
        name="clock.rule", meaning=_("every clock quotes a released version of the limits"), breaches=_unknown_rules
    )
    yield Invariant(
        name="case.list",
        meaning=_("every case quotes a version of the responsibility list that exists"),
        breaches=_unknown_lists,
    )
    yield Invariant(name="row.orphan", meaning=_("no sealed or dated row is without its case"), breaches=_orphans)
    yield Invariant(
        name="standing.case", meaning=_("a milestone belongs to the case that stands"), breaches=_foreign_milestones
    )
    yield Invariant(
        name="reporter.sealed", meaning=_("the newest sealed identities open with the key"), breaches=_unopenable
    )
    yield Invariant(name="photo.file", meaning=_("every photograph has its file"), breaches=_missing_files)
    yield Invariant(
        name="import.open",
        meaning=_("no import stands unfinished"),
        breaches=_open_batches,
        level=Level.NOTICE,
    )
