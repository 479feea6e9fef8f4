"""Handing answers back 回传答复: in the sender's own headings; what is answered and not handed back is a red list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from huying.cases import policies
from huying.cases.models import Answer, HeadingMemory, OutsideOrder
from huying.cases.models.cases import CHINA
from huying.cases.queries.visible import visible_to
from huying.cases.sheet import CASES, HANDED_BACK
from huying.core import audit
from huying.rules.errors import RuleBrokenError
from huying.sheets.exporting import export_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.db.models import QuerySet

    from huying.core.actors import Actor

CHUNK = 1000


def waiting(actor: Actor, *, source: str = "") -> QuerySet[Answer]:
    """Return the issued answers to outside orders that nobody handed back yet 已答复未回传."""
    rows = Answer.objects.filter(
        issued_at__isnull=False, handed_back_at=None, case__in=visible_to(actor).exclude(source="")
    )
    return rows.filter(case__source=source) if source else rows


def waiting_by_source(actor: Actor) -> list[tuple[str, int]]:
    """Return how many answers wait for each source."""
    rows = waiting(actor).values_list("case__source").annotate(count=Count("pk")).order_by("case__source")
    return [(source, count) for source, count in rows]


def hand_back(*, source: str, path: Path, actor: Actor, at: datetime) -> int:
    """Write the waiting answers of a source to a sheet in its own headings and mark each handed back."""
    policies.IMPORT_CASES.check(actor)
    with transaction.atomic():
        memory = HeadingMemory.objects.select_for_update().filter(pk=source).first()
        if memory is None:
            raise RuleBrokenError("case.source_unknown", source=source[:40])
        answers = list(waiting(actor, source=source).select_related("case").order_by("id"))
        names = {name: CASES.column(name).heading for name in HANDED_BACK} | {
            name: heading for name, heading in memory.headings.items() if name in HANDED_BACK
        }
        export_rows(path=path, headings=[names[name] for name in HANDED_BACK], rows=_rows(answers))
        Answer.objects.filter(pk__in=[answer.pk for answer in answers]).update(handed_back_at=at)
        for answer in answers:
            orders = OutsideOrder.objects.filter(case_id=answer.case_id, source=source)
            orders.filter(round=answer.case.round).update(answer_id_handed_back=answer.pk)
        audit.write(
            [audit.entry("case.handed_back", answer.case, actor=actor, at=at, answer=answer.pk) for answer in answers]
        )
    return len(answers)


def _rows(answers: list[Answer]) -> Iterator[list[str]]:
    for answer in answers:
        case = answer.case
        yield [case.external_id, case.title, _written(case.received_at), answer.text, _written(answer.issued_at)]


def _written(at: datetime | None) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if at else ""
