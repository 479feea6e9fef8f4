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

    from huying.cases.actions.folders import Folder
    from huying.core.actors import Actor

CHUNK = 1000
LONGEST_KEY = 18


def waiting(actor: Actor, *, source: str = "") -> QuerySet[Answer]:
    """Return the issued answers to outside orders that nobody handed back yet 已答复未回传."""
    rows = Answer.objects.filter(
        issued_at__isnull=False, handed_back_at=None, case__in=visible_to(actor).exclude(source="")
    )
    return rows.filter(case__source=source) if source else rows


def red_list(actor: Actor, *, cursor: str, most: int) -> tuple[list[Answer], str]:
    """Return a page of the waiting answers, the oldest first, and the cursor of the next, empty at the end."""
    rows = waiting(actor).select_related("case").order_by("pk")
    if cursor:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= LONGEST_KEY):
            raise RuleBrokenError("list.cursor")
        rows = rows.filter(pk__gt=int(cursor))
    found = list(rows[: most + 1])
    return found[:most], str(found[most - 1].pk) if len(found) > most else ""


def waiting_by_source(actor: Actor) -> list[tuple[str, int]]:
    """Return how many answers wait for each source."""
    rows = waiting(actor).values_list("case__source").annotate(count=Count("pk")).order_by("case__source")
    return [(source, count) for source, count in rows]


def hand_back(*, source: str, path: Path, actor: Actor, at: datetime) -> int:
    """Write the waiting answers of a source to a sheet in its own headings and mark each handed back.

    Of a case answered twice the last answer is written; both are marked.
    """
    policies.IMPORT_CASES.check(actor)
    with transaction.atomic():
        memory = HeadingMemory.objects.select_for_update().filter(pk=source).first()
        if memory is None:
            raise RuleBrokenError("case.source_unknown", source=source[:40])
        answers = list(waiting(actor, source=source).select_related("case").order_by("id"))
        last = {answer.case_id: answer for answer in answers}
        names = _headings(memory)
        orders = _orders(last)
        export_rows(path=path, headings=list(names.values()), rows=_rows(last, orders, names))
        Answer.objects.filter(pk__in=[answer.pk for answer in answers]).update(handed_back_at=at)
        for case_id, order in orders.items():
            order.answer_id_handed_back = last[case_id].pk
        OutsideOrder.objects.bulk_update(orders.values(), ["answer_id_handed_back"], batch_size=CHUNK)
        audit.write(
            [audit.entry("case.handed_back", answer.case, actor=actor, at=at, answer=answer.pk) for answer in answers]
        )
    return len(last)


def mark_handed_back(folder: Folder, *, actor: Actor, at: datetime) -> int:
    """Mark the waiting answers of one open case handed back, as a sheet that holds them would."""
    policies.IMPORT_CASES.check(actor)
    answers = [each for each in folder.find(Answer, handed_back_at=None) if each.issued_at is not None]
    for answer in answers:
        answer.handed_back_at = at
        folder.save(answer, "handed_back_at")
        folder.note(audit.entry("case.handed_back", folder.case, actor=actor, at=at, answer=answer.pk))
    order = folder.last(OutsideOrder, round=folder.case.round)
    if answers and order is not None:
        order.answer_id_handed_back = answers[-1].pk
        folder.save(order, "answer_id_handed_back")
    return len(answers)


def _headings(memory: HeadingMemory) -> dict[str, str]:
    """Return the columns of the reply sheet: those the sender has, in its words, and always answer and time."""
    own = {name: heading for name, heading in memory.headings.items() if name in HANDED_BACK}
    always = {name: CASES.column(name).heading for name in ("reply", "reply_at")}
    found = always | own
    return {name: found[name] for name in HANDED_BACK if name in found}


def _orders(answers: dict[int, Answer]) -> dict[int, OutsideOrder]:
    """Return the present round of each case's order."""
    rows = OutsideOrder.objects.filter(case_id__in=list(answers)).order_by("round")
    return {row.case_id: row for row in rows if row.round <= answers[row.case_id].case.round}


def _rows(answers: dict[int, Answer], orders: dict[int, OutsideOrder], names: dict[str, str]) -> Iterator[list[str]]:
    for case_id, answer in answers.items():
        case, order = answer.case, orders.get(case_id)
        told = {
            "external_id": case.external_id if order is None or order.is_numbered else "",
            "title": case.title,
            "received_at": _written(case.received_at),
            "reply": answer.text,
            "reply_at": _written(answer.issued_at),
        }
        yield [told[name] for name in names]


def _written(at: datetime | None) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if at else ""
