"""Rows of an export 导出: the columns of the contract, streamed, shielded like the list they come from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from huying.cases.models.cases import CHINA
from huying.cases.queries import lists, visible
from huying.estates.models import Compound
from huying.rules.places import PlaceLevel, code_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from huying.cases.models import Case
    from huying.cases.queries.lists import CaseFilter
    from huying.core.actors import Actor

HEADINGS = (
    "number",
    "source",
    "external_id",
    "round",
    "received_at",
    "title",
    "topic",
    "topic_confidence",
    "property_related",
    "compound",
    "compound_code",
    "holder",
    "holder_person",
    "status",
    "due_at",
    "answered_at",
    "overdue",
    "problem",
    "problem_confirmed",
)
CHUNK = 2000


def rows(actor: Actor, wanted: CaseFilter, *, at: datetime) -> Iterator[list[str | int | Decimal]]:
    """Yield one row a case, oldest first, without holding them all."""
    names = dict(Compound.objects.values_list("key", "name"))
    found = lists.narrowed(actor, wanted, at=at).defer("text")
    found = found.select_related("holder_unit", "holder_person", "voice__matter")
    for case in found.order_by("received_at", "pk").iterator(chunk_size=CHUNK):
        yield _row(case, actor=actor, names=names, at=at)


def _row(case: Case, *, actor: Actor, names: dict[int, str], at: datetime) -> list[str | int | Decimal]:
    reads = visible.reads_original(actor, case)
    return [
        case.number,
        case.source if reads else "",
        case.external_id if reads else "",
        case.round,
        _instant(case.received_at),
        case.title if reads else case.brief[:40],
        case.topic or str(case.suggestion.get("topic") or ""),
        Decimal("0.01") * (100 if case.is_topic_confirmed else case.topic_confidence or 0),
        int(case.is_property),
        names.get(case.compound_key or 0, ""),
        code_of(case.compound_key, PlaceLevel.COMPOUND) if case.compound_key else "",
        case.holder_unit.name,
        case.holder_person.name if case.holder_person and reads else "",
        case.public_status.value,
        _instant(case.due_at),
        _instant(case.answered_at),
        int(lists.is_overdue(case, at=at)),
        _group(case) if reads else "",
        int(case.problem_id is not None),
    ]


def _group(case: Case) -> str:
    """Return the group of a case, empty if alone: P and its problem, or M and the matter the machine holds it for."""
    matter = case.voice.matter if hasattr(case, "voice") else None
    problem = case.problem_id or (matter.problem_id if matter else None)
    if problem is not None:
        return f"P{problem}"
    return f"M{matter.pk}" if matter is not None and matter.voices > 1 else ""


def _instant(at: datetime | None) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds") if at else ""
