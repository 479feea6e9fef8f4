"""Whom independent callers call 回访名单: the draw of each day, and what is left of it to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from huying.cases import policies
from huying.cases.actions.sampling import drawn_of, pool_of
from huying.cases.models import CallSample, CallTask
from huying.cases.queries.visible import visible_to
from huying.cases.views.rows import actor_of
from huying.core.clock import now
from huying.core.views import page
from huying.regions import queries as regions
from huying.rules.case_flow import CaseState
from huying.rules.errors import RuleBrokenError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST = 100
SAMPLES = 14


@page(policies.DRAW_SAMPLE)
def call_list(request: HttpRequest) -> HttpResponse:
    """Show what is left to call, the earliest day of answers first, and the draws it comes from."""
    actor, book = actor_of(request), regions.place_book()
    waiting = CallTask.objects.filter(case__state=CaseState.ANSWERED.value, case__in=visible_to(actor))
    tasks = list(waiting.select_related("case", "sample").order_by("sample__day", "rank")[:MOST])
    rows = [(task, book.path(task.case.place)) for task in tasks if task.round == task.case.round]
    samples = CallSample.objects.order_by("-day")[:SAMPLES]
    return render(request, "office/callers.html", {"rows": rows, "samples": samples, "at": now()})


@page(policies.DRAW_SAMPLE)
def sample(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Show one draw, and draw it again from the answers of its day."""
    found = CallSample.objects.filter(pk=sample_id).first()
    if found is None:
        raise RuleBrokenError("sample.unknown", number=sample_id)
    pool = pool_of(found.day)
    seed, drawn = drawn_of(found.day, pool, share=found.share) if pool else ("", None)
    chosen = [task.case.number for task in found.tasks.select_related("case").order_by("rank")]
    is_same = drawn is not None and (seed, drawn.pool_hash, list(drawn.chosen)) == (
        found.seed,
        found.pool_hash,
        chosen,
    )
    return render(request, "office/sample.html", {"sample": found, "chosen": chosen, "is_same": is_same})
